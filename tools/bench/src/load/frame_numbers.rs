//! Finds the numbers of the frames in a stream, however it was cut into pieces on the way.

use memchr::{memchr, memmem};

/// The longest mark: `\nid: <epoch>-<version>\n`, with two numbers of at most twenty digits.
const LONGEST: usize = 48;
/// An id that begins in one piece and ends in the next is put before that.
pub(super) const ROOM: usize = LONGEST;

/// Where a frame has its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// `\nid: <epoch>-<version>\n` of an event stream: the version.
    EventId,
    /// `"seq":<number>,` of a message of a socket.
    Seq,
}

impl Mark {
    fn begin(self) -> &'static [u8] {
        match self {
            Self::EventId => b"\nid: ",
            Self::Seq => b"\"seq\":",
        }
    }

    fn end(self) -> u8 {
        match self {
            Self::EventId => b'\n',
            Self::Seq => b',',
        }
    }

    fn number(self, text: &[u8]) -> Option<u64> {
        let text = std::str::from_utf8(text).ok()?;
        match self {
            Self::EventId => text.split_once('-')?.1.trim_end().parse().ok(),
            Self::Seq => text.parse().ok(),
        }
    }
}

/// The end of one piece that belongs to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remainder {
    bytes: [u8; ROOM],
    length: usize,
}

impl Remainder {
    pub(super) const NOTHING: Self = Self { bytes: [0; ROOM], length: 0 };

    /// `buffer` has [`ROOM`] and then the new piece of this length. Calls `found` with the number of each frame, in order.
    pub(super) fn read(&mut self, mark: Mark, buffer: &mut [u8], length: usize, mut found: impl FnMut(u64)) {
        let from = ROOM - self.length;
        if let (Some(room), Some(rest)) = (buffer.get_mut(from..ROOM), self.bytes.get(..self.length)) {
            room.copy_from_slice(rest);
        }
        let text = buffer.get(from..ROOM + length).unwrap_or_default();
        let begin = mark.begin();
        let mut kept = text.len().saturating_sub(begin.len() - 1);
        for at in memmem::find_iter(text, begin) {
            let behind = text.get(at + begin.len()..).unwrap_or_default();
            match memchr(mark.end(), behind) {
                Some(end) => {
                    mark.number(behind.get(..end).unwrap_or_default()).into_iter().for_each(&mut found)
                }
                None => kept = at.max(text.len().saturating_sub(LONGEST)),
            }
        }
        self.keep(text.get(kept..).unwrap_or_default());
    }

    fn keep(&mut self, rest: &[u8]) {
        self.length = rest.len().min(ROOM);
        for (kept, byte) in self.bytes.iter_mut().zip(rest) {
            *kept = *byte;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "HTTP/1.1 200 OK\r\n\r\n1f\r\nid: 3-7\nevent: INIT\ndata: {\"version\":7}\n\n\r\n: heartbeat\n\n\
                        2a\r\nid: 3-1234\nevent: SEAT_UPDATE\ndata: {\"id: \":1}\n\nid: 3-1235\ndata: 1\n\n";

    fn numbers(mark: Mark, pieces: &[&[u8]]) -> Vec<u64> {
        let (mut rest, mut found) = (Remainder::NOTHING, Vec::new());
        for piece in pieces {
            let mut buffer = vec![0; ROOM];
            buffer.extend_from_slice(piece);
            rest.read(mark, &mut buffer, piece.len(), |number| found.push(number));
        }
        found
    }

    #[test]
    fn each_number_is_found_once_wherever_the_stream_is_cut() {
        const MESSAGES: &str = "\r\n\r\n\u{2}{\"type\":\"sale.open\",\"seq\":2,\"eventId\":6}{\"type\":\"stock.update\",\"seq\":345,\"sold\":0}";
        for (mark, text, expected) in
            [(Mark::EventId, TEXT, &[7, 1_234, 1_235][..]), (Mark::Seq, MESSAGES, &[2, 345])]
        {
            let text = text.as_bytes();
            assert_eq!(numbers(mark, &[text]), expected);
            for cut in 1..text.len() {
                let (first, second) = text.split_at(cut);
                assert_eq!(numbers(mark, &[first, second]), expected, "cut at {cut}");
            }
            assert_eq!(numbers(mark, &text.chunks(1).collect::<Vec<_>>()), expected);
        }
    }
}
