//! Keys that sign access tokens. Only identity has them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use sha2::{Digest, Sha256};

use super::claims::{AccessClaims, Claims};
use super::header::TYPE;
use super::verifier::VerificationKey;

/// So that no other use of the same secret makes the same key.
const SALT: &[u8] = b"holdfast access tokens 1";
const SEED_BYTES: usize = 32;
/// What precedes the seed of an Ed25519 key in PKCS #8 (RFC 8410).
const PKCS8_HEAD: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
/// Of the digest of the public key, enough to tell keys apart.
const KID_BYTES: usize = 12;

#[derive(Debug, thiserror::Error)]
#[error("the access token cannot be signed")]
pub struct CannotSign(#[source] jsonwebtoken::errors::Error);

/// Derived from the secret whenever it is needed, so no key is ever stored.
#[derive(Clone)]
pub struct AccessKey {
    public: VerificationKey,
    signing: EncodingKey,
}

impl AccessKey {
    /// Its id is a digest of the public key: another secret makes other keys with other ids.
    #[must_use]
    pub fn derive(secret: &[u8], generation: u64) -> Self {
        let mut seed = [0; SEED_BYTES];
        Hkdf::<Sha256>::new(Some(SALT), secret)
            .expand(&generation.to_be_bytes(), &mut seed)
            .unwrap_or_else(|_| unreachable!("HKDF makes up to 8160 bytes"));
        let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
        let digest = Sha256::digest(public);
        let kid = URL_SAFE_NO_PAD.encode(digest.get(..KID_BYTES).unwrap_or_default());
        let der = [PKCS8_HEAD.as_slice(), seed.as_slice()].concat();
        let public = VerificationKey { kid, x: URL_SAFE_NO_PAD.encode(public) };
        Self { public, signing: EncodingKey::from_ed_der(&der) }
    }

    /// What everyone may know of it.
    #[must_use]
    pub fn public(&self) -> &VerificationKey {
        &self.public
    }

    pub fn sign(&self, claims: &AccessClaims) -> Result<String, CannotSign> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.public.kid.clone());
        jsonwebtoken::encode(&header, &Claims::from(claims), &self.signing).map_err(CannotSign)
    }
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccessKey({})", self.public.kid)
    }
}
