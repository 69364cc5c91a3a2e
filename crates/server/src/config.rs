//! What can be set about serving HTTP: where, how much of it, and how long anything may take.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::str::FromStr;
use std::time::Duration;

use settings::{Settings, SettingsError};

/// Below this a household or an office behind one address would be locked out.
const CONNECTIONS_PER_ADDRESS_MIN: usize = 512;

#[derive(Debug, Clone)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    /// HTTP threads.
    pub threads: usize,
    pub connections_max: usize,
    pub connections_per_address_max: usize,
    pub request_timeout: Duration,
    /// For the head of a request; the body counts as a part of the request.
    pub header_timeout: Duration,
    pub keep_alive: Duration,
    pub streams_max: usize,
    /// Per user, and per address for who has no name.
    pub streams_per_caller_max: usize,
    pub heartbeat: Duration,
    /// What the kernel keeps for a client that does not read.
    pub send_buffer_bytes: usize,
    /// For how long it keeps it before the connection is dropped.
    pub unread_timeout: Duration,
    /// Whether `X-Caller-Id` names a user.
    pub trust_caller_header: bool,
    /// Whether an anonymous caller without a token may act on anonymous holds.
    pub anonymous_open: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            threads: std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            connections_max: 25_000,
            connections_per_address_max: 4_096,
            request_timeout: Duration::from_secs(10),
            header_timeout: Duration::from_secs(5),
            keep_alive: Duration::from_secs(75),
            streams_max: 10_000,
            streams_per_caller_max: 256,
            heartbeat: Duration::from_secs(15),
            send_buffer_bytes: 64 * 1024,
            unread_timeout: Duration::from_secs(30),
            trust_caller_header: false,
            anonymous_open: true,
        }
    }
}

impl HttpConfig {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let base = Self::default();
        let listen = settings.value("HOLDFAST_LISTEN", base.listen, "the address and port to serve on")?;
        let connections_per_address_max = at_least(
            settings,
            "HOLDFAST_CONNECTIONS_PER_ADDRESS",
            base.connections_per_address_max,
            CONNECTIONS_PER_ADDRESS_MIN,
            "connections that one address may have open",
        )?;
        let caller = settings.value(
            "HOLDFAST_CALLER_HEADER",
            CallerHeader::Ignore,
            "trust or ignore the header X-Caller-Id; trust it only behind something that sets it",
        )?;
        Ok(Self {
            listen,
            threads: at_least(settings, "HOLDFAST_HTTP_THREADS", base.threads, 1, "threads that serve HTTP")?,
            connections_max: at_least(
                settings,
                "HOLDFAST_CONNECTIONS",
                base.connections_max,
                1,
                "connections open at a time",
            )?,
            connections_per_address_max,
            request_timeout: millis(
                settings,
                "HOLDFAST_REQUEST_TIMEOUT_MS",
                base.request_timeout,
                "how long a request may take, streams apart",
            )?,
            header_timeout: millis(
                settings,
                "HOLDFAST_HEADER_TIMEOUT_MS",
                base.header_timeout,
                "how long the head of a request may take to arrive",
            )?,
            keep_alive: millis(
                settings,
                "HOLDFAST_KEEP_ALIVE_MS",
                base.keep_alive,
                "how long an idle connection stays open",
            )?,
            streams_max: at_least(
                settings,
                "HOLDFAST_STREAMS",
                base.streams_max,
                1,
                "streams open at a time",
            )?,
            streams_per_caller_max: at_least(
                settings,
                "HOLDFAST_STREAMS_PER_CALLER",
                base.streams_per_caller_max,
                1,
                "streams that one user, or one address without a user, may have open",
            )?,
            heartbeat: millis(
                settings,
                "HOLDFAST_HEARTBEAT_MS",
                base.heartbeat,
                "how often a silent stream says that it lives",
            )?,
            send_buffer_bytes: at_least(
                settings,
                "HOLDFAST_SEND_BUFFER_BYTES",
                base.send_buffer_bytes,
                4_096,
                "what is kept for a client that does not read",
            )?,
            unread_timeout: millis(
                settings,
                "HOLDFAST_UNREAD_TIMEOUT_MS",
                base.unread_timeout,
                "how long a client may leave what was sent unread before it is dropped",
            )?,
            trust_caller_header: caller == CallerHeader::Trust,
            anonymous_open: anonymous_open(settings, listen)?,
        })
    }
}

/// Open is for trying it out: a listener that others can reach is closed unless somebody asks for open by name.
fn anonymous_open(settings: &mut Settings, listen: SocketAddr) -> Result<bool, SettingsError> {
    let about = "open or closed: whether anonymous holds obey callers without a token; absent: open on loopback alone";
    let given: Option<Anonymous> = settings.optional("HOLDFAST_ANONYMOUS", about)?;
    Ok(given.map_or(listen.ip().is_loopback(), |given| given == Anonymous::Open))
}

fn at_least(
    settings: &mut Settings,
    name: &'static str,
    default: usize,
    least: usize,
    about: &'static str,
) -> Result<usize, SettingsError> {
    let value = settings.value(name, default, about)?;
    if value < least {
        return Err(SettingsError::refused(name, format!("it must be at least {least}, not {value}")));
    }
    Ok(value)
}

fn millis(
    settings: &mut Settings,
    name: &'static str,
    default: Duration,
    about: &'static str,
) -> Result<Duration, SettingsError> {
    let default = usize::try_from(default.as_millis()).unwrap_or(usize::MAX);
    let millis = at_least(settings, name, default, 1, about)?;
    Ok(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
}

macro_rules! choice {
    ($name:ident { $($variant:ident = $text:literal),+ }, $wrong:literal) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum $name { $($variant),+ }

        impl FromStr for $name {
            type Err = &'static str;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($wrong),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text),+ })
            }
        }
    };
}

choice!(CallerHeader { Trust = "trust", Ignore = "ignore" }, "it is either trust or ignore");
choice!(Anonymous { Open = "open", Closed = "closed" }, "it is either open or closed");

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<HttpConfig, String> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut settings = Settings::load(Vec::new(), env).unwrap();
        HttpConfig::read(&mut settings).map_err(|error| error.to_string())
    }

    #[test]
    fn open_to_anonymous_callers_on_loopback_and_elsewhere_only_by_name() {
        for (env, open) in [
            (&[][..], true),
            (&[("HOLDFAST_ANONYMOUS", "closed")], false),
            (&[("HOLDFAST_LISTEN", "0.0.0.0:80")], false),
            (&[("HOLDFAST_LISTEN", "0.0.0.0:80"), ("HOLDFAST_ANONYMOUS", "open")], true),
        ] {
            assert_eq!(read(env).unwrap().anonymous_open, open, "{env:?}");
        }
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        for (name, value) in [
            ("HOLDFAST_LISTEN", "localhost"),
            ("HOLDFAST_ANONYMOUS", "maybe"),
            ("HOLDFAST_CALLER_HEADER", "yes"),
            ("HOLDFAST_HTTP_THREADS", "0"),
            ("HOLDFAST_CONNECTIONS_PER_ADDRESS", "100"),
            ("HOLDFAST_REQUEST_TIMEOUT_MS", "soon"),
        ] {
            let sentence = read(&[(name, value)]).unwrap_err();
            assert!(sentence.contains(name) && sentence.contains(value), "{sentence}");
        }
    }
}
