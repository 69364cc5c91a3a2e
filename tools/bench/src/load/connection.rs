//! A keep-alive HTTP/1.1 client that costs as little as it can: what is measured is the server.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use memchr::{memchr, memmem};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The end of a head.
const END: &[u8] = b"\r\n\r\n";

pub(crate) struct Connection {
    stream: TcpStream,
    /// First the last answer, of length `answered`, then what arrived after it.
    buffer: Vec<u8>,
    answered: usize,
}

pub(crate) struct Answer<'c> {
    pub(crate) status: u16,
    pub(crate) head: &'c [u8],
    pub(crate) body: &'c [u8],
}

impl Answer<'_> {
    pub(crate) fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_slice(self.body).with_context(|| format!("status {}: not JSON", self.status))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }

    pub(crate) fn expect(&self, status: u16) -> anyhow::Result<()> {
        let body = || String::from_utf8_lossy(self.body).into_owned();
        ensure!(self.status == status, "expected {status}, got {}: {}", self.status, body());
        Ok(())
    }
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024), answered: 0 })
    }

    pub(crate) async fn send(&mut self, request: &[u8]) -> anyhow::Result<()> {
        Ok(self.stream.write_all(request).await?)
    }

    /// Sends one request and reads its whole answer, which must have a `Content-Length`.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Answer<'_>> {
        self.buffer.drain(..self.answered);
        self.answered = 0;
        self.send(request).await?;
        let body = self.head_end().await?;
        let head = self.buffer.get(..body).unwrap_or_default();
        let status = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        let status = status.context("no status line")?;
        let length = header(head, "content-length").map_or(Ok(0), str::parse::<usize>)?;
        // `Content-Length` of a 304 is that of the body it leaves out.
        let length = if status == 304 { 0 } else { length };
        self.buffer.reserve((body + length).saturating_sub(self.buffer.len()));
        while self.buffer.len() < body + length {
            self.read_more().await?;
        }
        self.answered = body + length;
        let (head, rest) = self.buffer.split_at(body);
        Ok(Answer { status, head, body: rest.get(..length).unwrap_or_default() })
    }

    /// The next line of a stream that does not end.
    pub(crate) async fn line(&mut self) -> anyhow::Result<String> {
        loop {
            if let Some(at) = memchr(b'\n', &self.buffer) {
                let line: Vec<u8> = self.buffer.drain(..=at).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            self.read_more().await?;
        }
    }

    async fn head_end(&mut self) -> anyhow::Result<usize> {
        loop {
            if let Some(at) = memmem::find(&self.buffer, END) {
                return Ok(at + END.len());
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server at {} closed the connection", self.stream.peer_addr()?);
        }
        Ok(())
    }
}

fn header<'h>(head: &'h [u8], name: &str) -> Option<&'h str> {
    let value = head.split(|byte| *byte == b'\n').find_map(|line| {
        let (field, value) = line.split_at_checked(name.len())?;
        if field.eq_ignore_ascii_case(name.as_bytes()) { value.strip_prefix(b":") } else { None }
    })?;
    std::str::from_utf8(value).ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_by_its_whole_name() {
        let head = b"HTTP/1.1 200 OK\r\nX-Content-Length: 9\r\ncontent-length: 13\r\nETag: W/\"1:2\"\r\n\r\n";
        assert_eq!(header(head, "Content-Length"), Some("13"));
        assert_eq!(header(head, "etag"), Some("W/\"1:2\""));
        assert_eq!(header(head, "content"), None);
    }
}
