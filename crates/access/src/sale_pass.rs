//! The sale pass: admits one visitor to the sale of one event, for one session. A JWT under a key that all services of an installation share,
//! so that a service checks it without asking another one.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{Algorithm, Header, Validation};
use primitives::{EventId, Timestamp, VisitorId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::key_ring::KeyRing;
use crate::service_tokens::seconds;

const LABEL: &[u8] = b"holdfast sale passes 1";
const ALGORITHM: Algorithm = Algorithm::HS256;
const TYPE: &str = "sale-pass+jwt";
const ISSUER: &str = "waiting-room";
const KIND: &str = "ADMISSION";
/// By how much the clocks of two machines may differ.
const SKEW: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SalePass {
    pub event: EventId,
    pub visitor: VisitorId,
    pub session: Uuid,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Says only that it is of no use, never why: the difference would help a forger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sale pass is not valid")]
pub struct PassRefused;

/// Issues and verifies sale passes.
#[derive(Clone)]
pub struct SalePasses {
    ring: Arc<KeyRing>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PassClaims {
    iss: String,
    aud: String,
    sub: String,
    sid: Uuid,
    kind: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
}

impl SalePasses {
    /// From the secret behind hold tokens. The key itself is another one.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self { ring: Arc::new(KeyRing::of(LABEL, secret)) }
    }

    /// The same pass gives the same text.
    pub fn issue(&self, pass: &SalePass) -> Result<String, PassRefused> {
        let issued_at = seconds(pass.issued_at);
        let claims = PassClaims {
            iss: ISSUER.to_owned(),
            aud: pass.event.to_string(),
            sub: pass.visitor.to_string(),
            sid: pass.session,
            kind: KIND.to_owned(),
            iat: issued_at,
            nbf: issued_at,
            exp: seconds(pass.expires_at),
            jti: pass.session,
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(ALGORITHM) };
        let key = self.ring.signing(pass.issued_at).ok_or(PassRefused)?;
        jsonwebtoken::encode(&header, &claims, &key.signing).map_err(|_| PassRefused)
    }

    /// What a pass for this event says, while it is valid. Whose it is remains to be compared with the caller.
    pub fn verify(&self, event: EventId, token: &str, now: Timestamp) -> Result<SalePass, PassRefused> {
        let mut rules = Validation::new(ALGORITHM);
        rules.set_audience(&[event.to_string()]);
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        // Time is a parameter here, so it is compared below.
        rules.validate_exp = false;
        let decode = |key: &_| jsonwebtoken::decode::<PassClaims>(token, key, &rules).ok();
        let keys = self.ring.accepted(now);
        let token = keys.iter().find_map(|key| decode(&key.checking)).ok_or(PassRefused)?;
        let PassClaims { sub, sid, kind, iat, nbf, exp, .. } = token.claims;
        let is_pass = token.header.typ.as_deref() == Some(TYPE) && kind == KIND;
        if !is_pass || exp <= seconds(now) || nbf > seconds(now.plus(SKEW)) {
            return Err(PassRefused);
        }
        let visitor = sub.parse().map_err(|_| PassRefused)?;
        let at = |seconds: i64| Timestamp::from_micros(seconds.saturating_mul(1_000_000));
        Ok(SalePass { event, visitor, session: sid, issued_at: at(iat), expires_at: at(exp) })
    }
}

impl std::fmt::Debug for SalePasses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SalePasses(..)")
    }
}

#[cfg(test)]
mod tests {
    use primitives::{Clock, FakeClock};

    use super::*;
    use crate::ServiceKey;

    const SECRET: &[u8] = b"a secret of thirty-two bytes, or so";

    fn now() -> Timestamp {
        FakeClock::default().now()
    }

    fn event(number: i64) -> EventId {
        EventId::new(number).unwrap()
    }

    fn pass() -> SalePass {
        let expires_at = now().plus(Duration::from_secs(600));
        let (visitor, session) = (VisitorId(0xab), Uuid::from_u128(7));
        SalePass { event: event(4), visitor, session, issued_at: now(), expires_at }
    }

