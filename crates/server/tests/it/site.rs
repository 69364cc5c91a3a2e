//! A server on a port of its own, and a client that calls it.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use access::HoldTokens;
use lifecycle::Lifecycle;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use server::{HttpConfig, Internal, Listeners, Mount};
use tokio::task::JoinHandle;

use crate::trials;

pub(crate) const SECRET: &[u8] = b"a secret of tests";

pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) client: reqwest::Client,
    running: JoinHandle<anyhow::Result<()>>,
}

/// Small and trusting; a test changes what it is about.
pub(crate) fn config() -> HttpConfig {
    HttpConfig { threads: 1, trust_caller_header: true, ..HttpConfig::default() }
}

impl Site {
    pub(crate) fn start() -> Self {
        Self::start_with(config())
    }

    pub(crate) fn start_with(config: HttpConfig) -> Self {
        Self::start_mounts(config, vec![trials::mount()])
    }

    pub(crate) fn start_mounts(config: HttpConfig, mounts: Vec<Mount>) -> Self {
        Self::start_living(config, mounts, Lifecycle::new())
    }

    pub(crate) fn start_living(config: HttpConfig, mounts: Vec<Mount>, lifecycle: Lifecycle) -> Self {
        Self::start_reachable(config, mounts, lifecycle, None)
    }

    pub(crate) fn start_reachable(
        config: HttpConfig,
        mounts: Vec<Mount>,
        lifecycle: Lifecycle,
        internal: Option<Internal>,
    ) -> Self {
        telemetry::init_for_tests();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let listeners = Listeners::new(listener, internal);
        let server = server::run(config, HoldTokens::new(SECRET), mounts, listeners, lifecycle.clone());
        #[expect(clippy::disallowed_methods, reason = "a server in a test ends with the test")]
        let running = tokio::spawn(server);
        Self { address, lifecycle, client: reqwest::Client::new(), running }
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.call(Method::POST, path)
    }

    /// How the server ended; not waited for longer than the promised ten seconds.
    pub(crate) async fn ended(self) -> anyhow::Result<()> {
        tokio::time::timeout(Duration::from_secs(10), self.running).await.expect("it did not end").unwrap()
    }
}

/// An answer with everything that tests look at.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    read(request.send().await.unwrap()).await
}

pub(crate) async fn read(response: Response) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, text: response.text().await.unwrap() }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {:?}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn trace_id(&self) -> &str {
        let id = self.header("trace-id").expect("an answer without a Trace-Id");
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert_ne!(id, "0".repeat(32), "a Trace-Id that names nothing");
        id
    }

    /// Asserts that this is an error in our one shape, and gives its fields, if it names any.
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/json"));
        let body = self.json();
        assert_eq!(body["code"], code, "{}", self.text);
        assert_eq!(body["traceId"], self.trace_id(), "{}", self.text);
        assert!(!body["message"].as_str().unwrap().is_empty());
        body["details"]["fields"].clone()
    }
}
