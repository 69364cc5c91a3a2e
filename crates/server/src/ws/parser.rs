//! One frame of a client, out of bytes. What is too large or malformed is refused by its head, before the rest has come.
//!
//! Not by the codec of actix-http: it waits for the whole of a frame that is too large, and logs an error for each malformed one.

use bytes::{Buf, BytesMut};

use super::close::Close;

/// Of a message, and so of each of its frames.
pub const MESSAGE_BYTES_MAX: usize = 4 * 1024;
/// Of a control frame.
const CONTROL_BYTES_MAX: usize = 125;
const MASK_BYTES: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation,
    Text,
    Ping,
    Pong,
    Close,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReceivedFrame {
    pub(super) opcode: Opcode,
    /// The last of its message.
    pub(super) is_final: bool,
    pub(super) payload: BytesMut,
}

struct Head {
    opcode: Opcode,
    is_final: bool,
    /// Of the head itself, with the mask behind it.
    bytes: usize,
    length: usize,
}

/// Takes one frame off the front; none while it is not complete.
pub(super) fn next(bytes: &mut BytesMut) -> Result<Option<ReceivedFrame>, Close> {
    let Some(Head { opcode, is_final, bytes: head, length }) = head(bytes)? else { return Ok(None) };
    if bytes.len() < head + length {
        return Ok(None);
    }
    bytes.advance(head - MASK_BYTES);
    let mask = bytes.split_to(MASK_BYTES);
    let mut payload = bytes.split_to(length);
    for (byte, key) in payload.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= key;
    }
    Ok(Some(ReceivedFrame { opcode, is_final, payload }))
}

/// None while it is not complete. A fault is found as soon as its byte is there.
fn head(bytes: &[u8]) -> Result<Option<Head>, Close> {
    let [first, rest @ ..] = bytes else { return Ok(None) };
    if first & 0b0111_0000 != 0 {
        return Err(Close::protocol("a reserved bit is set"));
    }
    let (opcode, is_final) = (opcode(first & 0b1111)?, first & 0b1000_0000 != 0);
    let is_control = matches!(opcode, Opcode::Ping | Opcode::Pong | Opcode::Close);
    if is_control && !is_final {
        return Err(Close::protocol("a control frame is in one piece"));
    }
    let [second, rest @ ..] = rest else { return Ok(None) };
    if second & 0b1000_0000 == 0 {
        return Err(Close::protocol("a client masks its frames"));
    }
    let short = usize::from(second & 0b0111_1111);
    if is_control && short > CONTROL_BYTES_MAX {
        return Err(Close::protocol("a control frame has at most 125 bytes"));
    }
    let (length, long_bytes) = match (short, rest) {
        (126, [high, low, ..]) => (usize::from(u16::from_be_bytes([*high, *low])), 2),
        (126, _) => return Ok(None),
        // Longer than any message may be, whatever it says.
        (127, _) => return Err(Close::TOO_LARGE),
        (short, _) => (short, 0),
    };
    if length > MESSAGE_BYTES_MAX {
        return Err(Close::TOO_LARGE);
    }
    let bytes = 2 + long_bytes + MASK_BYTES;
    Ok(Some(Head { opcode, is_final, bytes, length }))
}

fn opcode(bits: u8) -> Result<Opcode, Close> {
    match bits {
        0 => Ok(Opcode::Continuation),
        1 => Ok(Opcode::Text),
        2 => Err(Close::BINARY),
        8 => Ok(Opcode::Close),
        9 => Ok(Opcode::Ping),
        10 => Ok(Opcode::Pong),
        _ => Err(Close::protocol("an opcode that does not exist")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [0x11, 0x22, 0x33, 0x44];
        let masked = payload.iter().zip(mask.iter().cycle()).map(|(byte, key)| byte ^ key);
        let head = match payload.len() {
            short @ ..126 => vec![first, 0x80 | u8::try_from(short).unwrap()],
            long => [&[first, 0x80 | 126][..], &u16::try_from(long).unwrap().to_be_bytes()].concat(),
        };
        head.into_iter().chain(mask).chain(masked).collect()
    }

    #[test]
    fn a_frame_is_complete_with_its_last_byte() {
        for length in [0, 1, 125, 126, 127, MESSAGE_BYTES_MAX] {
            let payload = vec![b'x'; length];
            let whole = frame(0x81, &payload);
            let mut bytes = BytesMut::from(&whole[..whole.len() - 1]);
            assert_eq!(next(&mut bytes), Ok(None), "{length}");
            bytes.extend_from_slice(&whole[whole.len() - 1..]);
            bytes.extend_from_slice(b"\x89");
            let received = next(&mut bytes).unwrap().unwrap();
            assert_eq!((received.opcode, received.is_final), (Opcode::Text, true));
            assert_eq!(received.payload, payload);
            assert_eq!(&bytes[..], b"\x89", "the next frame has begun");
        }
    }

    #[test]
    fn a_fault_is_found_in_the_head() {
        for (head, code) in [
            (&[0xc1][..], 1002),
            (&[0xa1], 1002),
            (&[0x91], 1002),
            (&[0x83], 1002),
            (&[0x8b], 1002),
            (&[0x82], 1003),
            (&[0x09], 1002),
            (&[0x81, 0x01], 1002),
            (&[0x89, 0x80 | 126], 1002),
            (&[0x88, 0x80 | 127], 1002),
            (&[0x81, 0x80 | 126, 0x10, 0x01], 1009),
            (&[0x81, 0x80 | 127], 1009),
        ] {
            let refused = next(&mut BytesMut::from(head)).unwrap_err();
            assert_eq!(refused.code, code, "{head:x?}: {refused:?}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_are_frames_or_faults(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut rest = BytesMut::from(&bytes[..]);
            while let Ok(Some(frame)) = next(&mut rest) {
                prop_assert!(frame.payload.len() <= MESSAGE_BYTES_MAX);
            }
            prop_assert!(rest.len() <= bytes.len());
        }
    }
}
