//! Finds the event ids in a stream, however it was cut into pieces on the way.

use memchr::{memchr, memmem};

const ID: &[u8] = b"\nid: ";
/// `\nid: <epoch>-<version>\n`, with two numbers of at most twenty digits.
const LONGEST: usize = 48;
/// An id that begins in one piece and ends in the next is put before that.
pub(super) const ROOM: usize = LONGEST;

/// The end of one piece that belongs to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remainder {
    bytes: [u8; ROOM],
    length: usize,
}

impl Remainder {
    pub(super) const NOTHING: Self = Self { bytes: [0; ROOM], length: 0 };

    /// `buffer` has [`ROOM`] and then the new piece of this length. Calls `found` with each version that an id names, in order.
    pub(super) fn read(&mut self, buffer: &mut [u8], length: usize, mut found: impl FnMut(u64)) {
        let from = ROOM - self.length;
        if let (Some(room), Some(rest)) = (buffer.get_mut(from..ROOM), self.bytes.get(..self.length)) {
            room.copy_from_slice(rest);
        }
        let text = buffer.get(from..ROOM + length).unwrap_or_default();
        let mut kept = text.len().saturating_sub(ID.len() - 1);
        for at in memmem::find_iter(text, ID) {
            let behind = text.get(at + ID.len()..).unwrap_or_default();
            match memchr(b'\n', behind) {
                Some(end) => version(behind.get(..end).unwrap_or_default()).into_iter().for_each(&mut found),
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

fn version(id: &[u8]) -> Option<u64> {
    std::str::from_utf8(id).ok()?.split_once('-')?.1.trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "HTTP/1.1 200 OK\r\n\r\n1f\r\nid: 3-7\nevent: INIT\ndata: {\"version\":7}\n\n\r\n: heartbeat\n\n\
                        2a\r\nid: 3-1234\nevent: SEAT_UPDATE\ndata: {\"id: \":1}\n\nid: 3-1235\ndata: 1\n\n";

    fn versions(pieces: &[&[u8]]) -> Vec<u64> {
        let (mut rest, mut found) = (Remainder::NOTHING, Vec::new());
        for piece in pieces {
            let mut buffer = vec![0; ROOM];
            buffer.extend_from_slice(piece);
            rest.read(&mut buffer, piece.len(), |version| found.push(version));
        }
        found
    }

    #[test]
    fn each_id_is_found_once_wherever_the_stream_is_cut() {
        let text = TEXT.as_bytes();
        assert_eq!(versions(&[text]), [7, 1_234, 1_235]);
        for cut in 1..text.len() {
            let (first, second) = text.split_at(cut);
            assert_eq!(versions(&[first, second]), [7, 1_234, 1_235], "cut at {cut}");
        }
        assert_eq!(versions(&text.chunks(1).collect::<Vec<_>>()), [7, 1_234, 1_235]);
    }
}
