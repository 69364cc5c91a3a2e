//! The API server, asked over the plain HTTP of `kubectl proxy`. HTTP/1.0 ends an answer with the connection, so nothing has to be taken apart.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

const ANSWER_WITHIN: Duration = Duration::from_secs(30);
const STRATEGIC_MERGE: &str = "application/strategic-merge-patch+json";
/// Makes the object if it is missing.
const APPLY: &str = "application/apply-patch+yaml";

#[derive(Debug, Clone, Copy)]
pub(super) struct Api {
    pub(super) port: u16,
}

impl Api {
    pub(super) fn get(self, path: &str) -> anyhow::Result<Value> {
        match self.send("GET", path, "application/json", &Value::Null)? {
            (200, body) => Ok(body),
            (status, body) => bail!("GET {path}: {status} {body}"),
        }
    }

    /// The items of a list.
    pub(super) fn list(self, path: &str) -> anyhow::Result<Vec<Value>> {
        let mut list = self.get(path)?;
        match list.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => Ok(items),
            _ => bail!("{path} is no list"),
        }
    }

    pub(super) fn post(self, path: &str, body: &Value) -> anyhow::Result<u16> {
        self.send("POST", path, "application/json", body).map(|(status, _)| status)
    }

    pub(super) fn patch(self, path: &str, body: &Value) -> anyhow::Result<u16> {
        self.send("PATCH", path, STRATEGIC_MERGE, body).map(|(status, _)| status)
    }

    pub(super) fn apply(self, path: &str, body: &Value) -> anyhow::Result<u16> {
        let path = format!("{path}?fieldManager=kubelet&force=true");
        self.send("PATCH", &path, APPLY, body).map(|(status, _)| status)
    }

    pub(super) fn delete(self, path: &str) -> anyhow::Result<u16> {
        let path = format!("{path}?gracePeriodSeconds=0");
        self.send("DELETE", &path, "application/json", &Value::Null).map(|(status, _)| status)
    }

    fn send(self, method: &str, path: &str, kind: &str, body: &Value) -> anyhow::Result<(u16, Value)> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let exchange = || -> anyhow::Result<String> {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
            stream.set_read_timeout(Some(ANSWER_WITHIN))?;
            stream.write_all(request.as_bytes())?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        let answer = exchange().with_context(|| format!("{method} {path}"))?;
        parsed(&answer).with_context(|| format!("{method} {path} is answered with {answer:?}"))
    }
}

fn parsed(answer: &str) -> Option<(u16, Value)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_status_and_json() {
        let answer =
            "HTTP/1.0 429 Too Many Requests\r\nContent-Type: application/json\r\n\r\n{\"code\":429}\n";
        assert_eq!(parsed(answer), Some((429, serde_json::json!({"code": 429}))));
        assert_eq!(parsed("HTTP/1.0 200 OK\r\n\r\nok"), Some((200, Value::Null)));
        assert_eq!(parsed("nonsense"), None);
    }
}
