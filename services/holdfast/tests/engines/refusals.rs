//! Where an engine and the process do not accept each other, one line says which engine, which check and which setting; the start ends where
//! only another setting can help, and goes on where waiting may.

use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use engines::{Program, Supervised};
use tempfile::TempDir;
use testkit::eventually;

use crate::secure::{ENGINES, Environment, HOLDFAST, common};

const SOON: Duration = Duration::from_secs(60);

const AUTHORITY: &str = "not signed by an authority";
const HOST: &str = "for another host name";
const PASSWORD: &str = "does not accept the user or the password";
const EXPIRED: &str = "has expired";

/// Everything that is not given is embedded.
struct Start {
    process: Supervised,
    log: PathBuf,
    _folder: TempDir,
}

impl Start {
    fn with(settings: &Environment) -> Self {
        let folder = TempDir::new().unwrap();
        let (data, log) = (folder.path().join("data").display().to_string(), folder.path().join("log"));
        let command = [HOLDFAST, "--listen", "127.0.0.1:0", "--data", &data].map(str::to_owned).to_vec();
        let given = [common(), settings.clone()].concat();
        let environment = given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let program = Program { command, environment: Some(environment), log: log.clone() };
        Self { process: Supervised::start(&program).unwrap(), log, _folder: folder }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    async fn says(&self, words: [&str; 3]) {
        let is_said = |line: &str| words.iter().all(|word| line.contains(word));
        eventually(&format!("a line has {words:?}"), SOON, async || {
            self.log().lines().any(is_said).then_some(())
        })
        .await;
    }

    async fn end(&mut self) -> ExitStatus {
        eventually("the start ends", SOON, async || self.process.exit_status()).await
    }
}

fn changed(mut settings: Environment, name: &str, change: impl Fn(&str) -> String) -> Environment {
    let found = settings.iter_mut().find(|(known, _)| *known == name).unwrap();
    found.1 = change(&found.1);
    settings
}

#[tokio::test]
async fn a_check_that_only_a_setting_can_mend_ends_the_start() {
    let stranger = ENGINES.stranger.display().to_string();
    let (mysql, redis, kafka) = (ENGINES.mysql(), ENGINES.redis(), ENGINES.kafka());
    let host = |url: &str| url.replace("127.0.0.1", "localhost");
    let no_ca = |url: &str| format!("{}ssl-ca={stranger}", url.split("ssl-ca=").next().unwrap());
    let cases = [
        (changed(mysql.clone(), "DATABASE_URL", no_ca), ["MySQL at", AUTHORITY, "ssl-ca in DATABASE_URL"]),
        (changed(mysql.clone(), "DATABASE_URL", host), ["MySQL at", HOST, "DATABASE_URL"]),
        (
            changed(mysql, "DATABASE_URL", |url| url.replace(":holdfast@", ":not-this@")),
            ["MySQL at", PASSWORD, "DATABASE_URL"],
        ),
        (
            changed(redis.clone(), "REDIS_SSL_CA", |_| stranger.clone()),
            ["Redis at", AUTHORITY, "REDIS_SSL_CA"],
        ),
        (changed(redis.clone(), "REDIS_URL", host), ["Redis at", HOST, "REDIS_URL"]),
        (
            changed(redis, "REDIS_URL", |url| url.replace(":only-for-tests@", ":not-this@")),
            ["Redis at", PASSWORD, "REDIS_URL"],
        ),
        (
            changed(kafka.clone(), "KAFKA_SSL_CA", |_| stranger.clone()),
            ["Kafka at", AUTHORITY, "KAFKA_SSL_CA"],
        ),
        (ENGINES.kafka_elsewhere(), ["Kafka at", HOST, "KAFKA_BROKERS"]),
        (
            changed(kafka, "KAFKA_SASL_PASSWORD", |_| "not-this".to_owned()),
            ["Kafka at", PASSWORD, "KAFKA_SASL_PASSWORD"],
        ),
    ];
    for (settings, words) in cases {
        let mut start = Start::with(&settings);
        assert!(!start.end().await.success(), "{words:?}");
        start.says(words).await;
        let log = start.log();
        assert!(!log.contains("not-this") && !log.contains("only-for-tests"), "a password is shown: {log}");
    }
}

#[tokio::test]
async fn a_certificate_that_has_expired_may_be_renewed_meanwhile() {
    let cases = [
        (ENGINES.expired_mysql(), ["MySQL at", EXPIRED, "DATABASE_URL"]),
        (ENGINES.expired_redis(), ["Redis at", EXPIRED, "REDIS_SSL_CA"]),
        (ENGINES.expired_kafka(), ["Kafka at", EXPIRED, "KAFKA_SSL_CA"]),
    ];
    for (settings, words) in cases {
        let mut start = Start::with(&settings);
        start.says(words).await;
        assert_eq!(start.process.exit_status(), None, "{words:?}");
    }
}
