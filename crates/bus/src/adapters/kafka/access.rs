//! Whether the brokers and this process accept each other: TLS and credentials.
//!
//! The library tells only that a certificate was refused, not why. So the same broker is asked for its certificate once more, and what is
//! wrong with it is said in one line.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::{AccessCheck, Clock, EngineRefusal};
use rdkafka::client::OAuthToken;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use tokio::sync::watch;
use tokio::time::Instant;

use super::certificate_check;
use super::config::{KafkaConfig, Security};
use super::run_blocking::run_detached;

/// The library repeats its attempts, and with them its errors, several times a second.
const SAY_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Of all clients of the process.
pub(crate) struct Access {
    brokers: String,
    security: Security,
    clock: Arc<dyn Clock>,
    said_at: Mutex<Option<Instant>>,
    outcome: watch::Sender<Outcome>,
}

/// Of the first attempts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    #[default]
    Unknown,
    /// It is being found out what is wrong.
    InQuestion,
    Refused(EngineRefusal),
    /// No broker answers, which a later attempt may find otherwise.
    Unreachable,
}

impl Access {
    pub(crate) fn new(config: &KafkaConfig, clock: Arc<dyn Clock>) -> Arc<Self> {
        let (said_at, outcome) = (Mutex::default(), watch::Sender::default());
        let (brokers, security) = (config.brokers.clone(), config.security.clone());
        Arc::new(Self { brokers, security, clock, said_at, outcome })
    }

    /// For brokers of MSK, which know this process by its role.
    pub(crate) fn token(&self) -> Result<OAuthToken, Box<dyn Error>> {
        let iam = self.security.iam.as_ref().ok_or("the brokers are not asked for a role")?;
        Ok(iam.token(self.clock.now())?)
    }

    /// Ends when an attempt has failed.
    pub(crate) async fn failed(&self) -> Outcome {
        let mut outcome = self.outcome.subscribe();
        let is_known = |outcome: &Outcome| !matches!(outcome, Outcome::Unknown | Outcome::InQuestion);
        outcome.wait_for(is_known).await.map(|outcome| outcome.clone()).unwrap_or_default()
    }

    pub(crate) fn on_error(self: &Arc<Self>, error: &KafkaError, reason: &str) {
        match error.rdkafka_error_code() {
            Some(RDKafkaErrorCode::SSL) => self.look_into(reason, Self::certificate),
            Some(RDKafkaErrorCode::Authentication) => self.look_into(reason, Self::credentials),
            Some(RDKafkaErrorCode::AllBrokersDown) => {
                self.outcome.send_if_modified(|outcome| {
                    let is_first = *outcome == Outcome::Unknown;
                    if is_first {
                        *outcome = Outcome::Unreachable;
                    }
                    is_first
                });
            }
            Some(_) | None => {}
        }
    }

    fn look_into(self: &Arc<Self>, reason: &str, refusal: fn(&Self) -> Option<EngineRefusal>) {
        {
            let mut said_at = self.said_at.lock();
            if said_at.is_some_and(|at| at.elapsed() < SAY_AGAIN_AFTER) {
                return;
            }
            *said_at = Some(Instant::now());
        }
        self.outcome.send_if_modified(|outcome| {
            let is_first = *outcome == Outcome::Unknown;
            if is_first {
                *outcome = Outcome::InQuestion;
            }
            false
        });
        let (access, reason) = (Arc::clone(self), reason.to_owned());
        run_detached("kafka-access", move || access.say(&reason, refusal(&access)));
    }

    fn say(&self, reason: &str, refusal: Option<EngineRefusal>) {
        let outcome = if let Some(refusal) = refusal {
            tracing::error!(error = &refusal as &dyn std::error::Error, "kafka cannot be used");
            Outcome::Refused(refusal)
        } else {
            tracing::error!(reason, "a kafka broker and this process do not accept each other");
            Outcome::Unreachable
        };
        self.outcome.send_replace(outcome);
    }

    fn certificate(&self) -> Option<EngineRefusal> {
        let check = certificate_check::failed(&self.brokers, &self.security)?;
        Some(self.refusal(check, "KAFKA_SSL_CA"))
    }

    #[expect(clippy::unnecessary_wraps, reason = "as with a certificate")]
    fn credentials(&self) -> Option<EngineRefusal> {
        let setting = "KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM";
        Some(self.refusal(AccessCheck::Credentials, setting))
    }

    fn refusal(&self, check: AccessCheck, setting: &'static str) -> EngineRefusal {
        let setting = if check == AccessCheck::HostName { "KAFKA_BROKERS" } else { setting };
        EngineRefusal { engine: "Kafka", address: self.brokers.clone(), check, setting }
    }
}
