//! As much of HTTP as commands need that play clients: one request a connection, a body of JSON.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: u64 = 1 << 20;

pub(crate) struct Api {
    address: SocketAddr,
}

impl Api {
    pub(crate) fn at(address: SocketAddr) -> Self {
        Self { address }
    }

    pub(crate) fn get(&self, path: &str) -> anyhow::Result<(u16, Value)> {
        self.send("GET", path, &[], "")
    }

    pub(crate) fn post(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> anyhow::Result<(u16, Value)> {
        let json = [("Content-Type", "application/json")];
        self.send("POST", path, &[headers, &json].concat(), &body.to_string())
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> anyhow::Result<(u16, Value)> {
        let mut stream = TcpStream::connect_timeout(&self.address, ANSWER_WITHIN)?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        stream.set_write_timeout(Some(ANSWER_WITHIN))?;
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer)?;
        parse(&String::from_utf8_lossy(&answer))
    }
}

/// The status and the body; null where the body is no JSON.
fn parse(answer: &str) -> anyhow::Result<(u16, Value)> {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        bail!("an answer without a body: {answer:?}")
    };
    let status = head.split(' ').nth(1).context("an answer without a status")?;
    Ok((status.parse()?, serde_json::from_str(body).unwrap_or(Value::Null)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_its_status_and_its_json() {
        let (status, body) = parse("HTTP/1.1 201 Created\r\ncontent-length: 7\r\n\r\n{\"a\":1}").unwrap();
        assert_eq!((status, body["a"].as_i64()), (201, Some(1)));
        assert_eq!(parse("HTTP/1.1 503 Service Unavailable\r\n\r\nbusy").unwrap(), (503, Value::Null));
        assert!(parse("HTTP/1.1 200").is_err() && parse("").is_err());
    }
}
