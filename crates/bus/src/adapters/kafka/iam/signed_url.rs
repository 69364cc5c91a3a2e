//! A URL signed with AWS Signature Version 4, with everything in its query.

use std::time::Duration;

use chrono::DateTime;
use hmac::{Hmac, KeyInit, Mac};
use primitives::{Timestamp, hex};
use sha2::{Digest, Sha256};

use super::credentials::Keys;

/// SHA-256 of nothing.
pub(super) const EMPTY_PAYLOAD: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

pub(super) struct SignedUrl<'u> {
    pub(super) host: &'u str,
    pub(super) path: &'u str,
    pub(super) service: &'u str,
    pub(super) region: &'u str,
    /// Their names stand before `X-Amz` in the alphabet.
    pub(super) parameters: &'u [(&'u str, &'u str)],
    pub(super) life: Duration,
    pub(super) payload_digest: &'u str,
}

impl SignedUrl<'_> {
    pub(super) fn sign(&self, keys: &Keys, now: Timestamp) -> String {
        let Self { host, path, service, region, payload_digest, .. } = self;
        let (day, time) = (formatted(now, "%Y%m%d"), formatted(now, "%Y%m%dT%H%M%SZ"));
        let scope = format!("{day}/{region}/{service}/aws4_request");
        let query = self.query(keys, &scope, &time);
        let request = format!("GET\n{path}\n{query}\nhost:{host}\n\nhost\n{payload_digest}");
        let to_sign = format!("{ALGORITHM}\n{time}\n{scope}\n{}", hex(&Sha256::digest(request)));
        let first = format!("AWS4{}", keys.secret.expose());
        let parts = [day.as_str(), *region, *service, "aws4_request", to_sign.as_str()];
        let signature = parts.into_iter().fold(first.into_bytes(), |key, part| keyed(&key, part));
        format!("https://{host}{path}?{query}&X-Amz-Signature={}", hex(&signature))
    }

    /// In the order of the alphabet.
    fn query(&self, keys: &Keys, scope: &str, time: &str) -> String {
        let (credential, life) = (format!("{}/{scope}", keys.id), self.life.as_secs().to_string());
        let mut all = self.parameters.to_vec();
        all.extend([("X-Amz-Algorithm", ALGORITHM), ("X-Amz-Credential", &credential)]);
        all.extend([("X-Amz-Date", time), ("X-Amz-Expires", &life)]);
        all.extend(keys.session.iter().map(|session| ("X-Amz-Security-Token", session.expose().as_str())));
        all.push(("X-Amz-SignedHeaders", "host"));
        let all: Vec<String> =
            all.into_iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        all.join("&")
    }
}

fn formatted(now: Timestamp, format: &str) -> String {
    let seconds = now.as_micros().div_euclid(1_000_000);
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().format(format).to_string()
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let mut keyed =
        Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    keyed.update(text.as_bytes());
    keyed.finalize().into_bytes().to_vec()
}

/// All but letters, digits and `-_.~`.
fn encoded(text: &str) -> String {
    let each = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use settings::Secret;

    use super::*;

    /// The example of a presigned URL in Amazon's documentation of Signature Version 4.
    #[test]
    fn a_signature_is_the_one_of_amazon_s_example() {
        let url = SignedUrl {
            host: "examplebucket.s3.amazonaws.com",
            path: "/test.txt",
            service: "s3",
            region: "us-east-1",
            parameters: &[],
            life: Duration::from_secs(86_400),
            payload_digest: "UNSIGNED-PAYLOAD",
        };
        let keys = Keys {
            id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned()),
            session: None,
        };
        let signed = url.sign(&keys, Timestamp::from_micros(1_369_353_600_000_000));
        let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        assert!(signed.ends_with(&format!("&X-Amz-Signature={signature}")), "{signed}");
    }
}
