//! Stream tokens: for a browser that cannot send headers with a stream. One opens a stream about one order or one hold, for a minute, and nothing else.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use primitives::{HoldId, OrderId, Timestamp};
use sha2::Sha256;
use uuid::Uuid;

/// How long a stream may be begun with one. It stands in an address, which is written down in more places than a header.
pub const STREAM_TOKEN_LIFE: Duration = Duration::from_secs(60);
/// So that no digest of the same key means something else.
const LABEL: &[u8] = b"holdfast stream token 1";
const KIND_BYTES: usize = 1;
const ID_BYTES: usize = 16;
const SIGNED_BYTES: usize = KIND_BYTES + ID_BYTES + size_of::<i64>();

/// What a stream is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamSubject {
    Order(OrderId),
    Hold(HoldId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StreamTokenRefused {
    #[error("the stream token is not genuine")]
    Forged,
    #[error("the stream token has run out")]
    Expired,
}

/// Signs with the secret that all services of one installation share.
#[derive(Clone)]
pub struct StreamTokens {
    keyed: Hmac<Sha256>,
}

impl StreamTokens {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let keyed =
            Hmac::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        Self { keyed: keyed.chain_update(LABEL) }
    }

    /// Until when it opens a stream comes with it.
    #[must_use]
    pub fn issue(&self, subject: StreamSubject, now: Timestamp) -> (String, Timestamp) {
        let until = now.plus(STREAM_TOKEN_LIFE);
        let (kind, id) = match subject {
            StreamSubject::Order(order) => (b'o', *order.as_uuid()),
            StreamSubject::Hold(hold) => (b'h', *hold.as_uuid()),
        };
        let mut token = vec![kind];
        token.extend_from_slice(id.as_bytes());
        token.extend_from_slice(&until.as_micros().to_be_bytes());
        let digest = self.keyed.clone().chain_update(&token).finalize().into_bytes();
        token.extend_from_slice(&digest);
        (URL_SAFE_NO_PAD.encode(token), until)
    }

    /// What a genuine token opens a stream about. Compares in constant time.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<StreamSubject, StreamTokenRefused> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| StreamTokenRefused::Forged)?;
        let (signed, digest) = bytes.split_at_checked(SIGNED_BYTES).ok_or(StreamTokenRefused::Forged)?;
        let expected = self.keyed.clone().chain_update(signed);
        expected.verify_slice(digest).map_err(|_| StreamTokenRefused::Forged)?;
        let (subject, until) = read(signed).ok_or(StreamTokenRefused::Forged)?;
        if until > now { Ok(subject) } else { Err(StreamTokenRefused::Expired) }
    }
}

fn read(signed: &[u8]) -> Option<(StreamSubject, Timestamp)> {
    let (kind, rest) = signed.split_first()?;
    let (id, until) = rest.split_at_checked(ID_BYTES)?;
    let id = Uuid::from_slice(id).ok()?;
    let until = Timestamp::from_micros(i64::from_be_bytes(until.try_into().ok()?));
    let subject = match kind {
        b'o' => StreamSubject::Order(OrderId::from_uuid(id)),
        b'h' => StreamSubject::Hold(HoldId::from_uuid(id)),
        _ => return None,
    };
    Some((subject, until))
}

impl std::fmt::Debug for StreamTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StreamTokens(..)")
    }
}

#[cfg(test)]
mod tests {
    use primitives::{Clock, FakeClock};

    use super::*;
    use crate::HoldTokens;

    const SECRET: &[u8] = b"a secret of thirty-two bytes, or so";

    fn id() -> Uuid {
        Uuid::from_u128(7)
    }

    #[test]
    fn a_token_opens_streams_about_its_subject_for_a_minute() {
        let (tokens, now) = (StreamTokens::new(SECRET), FakeClock::default().now());
        for subject in
            [StreamSubject::Order(OrderId::from_uuid(id())), StreamSubject::Hold(HoldId::from_uuid(id()))]
        {
            let (token, until) = tokens.issue(subject, now);
            assert_eq!(until, now.plus(STREAM_TOKEN_LIFE));
            assert_eq!(tokens.verify(&token, now), Ok(subject));
            assert_eq!(tokens.verify(&token, until), Err(StreamTokenRefused::Expired));
        }
    }

    #[test]
    fn a_forged_token_opens_none() {
        let (tokens, now) = (StreamTokens::new(SECRET), FakeClock::default().now());
        let order = StreamSubject::Order(OrderId::from_uuid(id()));
        let (token, _) = tokens.issue(order, now);
        let (by_another, _) = StreamTokens::new(b"another secret").issue(order, now);
        let of_hold = HoldTokens::new(SECRET).sign(HoldId::from_uuid(id()));
        let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        bytes[0] = b'h';
        let changed = URL_SAFE_NO_PAD.encode(bytes);
        let cut = &token[..token.len() - 2];
        for forged in [by_another.as_str(), &of_hold, &changed, cut, "", "not base64!", &format!("{token}AA")]
        {
            assert_eq!(tokens.verify(forged, now), Err(StreamTokenRefused::Forged), "{forged:?} passed");
        }
    }
}
