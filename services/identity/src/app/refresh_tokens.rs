//! Refresh tokens: the session, the number of the token in it, and a keyed digest. Opaque to clients, computed whenever one is shown, and
//! never stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::domain::Session;

/// Names the kind and the version, also to those who look for leaked secrets.
const PREFIX: &str = "hfr1.";
const LABEL: &[u8] = b"holdfast refresh tokens 1";
const ID_BYTES: usize = 16;
const SEQ_BYTES: usize = 8;
const DIGEST_BYTES: usize = 32;
const TEXT_BYTES_MAX: usize = 128;

#[derive(Clone)]
pub struct RefreshTokens(Hmac<Sha256>);

/// What a token says. Whether it is genuine depends on its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentedRefresh {
    pub session: Uuid,
    pub seq: u64,
    digest: [u8; DIGEST_BYTES],
}

impl RefreshTokens {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let mut keyed = Hmac::<Sha256>::new_from_slice(secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        keyed.update(LABEL);
        Self(keyed)
    }

    /// The current one of the session.
    #[must_use]
    pub fn current(&self, session: &Session) -> String {
        let mut token = [0; ID_BYTES + SEQ_BYTES + DIGEST_BYTES];
        let (id, rest) = token.split_at_mut(ID_BYTES);
        let (seq, digest) = rest.split_at_mut(SEQ_BYTES);
        id.copy_from_slice(session.id.as_bytes());
        seq.copy_from_slice(&session.seq.to_be_bytes());
        digest.copy_from_slice(&self.digest(session, session.seq).finalize().into_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(token))
    }

    /// Compares in constant time.
    #[must_use]
    pub fn is_genuine(&self, presented: &PresentedRefresh, session: &Session) -> bool {
        presented.session == session.id
            && self.digest(session, presented.seq).verify_slice(&presented.digest).is_ok()
    }

    fn digest(&self, session: &Session, seq: u64) -> Hmac<Sha256> {
        let mut digest = self.0.clone();
        digest.update(session.id.as_bytes());
        digest.update(session.nonce.as_bytes());
        digest.update(&seq.to_be_bytes());
        digest
    }
}

impl PresentedRefresh {
    /// None: it is no refresh token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix(PREFIX).filter(|text| text.len() <= TEXT_BYTES_MAX)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, rest) = bytes.split_at_checked(ID_BYTES)?;
        let (seq, digest) = rest.split_at_checked(SEQ_BYTES)?;
        Some(Self {
            session: Uuid::from_slice(id).ok()?,
            seq: u64::from_be_bytes(seq.try_into().ok()?),
            digest: digest.try_into().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use primitives::Timestamp;

    use super::*;
    use crate::domain::{Method, Subject};

    fn session(number: u128, nonce: &str, seq: u64) -> Session {
        let start = Timestamp::from_micros(0);
        Session {
            id: Uuid::from_u128(number),
            subject: Subject::user(Uuid::nil()),
            nonce: nonce.to_owned(),
            seq,
            guest: None,
            method: Method::Password,
            agent: String::new(),
            network: String::new(),
            created_at: start,
            authenticated_at: start,
            rotated_at: start,
            ends_at: Session::latest_end(start),
            ended_at: None,
        }
    }

    #[test]
    fn a_token_is_genuine_for_its_session_whatever_its_number() {
        let tokens = RefreshTokens::new(b"secret");
        let third = session(7, "nonce", 3);
        let presented = PresentedRefresh::parse(&tokens.current(&third)).unwrap();
        assert_eq!((presented.session, presented.seq), (third.id, 3));
        assert!(tokens.is_genuine(&presented, &session(7, "nonce", 9)), "an older one has to be recognized");
        assert!(!tokens.is_genuine(&presented, &session(8, "nonce", 3)));
        assert!(!tokens.is_genuine(&presented, &session(7, "another", 3)));
        assert!(!RefreshTokens::new(b"another").is_genuine(&presented, &third));
        let raised = PresentedRefresh { seq: 4, ..presented };
        assert!(!tokens.is_genuine(&raised, &third));
    }

    #[test]
    fn nonsense_is_no_token() {
        let token = RefreshTokens::new(b"secret").current(&session(7, "nonce", 3));
        for wrong in [
            "",
            "hfr1.",
            "hfr1.AAAA",
            &token[1..],
            &token[..token.len() - 1],
            &format!("{token}A"),
            &"A".repeat(100_000),
        ] {
            assert_eq!(PresentedRefresh::parse(wrong), None, "{wrong:.60}");
        }
    }
}
