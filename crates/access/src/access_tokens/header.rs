//! The head of a token, read before anything else of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

const ALGORITHM: &str = "EdDSA";
pub(super) const TYPE: &str = "at+jwt";

/// Exactly what we write. A token that brings a key, the address of one, or conditions of its own (`jwk`, `jku`, `x5u`, `crit`) is not ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

/// The id of the key that the token says it was signed with. None: it is no token of ours.
pub(super) fn key_id(token: &str) -> Option<String> {
    let (header, rest) = token.split_once('.')?;
    let (_claims, signature) = rest.split_once('.')?;
    if signature.contains('.') {
        return None;
    }
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    (header.alg == ALGORITHM && header.typ == TYPE).then_some(header.kid)
}
