//! Where the brokers are and how this process is known to them.

use std::str::FromStr;
use std::time::Duration;

use settings::{Secret, Settings, SettingsError};

use super::iam::{self, IamConfig};

const BROKERS: &str = "KAFKA_BROKERS";
const PREFIX: &str = "KAFKA_TOPIC_PREFIX";
const INSTANCE: &str = "KAFKA_GROUP_INSTANCE";
const REPLICATION: &str = "KAFKA_REPLICATION";
const PARTITIONS: &str = "KAFKA_PARTITIONS";
const SESSION: &str = "KAFKA_SESSION_TIMEOUT_MS";
const PROTOCOL: &str = "KAFKA_SECURITY_PROTOCOL";
const USER: &str = "KAFKA_SASL_USERNAME";
const PASSWORD: &str = "KAFKA_SASL_PASSWORD";
const CERTIFICATE: &str = "KAFKA_SSL_CERT";

/// Longer than an election, and than a broker takes to start.
const REPLACE_CLIENT_AFTER: Duration = Duration::from_secs(30);
/// Of Amazon's brokers six seconds are the least.
const SESSION_TIMEOUT: Duration = Duration::from_secs(10);
const PARTITIONS_MAX: u32 = 1_000;

#[derive(Debug, Clone)]
pub struct KafkaConfig {
    /// `host:port`, separated by commas.
    pub brokers: String,
    /// Stands before the names of topics and groups.
    pub prefix: String,
    /// The name of this process in its groups.
    pub instance: Option<String>,
    /// How many brokers keep each topic; the brokers' own default where absent.
    pub replication: Option<u16>,
    /// Of each topic that is created; as `contracts::topics` declares it where absent.
    pub partitions: Option<u32>,
    /// A member that has not been heard of for so long has left its group.
    pub session_timeout: Duration,
    /// A client that has seen no broker for longer is replaced by another.
    pub replace_client_after: Duration,
    pub security: Security,
}

/// How the clients and the brokers authenticate each other.
#[derive(Debug, Clone, Default)]
pub struct Security {
    pub protocol: Protocol,
    pub mechanism: String,
    pub user: Option<String>,
    pub password: Option<Secret<String>>,
    /// A file with the certificates to trust; the system's where absent.
    pub authority: Option<String>,
    /// Files with the certificate by which the brokers know this process, and with its key.
    pub identity: Option<(String, String)>,
    /// How brokers of MSK know this process.
    pub iam: Option<IamConfig>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protocol {
    #[default]
    Plaintext,
    Ssl,
    SaslPlaintext,
    SaslSsl,
}

impl Protocol {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "plaintext",
            Self::Ssl => "ssl",
            Self::SaslPlaintext => "sasl_plaintext",
            Self::SaslSsl => "sasl_ssl",
        }
    }

    pub(crate) const fn has_sasl(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslSsl)
    }
}

impl std::fmt::Display for Protocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Protocol {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Plaintext, Self::Ssl, Self::SaslPlaintext, Self::SaslSsl];
        all.into_iter()
            .find(|protocol| protocol.name().eq_ignore_ascii_case(text))
            .ok_or("it is one of plaintext, ssl, sasl_plaintext and sasl_ssl")
    }
}

impl KafkaConfig {
    /// Brokers without passwords, and nothing else out of the ordinary.
    #[must_use]
    pub fn of(brokers: impl Into<String>) -> Self {
        Self {
            brokers: brokers.into(),
            prefix: String::new(),
            instance: None,
            replication: None,
            partitions: None,
            session_timeout: SESSION_TIMEOUT,
            replace_client_after: REPLACE_CLIENT_AFTER,
            security: Security::default(),
        }
    }

