//! Frames as a client writes and reads them, apart from the server's code.

/// One frame of the server, or the end of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Text(String),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(u16, String),
    Ended,
}

impl Said {
    /// Of a message.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let Self::Text(text) = self else { panic!("{self:?} is no message") };
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }
}

/// A masked frame: `first` is its first byte, with the opcode in its lower half.
#[must_use]
pub fn client_frame(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let length = match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ ..126), _) => vec![0x80 | short],
        (_, Ok(long)) => [&[0x80 | 126][..], &long.to_be_bytes()].concat(),
        (_, Err(_)) => panic!("a client of tests sends short frames"),
    };
    let masked = payload.iter().zip(MASK.iter().cycle()).map(|(byte, key)| byte ^ key);
    [first].into_iter().chain(length).chain(MASK).chain(masked).collect()
}

/// A close frame of a client.
#[must_use]
pub fn close_frame(code: u16) -> Vec<u8> {
    client_frame(0x88, &code.to_be_bytes())
}

/// One whole frame at the front, and its length.
pub(super) fn parse(bytes: &[u8]) -> Option<(Said, usize)> {
    let [first, second, rest @ ..] = bytes else { return None };
    let (length, head) = match (second, rest) {
        (126, [high, low, ..]) => (usize::from(u16::from_be_bytes([*high, *low])), 4),
        (126, _) => return None,
        (short @ ..126, _) => (usize::from(*short), 2),
        (127.., _) => panic!("a frame of 64 KiB or more, or a masked one"),
    };
    let payload = bytes.get(head..head + length)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = match (first, payload) {
        (0x81, payload) => Said::Text(text(payload)),
        (0x88, [high, low, reason @ ..]) => Said::Close(u16::from_be_bytes([*high, *low]), text(reason)),
        (0x89, payload) => Said::Ping(payload.to_vec()),
        (0x8a, payload) => Said::Pong(payload.to_vec()),
        (other, _) => panic!("a frame that begins with {other:#x}"),
    };
    Some((said, head + length))
}
