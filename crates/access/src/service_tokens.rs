//! Service tokens: which service calls which one, and until when. A JWT under one key that all services of an installation share.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{Algorithm, Header, Validation};
use parking_lot::Mutex;
use primitives::{Clock, Timestamp};
use serde::{Deserialize, Serialize};
use settings::RotatingSecret;

use crate::key_ring::KeyRing;

/// Long enough to be worth keeping, short enough that a token which got into a log is worth nothing by the time it is read.
const LIFE: Duration = Duration::from_secs(60);
/// A token is renewed this long before its end, so that none runs out on its way.
const RENEWED_BEFORE: Duration = Duration::from_secs(20);
/// By how much the clocks of two machines may differ.
const SKEW: Duration = Duration::from_secs(5);
const LABEL: &[u8] = b"holdfast service tokens 1";
const ALGORITHM: Algorithm = Algorithm::HS256;

/// Says only that it is not valid, never why: the difference would help a forger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the service token is not good")]
pub struct TokenRefused;

/// Issues and verifies tokens.
#[derive(Clone)]
pub struct ServiceKey {
    ring: Arc<KeyRing>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The service that calls.
    sub: String,
    /// The service that is called, and the only one that takes this token.
    aud: String,
    iat: i64,
    exp: i64,
}

impl ServiceKey {
    /// From the secret that all services of an installation share. The key itself is never the secret.
    #[must_use]
    pub fn derive(secret: &[u8]) -> Self {
        Self { ring: Arc::new(KeyRing::of(LABEL, secret)) }
    }

    /// The same from a secret that may change.
    #[must_use]
    pub fn rotating(secret: RotatingSecret) -> Self {
        Self { ring: Arc::new(KeyRing::rotating(LABEL, secret)) }
    }

    /// A new token of `caller`, valid for `audience` alone.
    fn issue(&self, caller: &str, audience: &str, now: Timestamp) -> Result<String, TokenRefused> {
        let claims = Claims {
            sub: caller.to_owned(),
            aud: audience.to_owned(),
            iat: seconds(now),
            exp: seconds(now.plus(LIFE)),
        };
        let key = self.ring.signing(now).ok_or(TokenRefused)?;
        jsonwebtoken::encode(&Header::new(ALGORITHM), &claims, &key.signing).map_err(|_| TokenRefused)
    }

    /// The service that calls `audience` with this token. The algorithm is fixed, whatever the token names; a token with a longer
    /// life than ours is refused too.
    pub fn verify(&self, audience: &str, token: &str, now: Timestamp) -> Result<String, TokenRefused> {
        let mut rules = Validation::new(ALGORITHM);
        rules.set_audience(&[audience]);
        rules.set_required_spec_claims(&["exp", "aud", "sub"]);
        // Time is a parameter here, so it is compared below.
        rules.validate_exp = false;
        let decode = |key: &_| jsonwebtoken::decode::<Claims>(token, key, &rules).ok();
        let keys = self.ring.accepted(now);
        let token = keys.iter().find_map(|key| decode(&key.checking)).ok_or(TokenRefused)?;
        let Claims { sub, iat, exp, .. } = token.claims;
        let (earliest, latest) = (seconds(now.minus(SKEW)), seconds(now.plus(SKEW)));
        let lasts = exp.checked_sub(iat).ok_or(TokenRefused)?;
        let is_good = exp > earliest && iat <= latest && lasts <= seconds_of(LIFE);
        if is_good && !sub.is_empty() { Ok(sub) } else { Err(TokenRefused) }
    }
}

impl std::fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServiceKey(..)")
    }
}

/// One service's right to call another: a token that is kept and renewed in time.
pub struct Bearer {
    key: ServiceKey,
    caller: &'static str,
    audience: &'static str,
    clock: Arc<dyn Clock>,
    kept: Mutex<Option<(String, Timestamp)>>,
}