    /// What the brokers call a topic or a group of ours.
    pub(crate) fn name_of(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// None where no brokers are given: the bus is the embedded one then.
    pub fn read(settings: &mut Settings) -> Result<Option<Self>, SettingsError> {
        let brokers: Option<String> = settings
            .optional(BROKERS, "the Kafka brokers, as host:port,host:port; absent = the embedded bus")?;
        let prefix: String = settings.value(
            PREFIX,
            String::new(),
            "stands before the names of topics and groups, so that several installations can share a cluster",
        )?;
        let instance = settings.optional(
            INSTANCE,
            "the name of this process in its consumer groups, another one for each instance (order-1): a restart \
             then keeps its partitions; absent = they are dealt anew",
        )?;
        let replication = settings.optional(
            REPLICATION,
            "how many brokers keep each topic that is created (3 in production); absent = the brokers' own default",
        )?;
        let partitions = settings.optional(
            PARTITIONS,
            "how many partitions each topic has that is created, and is expected to have; absent = 8. More of them later \
             would move keys: see the runbook",
        )?;
        let session_timeout = settings.millis(
            SESSION,
            SESSION_TIMEOUT,
            "how long a consumer that is silent stays in its group, in milliseconds, 3000 to 300000; its partitions wait for it",
        )?;
        let security = Security::read(settings)?;
        let Some(brokers) = brokers else { return Ok(None) };
        let config = Self {
            prefix,
            instance,
            replication,
            partitions,
            session_timeout,
            security,
            ..Self::of(brokers)
        };
        config.refuse_nonsense()?;
        Ok(Some(config))
    }

    fn refuse_nonsense(&self) -> Result<(), SettingsError> {
        let is_address = |address: &str| {
            address.trim().rsplit_once(':').is_some_and(|(host, port)| {
                !host.is_empty() && !host.contains('/') && port.parse::<u16>().is_ok()
            })
        };
        if !self.brokers.split(',').all(is_address) {
            return Err(SettingsError::refused(BROKERS, "each broker is given as host:port"));
        }
        if self.prefix.len() > 100 || !self.prefix.chars().all(is_of_a_name) {
            return Err(SettingsError::refused(PREFIX, "at most 100 of a-z A-Z 0-9 . _ -"));
        }
        if self.instance.as_ref().is_some_and(|name| name.is_empty() || !name.chars().all(is_of_a_name)) {
            return Err(SettingsError::refused(INSTANCE, "made of a-z A-Z 0-9 . _ -"));
        }
        if self.replication == Some(0) {
            return Err(SettingsError::refused(REPLICATION, "at least one broker has to keep a topic"));
        }
        if self.partitions.is_some_and(|count| !(1..=PARTITIONS_MAX).contains(&count)) {
            return Err(SettingsError::refused(PARTITIONS, format!("from 1 to {PARTITIONS_MAX}")));
        }
        if !(3_000..=300_000).contains(&self.session_timeout.as_millis()) {
            return Err(SettingsError::refused(SESSION, "from 3000 to 300000"));
        }
        let Security { protocol, user, password, iam, .. } = &self.security;
        let has_user = protocol.has_sasl() && iam.is_none();
        if has_user != user.is_some() || has_user != password.is_some() {
            let reason = format!(
                "{USER} and {PASSWORD} are given with sasl_plaintext and sasl_ssl, and only then; not with {}",
                iam::MECHANISM
            );
            return Err(SettingsError::refused(PROTOCOL, reason));
        }
        Ok(())
    }
}

impl Security {
    fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let certificate = settings
            .optional(CERTIFICATE, "a file with the certificate by which the brokers know this process")?;
        let key = settings.optional("KAFKA_SSL_KEY", "a file with the key of KAFKA_SSL_CERT")?;
        let identity = match (certificate, key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((certificate, key)),
            _ => return Err(SettingsError::refused(CERTIFICATE, "it is given together with KAFKA_SSL_KEY")),
        };
        let mechanism = settings.value(
            "KAFKA_SASL_MECHANISM",
            "PLAIN".to_owned(),
            "how to log in to the brokers: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or AWS_MSK_IAM",
        )?;
        let iam = IamConfig::read(settings, &mechanism)?;
        Ok(Self {
            iam,
            mechanism,
            identity,
            protocol: settings.value(
                PROTOCOL,
                Protocol::default(),
                "how to talk to the brokers: plaintext, ssl, sasl_plaintext or sasl_ssl",
            )?,
            user: settings.optional(USER, "the name to log in to the brokers with")?,
            password: settings.secret(PASSWORD, "the password to log in to the brokers with")?,
            authority: settings.optional(
                "KAFKA_SSL_CA",
                "a file with the certificates that the brokers' are checked against; absent = the system's",
            )?,
        })
    }
}

const fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &[(&str, &str)]) -> Result<Option<KafkaConfig>, String> {
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut settings = Settings::load([], given).unwrap();
        KafkaConfig::read(&mut settings).map_err(|error| error.to_string())
    }

    #[test]
    fn without_brokers_there_is_no_kafka() {
        assert!(read(&[]).unwrap().is_none());
        assert_eq!(read(&[(BROKERS, "a:1, b:2")]).unwrap().unwrap().brokers, "a:1, b:2");
    }

    #[test]
    fn nonsense_is_refused_by_its_name() {
        for (name, value) in [
            (BROKERS, "localhost"),
            (BROKERS, "http://localhost:9092"),
            (BROKERS, "a:1,"),
            (PREFIX, "no blanks"),
            (INSTANCE, "order/1"),
            (REPLICATION, "0"),
            (PARTITIONS, "0"),
            (SESSION, "2999"),
            (PROTOCOL, "tls"),
            (PROTOCOL, "sasl_ssl"),
            (USER, "name"),
        ] {
            let mut given = vec![(name, value)];
            if name != BROKERS {
                given.push((BROKERS, "localhost:9092"));
            }
            let refusal = read(&given).expect_err(value);
            assert!(refusal.starts_with("KAFKA_"), "{refusal}");
        }
    }
}
