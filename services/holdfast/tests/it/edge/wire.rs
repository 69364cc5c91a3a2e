//! A client that sends what it likes, as slowly as it likes.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{interval, timeout};

use crate::{SOON, Server};

/// How long it takes over each byte.
const DRIP_EVERY: Duration = Duration::from_millis(20);

/// Of an unread timeout of half a second what a second is of the default.
const TRICKLE_EVERY: Duration = Duration::from_millis(16);

pub(super) struct Wire {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Wire {
    pub(super) async fn open(server: &Server) -> Self {
        let stream = TcpStream::connect(address(server)).await.unwrap();
        Self { stream, answer: Vec::new() }
    }

    /// Of a client that has little room for what it does not read.
    pub(super) async fn open_narrow(server: &Server) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        Self { stream: socket.connect(address(server)).await.unwrap(), answer: Vec::new() }
    }

    pub(super) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    pub(super) async fn asking(server: &Server, bytes: impl AsRef<[u8]>) -> Self {
        let mut wire = Self::open(server).await;
        wire.send(bytes).await;
        wire
    }

    /// Waits for the first byte of an answer, and leaves it unread.
    pub(super) async fn has_answer(&self) {
        timeout(SOON, self.stream.peek(&mut [0])).await.expect("no answer").unwrap();
    }

    /// Reads a byte now and then, for as long as it is polled.
    pub(super) async fn trickle(&mut self) {
        let mut pause = interval(TRICKLE_EVERY);
        loop {
            pause.tick().await;
            let _ = self.stream.read_u8().await;
        }
    }

    /// One answer with a `Content-Length`; what follows it stays for the next.
    pub(super) async fn answer(&mut self) -> String {
        let whole = async {
            loop {
                if let Some(length) = complete(&self.answer) {
                    return self.answer.drain(..length).collect::<Vec<u8>>();
                }
                let read = self.stream.read_buf(&mut self.answer).await.unwrap();
                assert_ne!(read, 0, "closed after {:?}", String::from_utf8_lossy(&self.answer));
            }
        };
        text(&timeout(SOON, whole).await.expect("no whole answer"))
    }

    /// What comes until the server closes the connection, gracefully or not.
    pub(super) async fn rest(mut self) -> String {
        let reading = self.stream.read_to_end(&mut self.answer);
        let _ = timeout(SOON, reading).await.expect("the connection was not closed");
        text(&self.answer)
    }

    /// The same, while `drop` is sent again and again: a client that is always about to go on.
    pub(super) async fn rest_while_dripping(mut self, drop: &str) -> String {
        let dripping = async {
            loop {
                let _ = self.stream.write_all(drop.as_bytes()).await;
                let read = timeout(DRIP_EVERY, self.stream.read_buf(&mut self.answer)).await;
                if matches!(read, Ok(Ok(0) | Err(_))) {
                    return;
                }
            }
        };
        timeout(SOON, dripping).await.expect("the connection was not closed");
        text(&self.answer)
    }
}

fn address(server: &Server) -> SocketAddr {
    server.base_url().trim_start_matches("http://").parse().unwrap()
}

/// How many bytes the first answer has, once all of it is there.
fn complete(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let lines = text(bytes.get(..head)?).to_ascii_lowercase();
    let length = lines.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    Some(head + length.parse::<usize>().ok()?).filter(|whole| *whole <= bytes.len())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