impl Bearer {
    #[must_use]
    pub fn new(key: ServiceKey, caller: &'static str, audience: &'static str, clock: Arc<dyn Clock>) -> Self {
        Self { key, caller, audience, clock, kept: Mutex::default() }
    }

    #[must_use]
    pub fn audience(&self) -> &'static str {
        self.audience
    }

    /// A token that does not expire for a while.
    pub fn token(&self) -> Result<String, TokenRefused> {
        let now = self.clock.now();
        let mut kept = self.kept.lock();
        if let Some((token, made)) = kept.as_ref()
            && *made <= now
            && now < made.plus(LIFE - RENEWED_BEFORE)
        {
            return Ok(token.clone());
        }
        let token = self.key.issue(self.caller, self.audience, now)?;
        *kept = Some((token.clone(), now));
        Ok(token)
    }
}

pub(crate) fn seconds(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(1_000_000)
}

fn seconds_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::EncodingKey;
    use primitives::FakeClock;

    use super::*;

    const SECRET: &[u8] = b"a secret of thirty-two bytes, or so";

    fn now() -> Timestamp {
        FakeClock::default().now()
    }

    fn signed(header: &Header, claims: &Claims, secret: &[u8]) -> String {
        jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret).unwrap()).unwrap()
    }

    fn signing(key: &ServiceKey) -> EncodingKey {
        key.ring.signing(now()).unwrap().signing.clone()
    }

    #[test]
    fn a_secret_may_change_under_processes_that_learn_it_at_different_times() {
        let (old, new) =
            ("the secret before, of thirty-two bytes", "the secret after it, of thirty-two bytes");
        let files = [tempfile::NamedTempFile::new().unwrap(), tempfile::NamedTempFile::new().unwrap()];
        let process = |file: &tempfile::NamedTempFile| {
            std::fs::write(file.path(), old).unwrap();
            let env = [("SECRET_FILE".to_owned(), file.path().display().to_string())];
            let mut settings = settings::Settings::load([], env).unwrap();
            ServiceKey::rotating(settings.rotating_secret("SECRET", "a secret").unwrap().unwrap())
        };
        let (early, late) = (process(&files[0]), process(&files[1]));
        let outdated = early.issue("order", "catalog", now()).unwrap();
        // The second process gets the new one a minute after the first.
        for second in 0..600 {
            let at = now().plus(Duration::from_secs(second));
            if let Some(file) = [(10, &files[0]), (70, &files[1])].iter().find(|(when, _)| *when == second) {
                std::fs::write(file.1.path(), new).unwrap();
            }
            for (signs, checks) in [(&early, &late), (&late, &early)] {
                let token = signs.issue("order", "catalog", at).unwrap();
                assert!(checks.verify("catalog", &token, at).is_ok(), "refused after {second} s");
            }
        }
        let after = now().plus(Duration::from_secs(600));
        let by_old = ServiceKey::derive(old.as_bytes()).issue("order", "catalog", after).unwrap();
        assert_eq!(
            early.verify("catalog", &by_old, after),
            Err(TokenRefused),
            "the old secret is still good"
        );
        let by_new = ServiceKey::derive(new.as_bytes());
        assert!(by_new.verify("catalog", &early.issue("order", "catalog", after).unwrap(), after).is_ok());
        assert_eq!(early.verify("catalog", &outdated, after), Err(TokenRefused));
    }

    #[test]
    fn a_token_is_good_for_the_service_that_it_names_until_it_runs_out() {
        let key = ServiceKey::derive(SECRET);
        let token = key.issue("order", "catalog", now()).unwrap();
        assert_eq!(key.verify("catalog", &token, now()), Ok("order".to_owned()));
        assert_eq!(key.verify("reservation", &token, now()), Err(TokenRefused), "another service took it");
        let last = now().plus(LIFE + SKEW - Duration::from_secs(1));
        assert!(key.verify("catalog", &token, last).is_ok());
        assert_eq!(
            key.verify("catalog", &token, now().plus(LIFE + SKEW)),
            Err(TokenRefused),
            "it had expired"
        );
        assert_eq!(key.verify("catalog", &token, now().minus(SKEW * 2)), Err(TokenRefused), "of the future");
    }

    #[test]
    fn a_foreign_key_and_the_secret_itself_sign_nothing_that_passes() {
        let key = ServiceKey::derive(SECRET);
        let other =
            ServiceKey::derive(b"the secret of another house").issue("order", "catalog", now()).unwrap();
        assert_eq!(key.verify("catalog", &other, now()), Err(TokenRefused));
        let claims = Claims {
            sub: "order".into(),
            aud: "catalog".into(),
            iat: seconds(now()),
            exp: seconds(now().plus(LIFE)),
        };
        let raw = signed(&Header::new(ALGORITHM), &claims, SECRET);
        assert_eq!(key.verify("catalog", &raw, now()), Err(TokenRefused), "the secret was the key");
    }

    #[test]
    fn the_token_does_not_choose_its_algorithm_nor_how_long_it_lasts() {
        let key = ServiceKey::derive(SECRET);
        let token = key.issue("order", "catalog", now()).unwrap();
        let [_, body, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        for forged in
            [format!("{none}.{body}."), format!("{none}.{body}.{signature}"), format!("{body}.{body}.")]
        {
            assert_eq!(key.verify("catalog", &forged, now()), Err(TokenRefused), "{forged}");
        }
        let claims = Claims {
            sub: "order".into(),
            aud: "catalog".into(),
            iat: seconds(now()),
            exp: seconds(now().plus(LIFE)),
        };
        let longer = Claims { exp: claims.exp + 3_600, ..claims };
        let longer = jsonwebtoken::encode(&Header::new(ALGORITHM), &longer, &signing(&key)).unwrap();
        assert_eq!(key.verify("catalog", &longer, now()), Err(TokenRefused), "an hour was granted");
        for iat in [i64::MIN, i64::MAX] {
            let endless = Claims { sub: "order".into(), aud: "catalog".into(), iat, exp: i64::MAX };
            let endless = jsonwebtoken::encode(&Header::new(ALGORITHM), &endless, &signing(&key)).unwrap();
            assert_eq!(key.verify("catalog", &endless, now()), Err(TokenRefused), "{iat}");
        }
        let critical = Header { crit: Some(vec!["b65".to_owned()]), ..Header::new(ALGORITHM) };
        let of_now = Claims {
            sub: "order".into(),
            aud: "catalog".into(),
            iat: seconds(now()),
            exp: seconds(now().plus(LIFE)),
        };
        let critical = jsonwebtoken::encode(&critical, &of_now, &signing(&key)).unwrap();
        assert_eq!(key.verify("catalog", &critical, now()), Err(TokenRefused), "its conditions were ignored");
        let other = jsonwebtoken::encode(
            &Header::new(Algorithm::HS512),
            &Claims {
                sub: "order".into(),
                aud: "catalog".into(),
                iat: seconds(now()),
                exp: seconds(now().plus(LIFE)),
            },
            &signing(&key),
        );
        assert_eq!(key.verify("catalog", &other.unwrap(), now()), Err(TokenRefused), "HS512 was taken");
    }

    #[test]
    fn a_kept_token_is_renewed_before_it_runs_out() {
        let clock = Arc::new(FakeClock::default());
        let bearer = Bearer::new(ServiceKey::derive(SECRET), "order", "catalog", clock.clone());
        let first = bearer.token().unwrap();
        clock.advance(LIFE - RENEWED_BEFORE - Duration::from_secs(1));
        assert_eq!(bearer.token().unwrap(), first);
        clock.advance(Duration::from_secs(1));
        assert_ne!(bearer.token().unwrap(), first);
    }
}
