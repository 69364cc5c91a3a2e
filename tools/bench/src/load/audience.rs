//! Readers who come back when their stream has ended, as browsers do, and what they live through.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::get;

/// nginx admits 4,096 connections of one address.
const READERS_PER_ADDRESS: usize = 2_000;
/// What the server says before it ends a stream.
const COME_BACK_AFTER: Duration = Duration::from_secs(1);
/// At the beginning. Each gets the whole map first, and so many at once would be more than a server keeps unsent.
const ARRIVE_APART: Duration = Duration::from_millis(2);
const HEAD_WITHIN: Duration = Duration::from_secs(30);
const READ_BYTES: usize = 4_096;
const POLL_EVERY: Duration = Duration::from_millis(5);

#[derive(Debug, Default)]
struct Lived {
    there: usize,
    came_back: Vec<Instant>,
    /// Attempts that got another answer than a stream, or none.
    refused: u64,
    /// Why the last of them did.
    refusal: String,
}

impl fmt::Display for Lived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { there, refused, refusal, came_back: _ } = self;
        write!(f, "{there} have a stream, and {refused} attempts failed, the last one: {refusal}")
    }
}

pub(crate) struct Audience {
    lived: Arc<Mutex<Lived>>,
    readers: JoinSet<()>,
    size: usize,
}

impl Audience {
    /// All of them ask for `path`; they are there when each has its stream.
    pub(crate) async fn gather(address: SocketAddr, path: &str, size: usize) -> anyhow::Result<Self> {
        let (lived, mut readers) = (Arc::new(Mutex::new(Lived::default())), JoinSet::new());
        for number in 0..size {
            let (lived, path) = (lived.clone(), path.to_owned());
            let arrives = Instant::now() + ARRIVE_APART * u32::try_from(number)?;
            readers.spawn(async move {
                sleep_until(arrives).await;
                follow(address, number, &path, &lived).await;
            });
        }
        let audience = Self { lived, readers, size };
        audience.is_whole(Duration::from_secs(60)).await?;
        Ok(audience)
    }

    /// Waits until all of them have a stream.
    pub(crate) async fn is_whole(&self, within: Duration) -> anyhow::Result<()> {
        let began = Instant::now();
        while self.lived.lock().there < self.size {
            ensure!(began.elapsed() < within, "of {} readers {}", self.size, self.lived.lock());
            sleep(POLL_EVERY).await;
        }
        Ok(())
    }

    /// When readers came back since the last question, and how many attempts failed.
    pub(crate) fn lived(&self) -> (Vec<Instant>, u64) {
        let mut lived = self.lived.lock();
        (std::mem::take(&mut lived.came_back), std::mem::take(&mut lived.refused))
    }

    pub(crate) async fn leave(mut self) {
        self.readers.shutdown().await;
    }
}

async fn follow(address: SocketAddr, number: usize, path: &str, lived: &Mutex<Lived>) {
    let mut last_id: Option<String> = None;
    let mut is_back = false;
    loop {
        match open(address, number, path, last_id.as_deref()).await {
            Ok((stream, first)) => {
                last_id = id_of(&first).or(last_id);
                {
                    let mut lived = lived.lock();
                    lived.there += 1;
                    if is_back {
                        lived.came_back.push(Instant::now());
                    }
                }
                read_to_end(stream).await;
                lived.lock().there -= 1;
            }
            Err(error) => {
                let mut lived = lived.lock();
                lived.refused += 1;
                lived.refusal = format!("{error:#}");
            }
        }
        is_back = true;
        sleep(COME_BACK_AFTER).await;
    }
}

/// The stream, and what came with its head.
async fn open(
    address: SocketAddr,
    number: usize,
    path: &str,
    last_id: Option<&str>,
) -> anyhow::Result<(TcpStream, String)> {
    let resume = last_id.map_or_else(String::new, |id| format!("Last-Event-ID: {id}\r\n"));
    let request = get(path, &format!("Accept: text/event-stream\r\nConnection: close\r\n{resume}"));
    let socket = TcpSocket::new_v4()?;
    let host = u8::try_from(2 + number / READERS_PER_ADDRESS).context("too many readers")?;
    socket.bind((Ipv4Addr::new(127, 0, 0, host), 0).into())?;
    let first = async {
        let mut stream = socket.connect(address).await?;
        stream.write_all(&request).await?;
        let mut read = Vec::with_capacity(READ_BYTES);
        while !is_open(&read, last_id.is_some()) {
            ensure!(stream.read_buf(&mut read).await? > 0, "closed before its first event");
            ensure!(read.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&read));
        }
        Ok((stream, String::from_utf8_lossy(&read).into_owned()))
    };
    timeout(HEAD_WITHIN, first).await?
}

/// The first event of a stream comes with the id that its reader resumes from. One that resumes may have nothing to say yet.
fn is_open(read: &[u8], resumes: bool) -> bool {
    contains(read, b"\r\n\r\n") && (resumes || contains(read, b"\nid:"))
}

async fn read_to_end(mut stream: TcpStream) {
    let mut buffer = [0; READ_BYTES];
    while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

fn id_of(text: &str) -> Option<String> {
    let mut ids = text.lines().filter_map(|line| line.strip_prefix("id:"));
    ids.next_back().map(|id| id.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_open_with_its_first_id_or_when_it_resumes_with_its_head() {
        let head = b"HTTP/1.1 200 OK\r\ntrace-id: 4bf9\r\n\r\n".as_slice();
        let heard = [head, b"2f\r\nid: 3-14\nevent: INIT\n"].concat();
        assert!(is_open(&heard, false) && is_open(head, true));
        assert!(!is_open(head, false) && !is_open(b"HTTP/1.1 200 OK\r\n", true));
        assert_eq!(id_of(&String::from_utf8_lossy(&heard)).as_deref(), Some("3-14"));
    }
}
