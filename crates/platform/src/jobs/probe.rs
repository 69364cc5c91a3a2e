//! Asks another process for its readiness: the health check of containers, which have no shell and no client of HTTP.

use std::io::{Error, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use anyhow::{Context, ensure};

/// For each of connecting, writing and reading. Compose waits a little longer than that for all three.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The line with the status is all that is read.
const STATUS_BYTES_MAX: u64 = 64;

/// `target` is `HOST:PORT/PATH`. An error unless the answer is 200.
pub(crate) fn run(target: &str) -> anyhow::Result<()> {
    let status = status(target).with_context(|| target.to_owned())?;
    ensure!(is_ok(&status), "{target} answers {}", status.lines().next().unwrap_or("nothing"));
    Ok(())
}

fn is_ok(status: &str) -> bool {
    status.starts_with("HTTP/1.1 200 ")
}

fn status(target: &str) -> Result<String, Error> {
    let (host, path) = target.split_once('/').unwrap_or((target, ""));
    let address = host.to_socket_addrs()?.next().ok_or_else(|| Error::other("the host has no address"))?;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    // An open server answers to few names, and the one by which it was found is mostly that of a container.
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut status = String::new();
    stream.take(STATUS_BYTES_MAX).read_to_string(&mut status)?;
    Ok(status)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;

    use super::*;

    fn probed(answer: &'static str) -> anyhow::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let target = format!("{}/readyz", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let request: Vec<String> =
                lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            stream.write_all(answer.as_bytes()).unwrap();
            request
        });
        let probed = run(&target);
        assert_eq!(server.join().unwrap()[0], "GET /readyz HTTP/1.1");
        probed
    }

    #[test]
    fn only_200_is_ready() {
        probed("HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let refusal = probed("HTTP/1.1 503 Service Unavailable\r\n\r\n").unwrap_err().to_string();
        assert!(refusal.ends_with("answers HTTP/1.1 503 Service Unavailable"), "{refusal}");
    }

    #[test]
    fn an_address_where_nothing_listens_is_an_error() {
        let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(run(&unused.to_string()).is_err());
    }
}
