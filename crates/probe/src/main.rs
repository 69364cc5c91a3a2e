#![doc = include_str!("../README.md")]

use std::io::{Error, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

/// For each of connecting, writing and reading. Compose waits a little longer than that for all three.
const PATIENCE: Duration = Duration::from_secs(2);
/// The line with the status is all that is read.
const STATUS_BYTES_MAX: u64 = 64;

fn main() -> ExitCode {
    let Some(target) = std::env::args().nth(1) else {
        eprintln!("usage: holdfast-probe HOST:PORT/PATH");
        return ExitCode::FAILURE;
    };
    match ask(&target) {
        Ok(status) if is_ok(&status) => ExitCode::SUCCESS,
        Ok(status) => {
            eprintln!("{target} answers {}", status.lines().next().unwrap_or("nothing"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{target}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn is_ok(status: &str) -> bool {
    status.starts_with("HTTP/1.1 200 ")
}

fn ask(target: &str) -> Result<String, Error> {
    let (host, path) = target.split_once('/').unwrap_or((target, ""));
    let address = host.to_socket_addrs()?.next().ok_or_else(|| Error::other("the host has no address"))?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut status = String::new();
    stream.take(STATUS_BYTES_MAX).read_to_string(&mut status)?;
    Ok(status)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;

    use super::*;

    fn answered(answer: &'static str) -> Result<String, Error> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let target = format!("{}/readyz", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let asked: Vec<String> = lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            stream.write_all(answer.as_bytes()).unwrap();
            asked
        });
        let status = ask(&target);
        assert_eq!(server.join().unwrap()[0], "GET /readyz HTTP/1.1");
        status
    }

    #[test]
    fn ready_is_a_200_and_nothing_else() {
        assert!(is_ok(&answered("HTTP/1.1 200 OK\r\n\r\n").unwrap()));
        assert!(!is_ok(&answered("HTTP/1.1 503 Service Unavailable\r\n\r\n").unwrap()));
    }

    #[test]
    fn nobody_there_is_an_error() {
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(ask(&nobody.to_string()).is_err());
    }
}
