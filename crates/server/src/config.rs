//! The settings of the HTTP server: its address, limits and timeouts.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::str::FromStr;
use std::time::Duration;

use access::{OperatorToken, TrustedProxies};
use settings::{Settings, SettingsError};

use crate::{CorsOrigins, HostNames, Origins};

/// Below this a household or an office behind one address would be locked out.
const CONNECTIONS_PER_ADDRESS_MIN: usize = 512;

/// Some versions of the largest seat map.
const UNSENT_BYTES_MIN: usize = 8 * 1024 * 1024;

#[derive(Debug, Clone)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    /// HTTP threads: one for each processor, or as many whole ones as the quota of the cgroup allows.
    pub threads: usize,
    pub connections_max: usize,
    pub connections_per_address_max: usize,
    pub request_timeout: Duration,
    /// For each head of a request, and for a body that is not read. One that is read counts as a part of its request.
    pub header_timeout: Duration,
    pub keep_alive: Duration,
    /// Between readiness turning red and the last connection accepted, for load balancers that need a while to notice.
    pub drain_delay: Duration,
    pub streams_max: usize,
    /// For each user, and for each address of anonymous callers.
    pub streams_per_caller_max: usize,
    /// For each address, whatever users it names.
    pub streams_per_address_max: usize,
    pub heartbeat: Duration,
    /// How often the client of a socket is pinged.
    pub ws_ping: Duration,
    /// How long it may be silent before its socket is closed.
    pub ws_idle: Duration,
    /// The pages of other sites that may open sockets.
    pub ws_origins: Origins,
    /// The pages of other sites that may send requests.
    pub cors_origins: CorsOrigins,
    /// What the kernel keeps for a client that does not read.
    pub send_buffer_bytes: usize,
    /// What all answers that clients have not read may take in our own memory. Beyond it, large ones are refused.
    pub unsent_bytes_max: usize,
    /// For how long it keeps it before the connection is dropped.
    pub unread_timeout: Duration,
    /// The proxies that may forward the address of a client.
    pub proxies: TrustedProxies,
    /// Whether `X-Caller-Id` names a user.
    pub trust_caller_header: bool,
    /// Whether an anonymous caller without a token may act on anonymous holds.
    pub anonymous_open: bool,
    /// Whether requests are limited by their rate.
    pub rate_limits: bool,
    pub hosts: HostNames,
    /// What opens `/api/operator`; without one it is closed.
    pub operator_token: Option<OperatorToken>,
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
            drain_delay: Duration::ZERO,
            streams_max: 10_000,
            streams_per_caller_max: 256,
            streams_per_address_max: 1_024,
            heartbeat: Duration::from_secs(15),
            ws_ping: Duration::from_secs(20),
            ws_idle: Duration::from_secs(60),
            ws_origins: Origins::default(),
            cors_origins: CorsOrigins::default(),
            send_buffer_bytes: 64 * 1024,
            unsent_bytes_max: 256 * 1024 * 1024,
            unread_timeout: Duration::from_secs(30),
            proxies: TrustedProxies::default(),
            trust_caller_header: false,
            anonymous_open: true,
            rate_limits: false,
            hosts: HostNames::default(),
            operator_token: None,
        }
    }
}

/// What applies where the operator has set nothing.
#[derive(Debug, Clone, Copy)]
pub struct Defaults {
    /// Each binary has one of its own, so that all of them can run on one machine as they are.
    pub port: u16,
    pub trust_caller_header: bool,
}

impl Defaults {
    #[must_use]
    pub fn port(port: u16) -> Self {
        Self { port, trust_caller_header: false }
    }
}

impl HttpConfig {
    pub fn read(settings: &mut Settings, defaults: Defaults) -> Result<Self, SettingsError> {
        let mut config = Self::default();
        config.listen.set_port(defaults.port);
        config.listen =
            settings.value("HOLDFAST_LISTEN", config.listen, "the address and port to serve on")?;
        config.read_limits(settings)?;
        config.read_timeouts(settings)?;
        let about = "addresses and networks of proxies whose X-Forwarded-For is trusted; absent: none";
        config.proxies = settings.value("HOLDFAST_PROXIES", config.proxies, about)?;
        let about = "trust or ignore the header X-Caller-Id; trust it only behind something that sets it";
        let default = if defaults.trust_caller_header { CallerHeader::Trust } else { CallerHeader::Ignore };
        let header = settings.value("HOLDFAST_CALLER_HEADER", default, about)?;
        config.trust_caller_header = header == CallerHeader::Trust;
        config.anonymous_open = anonymous_open(settings, config.listen)?;
        config.rate_limits = rate_limits(settings, config.listen)?;
        let about = "the names of an open server, separated by commas; absent: localhost and addresses, which it has always";
        config.hosts = settings.optional("HOLDFAST_HOSTS", about)?.unwrap_or_default();
        let about =
            "origins of other sites whose pages may open a WebSocket, separated by commas; absent: none";
        config.ws_origins = settings.optional("HOLDFAST_WS_ORIGINS", about)?.unwrap_or_default();
        config.cors_origins = cors_origins(settings, config.anonymous_open)?;
        config.operator_token = OperatorToken::read(settings)?;
        Ok(config)
    }

