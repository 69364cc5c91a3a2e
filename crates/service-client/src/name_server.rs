//! What a name server says are the addresses of a host: one question by UDP, for installations that are not to ask the system's resolver.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::UdpSocket;

const IPV4: u16 = 1;
const IPV6: u16 = 28;
/// Room for some hundred addresses.
const ANSWER_BYTES_MAX: usize = 8 * 1024;
/// Bit 8 asks the server to find out what it does not know; one additional record says how long an answer may be.
const HEAD: [u8; 10] = [0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1];

/// Without a limit of its own: its caller has one.
pub(crate) async fn addresses(server: SocketAddr, host: &str) -> io::Result<Vec<IpAddr>> {
    let mut found = Vec::new();
    for kind in [IPV4, IPV6] {
        found.extend(ask(server, host, kind).await?);
    }
    Ok(found)
}

async fn ask(server: SocketAddr, host: &str, kind: u16) -> io::Result<Vec<IpAddr>> {
    let own: SocketAddr =
        if server.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    let socket = UdpSocket::bind(own).await?;
    socket.connect(server).await?;
    let [low, high, ..] = RandomState::new().hash_one(host).to_le_bytes();
    let id = [low, high];
    socket.send(&question(id, host, kind)?).await?;
    let mut answer = vec![0; ANSWER_BYTES_MAX];
    loop {
        let length = socket.recv(&mut answer).await?;
        let answer = answer.get(..length).unwrap_or_default();
        if answer.starts_with(&id) {
            return read(answer, kind).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData));
        }
    }
}

fn question(id: [u8; 2], host: &str, kind: u16) -> io::Result<Vec<u8>> {
    let mut question = [&id[..], &HEAD].concat();
    for label in host.trim_end_matches('.').split('.') {
        let length = u8::try_from(label.len()).ok().filter(|length| (1..=63).contains(length));
        question.push(length.ok_or(io::ErrorKind::InvalidInput)?);
        question.extend(label.as_bytes());
    }
    question.push(0);
    question.extend(kind.to_be_bytes());
    question.extend([0, 1]);
    // The additional record: no name, type 41, and the length of an answer in place of a class.
    question.extend([0, 0, 41]);
    question.extend(u16::try_from(ANSWER_BYTES_MAX).unwrap_or(u16::MAX).to_be_bytes());
    question.extend([0; 6]);
    Ok(question)
}

/// None where it is not an answer. A name that does not exist has no addresses.
fn read(answer: &[u8], kind: u16) -> Option<Vec<IpAddr>> {
    const NO_SUCH_NAME: u8 = 3;
    let is_failure = !matches!(answer.get(3)? & 0x0f, 0 | NO_SUCH_NAME);
    if is_failure {
        return None;
    }
    let (questions, records) = (number(answer, 4)?, number(answer, 6)?);
    let mut at = 12;
    for _ in 0..questions {
        at = behind_name(answer, at)? + 4;
    }
    let mut found = Vec::new();
    for _ in 0..records {
        at = behind_name(answer, at)?;
        let (type_of, length) = (number(answer, at)?, usize::from(number(answer, at + 8)?));
        let data = answer.get(at + 10..at + 10 + length)?;
        if type_of == kind {
            found.extend(address(data));
        }
        at += 10 + length;
    }
    Some(found)
}

fn address(data: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(data).ok().map(IpAddr::from);
    four.or_else(|| <[u8; 16]>::try_from(data).ok().map(IpAddr::from))
}

fn number(answer: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*answer.get(at)?, *answer.get(at + 1)?]))
}

/// A name ends with an empty label, or with a pointer to where its rest stands.
fn behind_name(answer: &[u8], mut at: usize) -> Option<usize> {
    const POINTER: u8 = 0xc0;
    loop {
        match *answer.get(at)? {
            0 => return Some(at + 1),
            length if length & POINTER == POINTER => return Some(at + 2),
            length => at += usize::from(length) + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_makes_the_reader_leave_its_bytes() {
        let question = question([7, 7], "order-internal.shop", IPV4).unwrap();
        assert_eq!(read(&question, IPV4), Some(Vec::new()));
        for length in 0..12 {
            assert_eq!(read(&question[..length], IPV4), None);
        }
        let mut lying = question.clone();
        lying[7] = 200;
        assert_eq!(read(&lying, IPV4), None, "records that are not there");
        assert!(super::question([0, 0], "a..b", IPV4).is_err());
    }
}
