//! Both sides of the proxy, by hand: a service that keeps what it was sent, and a client that sends bytes as they are.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Longer than any time limit that is tested, so that a missing limit is a failure and not a long wait.
pub(super) const WITHIN: Duration = Duration::from_secs(60);

/// Answers every request in the same way, and records what it was sent.
pub(super) struct Service {
    pub(super) address: SocketAddr,
    heads: Receiver<String>,
}

/// Called with the connection behind every head that came.
pub(super) type Answer = fn(&mut TcpStream);

impl Service {
    pub(super) fn start(answer: Answer) -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), answer)
    }

    /// Where nothing listened before.
    pub(super) fn start_at(address: SocketAddr, answer: Answer) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, heads) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, sender) = (stream.unwrap(), sender.clone());
                std::thread::spawn(move || {
                    let mut stream = BufReader::new(stream);
                    while let Some(head) = head(&mut stream) {
                        // Fails when the test is over.
                        let _ = sender.send(head);
                        answer(stream.get_mut());
                    }
                });
            }
        });
        Self { address, heads }
    }

    pub(super) fn head(&self) -> String {
        self.heads.recv_timeout(WITHIN).expect("a request arrives")
    }

    /// Whether there was a request that [`Self::head`] has not taken. For after the answer.
    pub(super) fn was_called(&self) -> bool {
        self.heads.try_recv().is_ok()
    }
}

fn head(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    std::io::copy(&mut stream.take(length.unwrap_or(0)), &mut std::io::sink()).ok()?;
    Some(head)
}

pub(super) fn plain(stream: &mut TcpStream) {
    let _ = stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Content-Type-Options: nosniff\r\n\r\nok");
}

pub(super) fn never(stream: &mut TcpStream) {
    wait_for_the_end(stream);
}

/// Until the other side has had enough.
fn wait_for_the_end(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0]);
}

/// A stream that says one thing, by itself and after its head, and then nothing more.
pub(super) fn streams(stream: &mut TcpStream) {
    let _ = stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    wait_for_the_end(stream);
    let _ = stream.write_all(b"d\r\nevent: INIT\n\n\r\n");
    stream.set_read_timeout(None).unwrap();
    wait_for_the_end(stream);
}

/// Repeats what it is sent, byte by byte.
pub(super) fn upgrades(stream: &mut TcpStream) {
    let _ = stream
        .write_all(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
    let mut byte = [0];
    while stream.read_exact(&mut byte).is_ok() && stream.write_all(&byte).is_ok() {}
}

/// An address at which nothing listens.
pub(super) fn closed() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

pub(super) fn connect(to: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(WITHIN)).unwrap();
    stream
}

/// What comes back until the other side closes.
pub(super) fn rest(mut stream: &TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too: nginx resets whom it has given up.
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One request on a connection of its own; `further` are lines that each end with CRLF.
pub(super) fn ask(to: SocketAddr, line: &str, further: &str) -> String {
    rest(&sent(to, line, further))
}

/// The connection with one request, whose answer is not read yet.
pub(super) fn send(to: SocketAddr, line: &str) -> TcpStream {
    sent(to, line, "")
}

fn sent(to: SocketAddr, line: &str, further: &str) -> TcpStream {
    let mut stream = connect(to);
    write!(stream, "{line} HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n{further}\r\n").unwrap();
    stream
}