    fn read_limits(&mut self, settings: &mut Settings) -> Result<(), SettingsError> {
        let mut at_least = |name, least, field: &mut usize, about| {
            *field = settings.value(name, *field, about)?;
            let refusal =
                || SettingsError::refused(name, format!("it must be at least {least}, not {field}"));
            if *field < least { Err(refusal()) } else { Ok(()) }
        };
        at_least(
            "HOLDFAST_HTTP_THREADS",
            1,
            &mut self.threads,
            "threads that serve HTTP; by default one for each whole processor that the cgroup may use",
        )?;
        at_least("HOLDFAST_CONNECTIONS", 1, &mut self.connections_max, "connections open at a time")?;
        at_least(
            "HOLDFAST_CONNECTIONS_PER_ADDRESS",
            CONNECTIONS_PER_ADDRESS_MIN,
            &mut self.connections_per_address_max,
            "connections that one address may have open",
        )?;
        at_least("HOLDFAST_STREAMS", 1, &mut self.streams_max, "streams and sockets open at a time")?;
        at_least(
            "HOLDFAST_STREAMS_PER_CALLER",
            1,
            &mut self.streams_per_caller_max,
            "streams that one user, or one address without a user, may have open",
        )?;
        at_least(
            "HOLDFAST_STREAMS_PER_ADDRESS",
            1,
            &mut self.streams_per_address_max,
            "streams that one address may have open, whatever users they are of",
        )?;
        at_least(
            "HOLDFAST_SEND_BUFFER_BYTES",
            4_096,
            &mut self.send_buffer_bytes,
            "what the kernel keeps for a client that does not read",
        )?;
        at_least(
            "HOLDFAST_UNSENT_BYTES",
            UNSENT_BYTES_MIN,
            &mut self.unsent_bytes_max,
            "memory for answers that clients have not read; beyond it, large ones are refused",
        )
    }

    fn read_timeouts(&mut self, settings: &mut Settings) -> Result<(), SettingsError> {
        let mut millis = |name, least: u64, field: &mut Duration, about| {
            let default = u64::try_from(field.as_millis()).unwrap_or(u64::MAX);
            let given = settings.value(name, default, about)?;
            if given < least {
                return Err(SettingsError::refused(
                    name,
                    format!("it must be at least {least}, not {given}"),
                ));
            }
            *field = Duration::from_millis(given);
            Ok(())
        };
        let about = "how long a request may take, streams apart";
        millis("HOLDFAST_REQUEST_TIMEOUT_MS", 1, &mut self.request_timeout, about)?;
        let about = "how long each head of a request may take to arrive, and a body that is not read";
        millis("HOLDFAST_HEADER_TIMEOUT_MS", 1, &mut self.header_timeout, about)?;
        let about = "how long an idle connection stays open";
        millis("HOLDFAST_KEEP_ALIVE_MS", 1, &mut self.keep_alive, about)?;
        let about = "how often a silent stream sends a heartbeat";
        millis("HOLDFAST_HEARTBEAT_MS", 1, &mut self.heartbeat, about)?;
        let about = "how often the client of a WebSocket is pinged";
        millis("HOLDFAST_WS_PING_MS", 1, &mut self.ws_ping, about)?;
        let about = "how long the client of a WebSocket may be silent before it is closed";
        millis("HOLDFAST_WS_IDLE_MS", 1, &mut self.ws_idle, about)?;
        let about = "how long a client may leave what was sent unread before it is dropped";
        millis("HOLDFAST_UNREAD_TIMEOUT_MS", 1, &mut self.unread_timeout, about)?;
        let about = "how long a stopping server still accepts connections, while /readyz already fails";
        millis("HOLDFAST_DRAIN_DELAY_MS", 0, &mut self.drain_delay, about)
    }
}