    #[test]
    fn a_pass_admits_to_its_event_until_it_ends() {
        let passes = SalePasses::new(SECRET);
        let token = passes.issue(&pass()).unwrap();
        assert_eq!(passes.verify(event(4), &token, now()), Ok(pass()));
        assert_eq!(passes.verify(event(5), &token, now()), Err(PassRefused));
        let end = pass().expires_at;
        assert_eq!(passes.verify(event(4), &token, end), Err(PassRefused));
        assert_eq!(passes.verify(event(4), &token, now().minus(SKEW * 2)), Err(PassRefused));
        assert_eq!(passes.issue(&pass()).unwrap(), token, "the same pass again");
    }

    #[test]
    fn a_forged_pass_admits_no_one() {
        let passes = SalePasses::new(SECRET);
        let token = passes.issue(&pass()).unwrap();
        let by_another = SalePasses::new(b"another secret").issue(&pass()).unwrap();
        let unsigned = format!("{}.", token.rsplit_once('.').unwrap().0);
        for forged in [by_another.as_str(), &unsigned, &token[1..], "", "a.b.c"] {
            assert_eq!(passes.verify(event(4), forged, now()), Err(PassRefused), "{forged:?} passed");
        }
    }

    /// Under our own key.
    fn signed(header: &Header, claims: &serde_json::Value) -> String {
        let passes = SalePasses::new(SECRET);
        jsonwebtoken::encode(header, claims, &passes.ring.signing(now()).unwrap().signing).unwrap()
    }

    #[test]
    fn a_pass_is_exactly_as_we_write_it() {
        use serde_json::json;
        let passes = SalePasses::new(SECRET);
        let ours = Header { typ: Some(TYPE.to_owned()), ..Header::new(ALGORITHM) };
        let (from, until) = (seconds(now()), seconds(pass().expires_at));
        let claims = json!({
            "iss": ISSUER, "aud": "4", "sub": pass().visitor.to_string(), "sid": pass().session, "kind": KIND,
            "iat": from, "nbf": from, "exp": until, "jti": pass().session,
        });
        let refusal = |token: &str| passes.verify(event(4), token, now()).err();
        assert_eq!(refusal(&signed(&ours, &claims)), None, "the control");
        for header in [
            Header { typ: None, ..ours.clone() },
            Header { typ: Some("at+jwt".to_owned()), ..ours.clone() },
            Header { crit: Some(vec!["exp".to_owned()]), ..ours.clone() },
            Header { crit: Some(Vec::new()), ..ours.clone() },
            Header { typ: ours.typ.clone(), ..Header::new(Algorithm::HS512) },
        ] {
            assert_eq!(refusal(&signed(&header, &claims)), Some(PassRefused), "{header:?}");
        }
        for (name, value) in [
            ("iss", json!("order")),
            ("iss", json!([ISSUER])),
            ("aud", json!(["4"])),
            ("aud", json!(["4", "5"])),
            ("aud", json!("5")),
            ("sub", json!(7)),
            ("sub", json!("mina")),
            ("kind", json!("MEMBER")),
            ("nbf", json!(from + 60)),
            ("exp", json!(from)),
            ("exp", json!("never")),
        ] {
            let mut changed = claims.clone();
            changed[name] = value;
            assert_eq!(refusal(&signed(&ours, &changed)), Some(PassRefused), "{changed}");
        }
        for absent in ["iss", "aud", "sub", "kind", "nbf", "exp"] {
            let mut changed = claims.clone();
            changed.as_object_mut().unwrap().remove(absent);
            assert_eq!(refusal(&signed(&ours, &changed)), Some(PassRefused), "without {absent}");
        }
    }

    #[test]
    fn a_service_token_is_no_pass_though_its_secret_is_the_same() {
        let bearer = crate::Bearer::new(
            ServiceKey::derive(SECRET),
            "waiting-room",
            "4",
            Arc::new(FakeClock::default()),
        );
        let token = bearer.token().unwrap();
        assert_eq!(SalePasses::new(SECRET).verify(event(4), &token, now()), Err(PassRefused));
    }
}
