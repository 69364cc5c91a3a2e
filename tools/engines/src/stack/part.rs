//! One part of a stack, and how it is started.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::{Child, listens};

const ANSWER_WITHIN: Duration = Duration::from_secs(2);

pub(super) struct Part<'p> {
    pub(super) name: String,
    pub(super) address: String,
    /// Gives no child where the part is a task, such as creating topics, that is done when it returns.
    pub(super) start: Box<dyn FnOnce() -> anyhow::Result<Option<Child>> + Send + 'p>,
}

impl<'p> Part<'p> {
    pub(super) fn process(
        name: impl Into<String>,
        address: impl Into<String>,
        start: impl FnOnce() -> anyhow::Result<Child> + Send + 'p,
    ) -> Self {
        Self { name: name.into(), address: address.into(), start: Box::new(|| start().map(Some)) }
    }

    pub(super) fn task(
        name: &str,
        about: &str,
        run: impl FnOnce() -> anyhow::Result<()> + Send + 'p,
    ) -> Self {
        Self { name: name.to_owned(), address: about.to_owned(), start: Box::new(|| run().map(|()| None)) }
    }
}

/// Whether the service on this port listens, and reports that everything it depends on answers.
#[must_use]
pub fn is_ready(port: u16) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    listens(port) && readiness(address).is_ok_and(|status| status.starts_with("HTTP/1.1 200"))
}

/// The first bytes of the answer.
fn readiness(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_WITHIN)?;
    stream.set_read_timeout(Some(ANSWER_WITHIN))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut status = String::new();
    stream.take(64).read_to_string(&mut status)?;
    Ok(status)
}
