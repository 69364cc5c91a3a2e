//! A name server of a test's own: whatever it is asked for has the addresses that the test says.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::thread;

use parking_lot::Mutex;

/// Of a question and an answer.
const HEAD_BYTES: usize = 12;
const IPV4: [u8; 2] = [0, 1];

/// Answers until the process ends.
#[derive(Debug)]
pub struct NameServer {
    address: SocketAddr,
    addresses: Arc<Mutex<Vec<Ipv4Addr>>>,
}

impl NameServer {
    #[must_use]
    pub fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap_or_else(|error| panic!("no name server: {error}"));
        let address = socket.local_addr().unwrap_or_else(|error| panic!("no name server: {error}"));
        let addresses: Arc<Mutex<Vec<Ipv4Addr>>> = Arc::default();
        let answered = Arc::clone(&addresses);
        thread::spawn(move || {
            let mut question = [0; 512];
            while let Ok((length, client)) = socket.recv_from(&mut question) {
                let question = question.get(..length).unwrap_or_default();
                if let Some(answer) = answer(question, &answered.lock()) {
                    let _ = socket.send_to(&answer, client);
                }
            }
        });
        Self { address, addresses }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn set_addresses(&self, addresses: &[Ipv4Addr]) {
        *self.addresses.lock() = addresses.to_vec();
    }
}

/// The question as it was, and a record for each address.
fn answer(question: &[u8], addresses: &[Ipv4Addr]) -> Option<Vec<u8>> {
    let name = question.get(HEAD_BYTES..)?;
    let name_bytes = name.iter().position(|byte| *byte == 0)? + 1;
    let asked = name.get(..name_bytes + 4)?;
    let is_for_ipv4 = asked.get(name_bytes..name_bytes + 2)? == IPV4;
    let records = if is_for_ipv4 { addresses } else { &[] };
    let count = u16::try_from(records.len()).ok()?.to_be_bytes();
    let mut answer = [question.get(..2)?, &[0x81, 0x80, 0, 1], &count, &[0; 4], asked].concat();
    for address in records {
        // A pointer to the name, type, class, how long it is valid, and how many bytes follow.
        answer.extend([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4]);
        answer.extend(address.octets());
    }
    Some(answer)
}
