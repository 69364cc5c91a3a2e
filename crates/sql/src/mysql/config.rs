//! Where the server is, and how long to wait for it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use settings::{RotatingSecret, Settings, SettingsError};
use sqlx::ConnectOptions;
use sqlx::mysql::MySqlConnectOptions;

const URL: &str = "DATABASE_URL";
const FILES: &str = "sqlite:";

/// One database on one server.
#[derive(Clone)]
pub struct ServerConfig {
    options: MySqlConnectOptions,
    /// Where the URL may change while the process runs.
    url: Option<RotatingSecret>,
    pub limits: ServerLimits,
}

/// What every wait is limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerLimits {
    /// How many connections there are at most.
    pub connections: u32,
    /// For one of them to be free.
    pub acquire_within: Duration,
    /// For the server to take up a new one.
    pub connect_within: Duration,
    /// For an answer to one statement.
    pub answer_within: Duration,
    /// For a row that another transaction is writing; the server counts whole seconds.
    pub lock_within: Duration,
    /// How old a connection gets.
    pub lifetime: Duration,
    /// For a server that is not up yet, at the start of the process.
    pub start_within: Duration,
    /// How long messages in the outbox are left to the process that committed them.
    pub outbox_lease: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 16,
            acquire_within: Duration::from_secs(3),
            connect_within: Duration::from_secs(3),
            answer_within: Duration::from_secs(5),
            lock_within: Duration::from_secs(2),
            lifetime: Duration::from_secs(30 * 60),
            start_within: Duration::from_secs(60),
            outbox_lease: Duration::from_secs(10),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it has to look like mysql://user:password@host:3306/database")]
pub struct InvalidUrl;

impl ServerConfig {
    /// None where nothing, or a file, is asked for.
    pub fn read(settings: &mut Settings) -> Result<Option<Self>, SettingsError> {
        let url = settings.rotating_secret(
            URL,
            "where the records are: mysql://user:password@host:3306/database?ssl-mode=VERIFY_IDENTITY&ssl-ca=FILE on a \
             MySQL or MariaDB server, or sqlite: for files in the data folder",
        )?;
        let limits = ServerLimits::read(settings)?;
        let Some(url) = url.filter(|url| !url.current().expose().starts_with(FILES)) else { return Ok(None) };
        let refused = |invalid: InvalidUrl| SettingsError::refused(URL, invalid.to_string());
        let options = options(url.current().expose()).map_err(refused)?;
        Ok(Some(Self { options, url: Some(url), limits }))
    }

    /// With the usual limits.
    pub fn for_url(url: &str) -> Result<Self, InvalidUrl> {
        Ok(Self { options: options(url)?, url: None, limits: ServerLimits::default() })
    }

    /// The same server and the database of the same name with `_suffix` behind it: for a process that holds several services,
    /// each with its own database.
    #[must_use]
    pub fn with_database(&self, suffix: &str) -> Self {
        let name = format!("{}_{suffix}", self.options.get_database().unwrap_or("holdfast"));
        Self { options: self.options.clone().database(&name), url: self.url.clone(), limits: self.limits }
    }
}

impl ServerConfig {
    /// For a new connection: with the password that the URL has by now. A URL that is none any more is not used.
    pub(super) fn options(&self) -> MySqlConnectOptions {
        let fresh = self.url.as_ref().and_then(|url| options(url.current().expose()).ok());
        match (fresh, self.options.get_database()) {
            (Some(fresh), Some(database)) => fresh.database(database),
            _ => self.options.clone(),
        }
    }
}

impl ServerLimits {
    fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let about = "connections to the database server, at most";
        let connections = settings.value("DATABASE_CONNECTIONS", Self::default().connections, about)?;
        let mut limits = Self { connections, ..Self::default() };
        let mut wait = |name, default: &mut Duration, about| {
            settings.millis(name, *default, about).map(|given| *default = given)
        };
        wait("DATABASE_ACQUIRE_MS", &mut limits.acquire_within, "for a connection that is free, at most")?;
        wait("DATABASE_CONNECT_MS", &mut limits.connect_within, "for the server to take a new connection")?;
        wait("DATABASE_STATEMENT_MS", &mut limits.answer_within, "for the answer to one statement")?;
        wait("DATABASE_LOCK_MS", &mut limits.lock_within, "for a row that another transaction is writing")?;
        wait("DATABASE_LIFETIME_MS", &mut limits.lifetime, "after this long a connection is replaced")?;
        wait("DATABASE_START_MS", &mut limits.start_within, "for a server that is not up yet, at the start")?;
        wait(
            "OUTBOX_LEASE_MS",
            &mut limits.outbox_lease,
            "after this long others send a dead process's messages",
        )?;
        limits.check()?;
        Ok(limits)
    }

    fn check(&self) -> Result<(), SettingsError> {
        if self.connections < 2 {
            return Err(SettingsError::refused("DATABASE_CONNECTIONS", "fewer than two are not enough"));
        }
        if self.lock_within >= self.answer_within {
            let reason = "it has to be shorter than DATABASE_STATEMENT_MS, so that the server gives up first";
            return Err(SettingsError::refused("DATABASE_LOCK_MS", reason));
        }
        Ok(())
    }
}

/// TLS is a matter of the URL. Text is compared byte by byte, and the session is set up by ourselves.
fn options(url: &str) -> Result<MySqlConnectOptions, InvalidUrl> {
    let options = MySqlConnectOptions::from_str(url).map_err(|_| InvalidUrl)?;
    if options.get_database().is_none_or(str::is_empty) {
        return Err(InvalidUrl);
    }
    Ok(options
        .charset("utf8mb4")
        .collation("utf8mb4_bin")
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .statement_cache_capacity(256)
        .disable_statement_logging())
}

impl fmt::Debug for ServerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, port) = (self.options.get_host(), self.options.get_port());
        let database = self.options.get_database().unwrap_or_default();
        write!(f, "ServerConfig({host}:{port}/{database})")
    }
}
