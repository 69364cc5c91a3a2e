//! A WebSocket client that sends exactly the bytes it is given, right or wrong, and shows every frame that comes.

mod frames;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub use frames::{Said, client_frame, close_frame};

/// No frame of a test takes longer.
const SOON: Duration = Duration::from_secs(30);
const HANDSHAKE: [(&str, &str); 5] = [
    ("Host", "localhost"),
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
];
/// What belongs to this key, by RFC 6455.
const ACCEPT: &str = "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Socket {
    /// `headers` replace those of a correct handshake; one without a value is left out. The error is what the server has answered instead, with its
    /// head.
    pub async fn open(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Result<Self, String> {
        let is_given = |name: &str| headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name));
        let defaults = HANDSHAKE.iter().filter(|(name, _)| !is_given(name));
        let sent = headers.iter().filter(|(_, value)| !value.is_empty()).chain(defaults);
        let lines: String = sent.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
        let mut socket = Self { stream, bytes: Vec::new() };
        let head = format!("GET {path} HTTP/1.1\r\n{lines}\r\n");
        socket.send(head.as_bytes()).await.map_err(|error| error.to_string())?;
        let head = socket.head().await;
        if !head.starts_with("HTTP/1.1 101 ") {
            return Err(socket.with_body(head).await);
        }
        assert!(head.contains(ACCEPT), "{head}");
        Ok(socket)
    }

    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Sends one text message.
    pub async fn say(&mut self, text: &str) -> io::Result<()> {
        self.send(&client_frame(0x81, text.as_bytes())).await
    }

    /// The next frame, whatever it is.
    pub async fn next(&mut self) -> Said {
        loop {
            if let Some((said, length)) = frames::parse(&self.bytes) {
                self.bytes.drain(..length);
                return said;
            }
            if !self.read().await {
                return Said::Ended;
            }
        }
    }

    /// The next message of this type. Pings are answered, and other messages skipped.
    pub async fn message(&mut self, kind: &str) -> serde_json::Value {
        loop {
            match self.next().await {
                // It may be gone by now, which the next frame shows.
                Said::Ping(payload) => drop(self.send(&client_frame(0x8a, &payload)).await),
                said @ Said::Text(_) if said.json().get("type").is_some_and(|of| of == kind) => {
                    return said.json();
                }
                Said::Text(_) | Said::Pong(_) => {}
                ended @ (Said::Close(..) | Said::Ended) => panic!("{ended:?} instead of {kind}"),
            }
        }
    }

    /// The code with which the server closes. What it says before is skipped.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Said::Close(code, _) => return code,
                Said::Ended => panic!("the connection ended without a close frame"),
                Said::Text(_) | Said::Ping(_) | Said::Pong(_) => {}
            }
        }
    }

    async fn head(&mut self) -> String {
        const END: &[u8] = b"\r\n\r\n";
        loop {
            if let Some(at) = self.bytes.windows(END.len()).position(|four| four == END) {
                let head: Vec<u8> = self.bytes.drain(..at + END.len()).collect();
                return String::from_utf8_lossy(&head).into_owned();
            }
            assert!(self.read().await, "the connection ended within the head");
        }
    }

    /// The whole of an answer, as long as its head says that it is.
    async fn with_body(mut self, head: String) -> String {
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        while self.bytes.len() < length.unwrap_or(usize::MAX) && self.read().await {}
        head + &String::from_utf8_lossy(&self.bytes)
    }

    /// False at the end of the connection, however it ends.
    async fn read(&mut self) -> bool {
        self.bytes.reserve(4 * 1024);
        let read = tokio::time::timeout(SOON, self.stream.read_buf(&mut self.bytes)).await;
        read.unwrap_or_else(|_| panic!("the server said nothing for {SOON:?}")).is_ok_and(|bytes| bytes > 0)
    }
}