/// An open server obeys every caller that reaches it: the page of any site would act for its visitors.
fn cors_origins(settings: &mut Settings, anonymous_open: bool) -> Result<CorsOrigins, SettingsError> {
    const NAME: &str = "HOLDFAST_CORS_ORIGINS";
    let about = "origins of other sites whose pages may call the API, separated by commas, or * for any; absent: none";
    let origins: CorsOrigins = settings.optional(NAME, about)?.unwrap_or_default();
    if origins == CorsOrigins::Any && anonymous_open {
        let sentence = "* lets the page of any site act for its visitors; it needs HOLDFAST_ANONYMOUS=closed";
        return Err(SettingsError::refused(NAME, sentence.to_owned()));
    }
    Ok(origins)
}

/// Open is for trying it out: a listener that others can reach is closed unless it is set to open by name.
fn anonymous_open(settings: &mut Settings, listen: SocketAddr) -> Result<bool, SettingsError> {
    let about = "open or closed: whether anonymous holds obey callers without a token; absent: open on loopback alone";
    let given: Option<Anonymous> = settings.optional("HOLDFAST_ANONYMOUS", about)?;
    Ok(given.map_or(listen.ip().is_loopback(), |given| given == Anonymous::Open))
}

/// On loopback there is one person, or a test.
fn rate_limits(settings: &mut Settings, listen: SocketAddr) -> Result<bool, SettingsError> {
    let about = "on or off: whether requests of a user and of an address are limited by their rate; absent: off on loopback alone";
    let given: Option<RateLimiting> = settings.optional("HOLDFAST_RATE_LIMITS", about)?;
    Ok(given.map_or(!listen.ip().is_loopback(), |given| given == RateLimiting::On))
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
choice!(RateLimiting { On = "on", Off = "off" }, "it is either on or off");
choice!(Anonymous { Open = "open", Closed = "closed" }, "it is either open or closed");

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<HttpConfig, String> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut settings = Settings::load(Vec::new(), env).unwrap();
        HttpConfig::read(&mut settings, Defaults::port(8080)).map_err(|error| error.to_string())
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
    fn rates_are_limited_where_others_reach_the_server_unless_it_is_said_otherwise() {
        for (env, limits) in [
            (&[][..], false),
            (&[("HOLDFAST_RATE_LIMITS", "on")], true),
            (&[("HOLDFAST_LISTEN", "0.0.0.0:80")], true),
            (&[("HOLDFAST_LISTEN", "0.0.0.0:80"), ("HOLDFAST_RATE_LIMITS", "off")], false),
        ] {
            assert_eq!(read(env).unwrap().rate_limits, limits, "{env:?}");
        }
    }

    /// The standard library reads the quota of the cgroup as well as the mask of processors.
    #[test]
    fn there_is_a_thread_for_each_processor_that_the_process_may_use() {
        let processors = std::thread::available_parallelism().unwrap().get();
        assert_eq!(read(&[]).unwrap().threads, processors);
        assert_eq!(read(&[("HOLDFAST_HTTP_THREADS", "7")]).unwrap().threads, 7);
    }

    #[test]
    fn pages_of_any_site_may_call_a_closed_server_alone() {
        let any = ("HOLDFAST_CORS_ORIGINS", "*");
        let sentence = read(&[any, ("HOLDFAST_ANONYMOUS", "open")]).unwrap_err();
        assert!(sentence.contains("HOLDFAST_CORS_ORIGINS") && sentence.contains("closed"), "{sentence}");
        let closed = read(&[any, ("HOLDFAST_ANONYMOUS", "closed")]).unwrap();
        assert_eq!(closed.cors_origins, CorsOrigins::Any);
        assert_eq!(read(&[]).unwrap().cors_origins, CorsOrigins::None);
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        for (name, value) in [
            ("HOLDFAST_LISTEN", "localhost"),
            ("HOLDFAST_ANONYMOUS", "maybe"),
            ("HOLDFAST_CALLER_HEADER", "yes"),
            ("HOLDFAST_RATE_LIMITS", "maybe"),
            ("HOLDFAST_HOSTS", "shop.example:443"),
            ("HOLDFAST_HTTP_THREADS", "0"),
            ("HOLDFAST_CONNECTIONS_PER_ADDRESS", "100"),
            ("HOLDFAST_REQUEST_TIMEOUT_MS", "soon"),
            ("HOLDFAST_WS_IDLE_MS", "0"),
            ("HOLDFAST_WS_ORIGINS", "shop.example"),
            ("HOLDFAST_CORS_ORIGINS", "shop.example"),
        ] {
            let sentence = read(&[(name, value)]).unwrap_err();
            assert!(sentence.contains(name) && sentence.contains(value), "{sentence}");
        }
    }
}
