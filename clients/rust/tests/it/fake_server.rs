//! A server that answers each request with the next script of its path, the last one for all that follow.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_client::Holdfast;
use parking_lot::Mutex;
use primitives::SeededIds;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, Clone)]
pub(crate) enum Script {
    /// The connection closes behind it.
    Answer(String),
    /// The connection stays open behind it.
    Open(String),
    /// The connection closes without an answer.
    Nothing,
    /// The connection stays open without an answer.
    Silence,
}

pub(crate) fn json(status: u16, headers: &str, body: &serde_json::Value) -> Script {
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    Script::Answer(format!("{head}{headers}\r\n{body}"))
}

pub(crate) fn refusal(status: u16, code: &str, is_retryable: bool) -> Script {
    let body = serde_json::json!({"code": code, "message": code, "traceId": "f", "retryable": is_retryable});
    json(status, "Retry-After: 2\r\n", &body)
}

/// The head of a stream of events, and these.
pub(crate) fn events(frames: &str) -> String {
    format!("HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{frames}")
}

pub(crate) struct FakeServer {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
    pauses: Arc<Mutex<Vec<u128>>>,
    task: tokio::task::JoinHandle<()>,
}

impl FakeServer {
    /// The scripts by the path that they answer.
    pub(crate) async fn start(scripts: &[(&str, &[Script])]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let scripts: BTreeMap<String, Vec<Script>> =
            scripts.iter().map(|(path, scripts)| ((*path).to_owned(), scripts.to_vec())).collect();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        #[expect(clippy::disallowed_methods, reason = "a server in a test ends with it")]
        let task = tokio::spawn(async move {
            let mut turns = BTreeMap::new();
            let mut open = Vec::new();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let Some(request) = read(&mut stream).await else { continue };
                let path = request.split([' ', '?']).nth(1).unwrap_or_default().to_owned();
                seen.lock().push(request);
                let known = &scripts[&path];
                let turn: &mut usize = turns.entry(path).or_default();
                let script = known.get(*turn).or(known.last()).cloned();
                *turn += 1;
                open.extend(play(stream, script).await);
            }
        });
        Self { url, requests, pauses: Arc::default(), task }
    }

    /// A client for which pauses take no time, and are remembered.
    pub(crate) fn client(&self) -> Holdfast {
        let pauses = self.pauses.clone();
        let pause = Arc::new(move |length: std::time::Duration| {
            pauses.lock().push(length.as_millis());
            let passed: std::pin::Pin<Box<dyn Future<Output = ()> + Send>> =
                Box::pin(tokio::task::yield_now());
            passed
        });
        Holdfast::at(&self.url).with_chance_and_time(Arc::new(SeededIds::new(7)), pause)
    }

    /// In milliseconds.
    pub(crate) fn pauses(&self) -> Vec<u128> {
        self.pauses.lock().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.requests.lock().len()
    }

    /// This header of each request to this path.
    pub(crate) fn sent(&self, path: &str, header: &str) -> Vec<Option<String>> {
        let requests = self.requests.lock();
        let to_path = requests.iter().filter(|request| request.split([' ', '?']).nth(1) == Some(path));
        let value = |request: &String| {
            let lines = request.lines().filter_map(|line| line.split_once(": "));
            let mut found = lines.filter(|(name, _)| name.eq_ignore_ascii_case(header));
            found.next().map(|(_, value)| value.to_owned())
        };
        to_path.map(value).collect()
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The head of a request; its body is not looked at.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    while !request.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        let read = stream.read_buf(&mut request).await.ok()?;
        (read > 0).then_some(())?;
    }
    Some(String::from_utf8_lossy(&request).into_owned())
}

/// The connection, if it stays open.
async fn play(mut stream: TcpStream, script: Option<Script>) -> Option<TcpStream> {
    let (text, stays) = match script? {
        Script::Answer(text) => (text, false),
        Script::Open(text) => (text, true),
        Script::Nothing => (String::new(), false),
        Script::Silence => (String::new(), true),
    };
    stream.write_all(text.as_bytes()).await.ok()?;
    stays.then_some(stream)
}
