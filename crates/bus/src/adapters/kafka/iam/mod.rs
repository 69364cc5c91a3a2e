//! How brokers of Amazon MSK know a process by its role: a token that is a signed URL, made anew before it expires.
//!
//! Written here and not taken from a crate, because that brings Amazon's SDK with a second stack of HTTP, TLS and cryptography.

mod credentials;
mod signed_url;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use primitives::Timestamp;
use rdkafka::client::OAuthToken;
use settings::{Settings, SettingsError};

use self::credentials::{CredentialSource, Keys, NoCredentials};
use self::signed_url::SignedUrl;

/// What `KAFKA_SASL_MECHANISM` is called then, as with Amazon's Java client.
pub(super) const MECHANISM: &str = "AWS_MSK_IAM";
const REGION: &str = "AWS_REGION";
/// As long as MSK allows. The library asks for another one before that.
const LIFE: Duration = Duration::from_secs(15 * 60);

#[derive(Debug, Clone)]
pub struct IamConfig {
    region: String,
    source: CredentialSource,
}

impl IamConfig {
    /// Always read, so that `--help` is complete. None where another mechanism is chosen.
    pub(super) fn read(settings: &mut Settings, mechanism: &str) -> Result<Option<Self>, SettingsError> {
        let region: Option<String> =
            settings.optional(REGION, "with KAFKA_SASL_MECHANISM=AWS_MSK_IAM: the region of the brokers")?;
        let source = CredentialSource::read(settings)?;
        if mechanism != MECHANISM {
            return Ok(None);
        }
        let region = region.ok_or_else(|| SettingsError::refused(REGION, "needed for AWS_MSK_IAM"))?;
        Ok(Some(Self { region, source: source.needed()? }))
    }

    /// Takes as long as a request to the agent that has the keys, on this machine.
    pub(super) fn token(&self, now: Timestamp) -> Result<OAuthToken, NoCredentials> {
        let keys = self.source.keys()?;
        let lifetime_ms = now.plus(LIFE).as_micros() / 1_000;
        Ok(OAuthToken { token: self.signed(&keys, now), principal_name: "holdfast".to_owned(), lifetime_ms })
    }

    fn signed(&self, keys: &Keys, now: Timestamp) -> String {
        let url = SignedUrl {
            host: &format!("kafka.{}.amazonaws.com", self.region),
            path: "/",
            service: "kafka-cluster",
            region: &self.region,
            parameters: &[("Action", "kafka-cluster:Connect")],
            life: LIFE,
            payload_digest: signed_url::EMPTY_PAYLOAD,
        };
        let url = url.sign(keys, now);
        URL_SAFE_NO_PAD.encode(format!("{url}&User-Agent=holdfast"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &[(&str, &str)]) -> Result<Option<IamConfig>, String> {
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut settings = Settings::load([], given).unwrap();
        IamConfig::read(&mut settings, MECHANISM).map_err(|error| error.to_string())
    }

    const KEYS: [(&str, &str); 3] = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "a key of tests"),
        ("AWS_SESSION_TOKEN", "a token/of tests"),
    ];

    #[test]
    fn a_token_is_a_signed_url_that_expires_with_it() {
        let given = [&KEYS[..], &[(REGION, "eu-central-1")]].concat();
        let config = read(&given).unwrap().unwrap();
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        let token = config.token(now).unwrap();
        assert_eq!(token.lifetime_ms, 1_767_225_600_000 + 900_000);
        let url = String::from_utf8(URL_SAFE_NO_PAD.decode(&token.token).unwrap()).unwrap();
        let expected = "https://kafka.eu-central-1.amazonaws.com/?Action=kafka-cluster%3AConnect\
            &X-Amz-Algorithm=AWS4-HMAC-SHA256\
            &X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Feu-central-1%2Fkafka-cluster%2Faws4_request\
            &X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&X-Amz-Security-Token=a%20token%2Fof%20tests\
            &X-Amz-SignedHeaders=host&X-Amz-Signature=";
        assert!(url.starts_with(expected), "{url}");
        assert!(url.ends_with("&User-Agent=holdfast"), "{url}");
        assert!(!url.contains("a key of tests") && !url.contains("a%20key"), "{url}");
        assert_ne!(config.token(now.plus(LIFE)).unwrap().token, token.token);
    }

    #[test]
    fn a_region_and_a_source_of_keys_are_needed() {
        assert!(read(&KEYS).unwrap_err().starts_with(REGION));
        assert!(read(&[(REGION, "eu-central-1")]).unwrap_err().starts_with("AWS_"));
        assert!(read(&[(REGION, "eu-central-1"), KEYS[0]]).unwrap_err().starts_with("AWS_"));
    }
}
