//! The proof that a hold is yours: its id and a keyed digest of it. It is made anew whenever it is shown and never stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use primitives::HoldId;
use sha2::Sha256;
use uuid::Uuid;

use crate::Guests;

const ID_BYTES: usize = 16;
const DIGEST_BYTES: usize = 32;

/// Says only that it is not genuine, never why: the difference would help a forger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the hold token is not genuine")]
pub struct ForgedToken;

/// Signs hold ids with the secret that all services of one installation share.
#[derive(Clone)]
pub struct HoldTokens {
    keyed: Hmac<Sha256>,
}

impl HoldTokens {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let keyed =
            Hmac::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        Self { keyed }
    }

    /// Under the same key, because all services have to count a guest as the same one.
    #[must_use]
    pub fn guests(&self) -> Guests {
        Guests::new(self.keyed.clone())
    }

    #[must_use]
    pub fn sign(&self, hold: HoldId) -> String {
        let mut token = [0; ID_BYTES + DIGEST_BYTES];
        let (id, digest) = token.split_at_mut(ID_BYTES);
        id.copy_from_slice(hold.as_uuid().as_bytes());
        digest.copy_from_slice(&self.digest(hold).finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The hold that a genuine token names. Compares in constant time.
    pub fn verify(&self, token: &str) -> Result<HoldId, ForgedToken> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| ForgedToken)?;
        let (id, digest) = bytes.split_at_checked(ID_BYTES).ok_or(ForgedToken)?;
        let hold = HoldId::from_uuid(Uuid::from_slice(id).map_err(|_| ForgedToken)?);
        self.digest(hold).verify_slice(digest).map_err(|_| ForgedToken)?;
        Ok(hold)
    }

    fn digest(&self, hold: HoldId) -> Hmac<Sha256> {
        let mut digest = self.keyed.clone();
        digest.update(hold.as_uuid().as_bytes());
        digest
    }
}

impl std::fmt::Debug for HoldTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HoldTokens(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_hold_and_a_forged_one_names_none() {
        let tokens = HoldTokens::new(b"secret");
        let hold = HoldId::from_uuid(Uuid::from_u128(7));
        let token = tokens.sign(hold);
        assert_eq!(tokens.verify(&token), Ok(hold));

        let other_secret = HoldTokens::new(b"another").sign(hold);
        let cut = &token[..token.len() - 2];
        for forged in [other_secret.as_str(), cut, "", "not base64!", &format!("{token}AA")] {
            assert_eq!(tokens.verify(forged), Err(ForgedToken), "{forged:?} passed");
        }
    }
}
