//! Finds where the head of a request ends, without reading what it says: that is the parser's.

/// Larger heads are refused.
pub const HEAD_BYTES_MAX: usize = 16 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub struct HeadTooLarge;

/// What is known of one head so far.
#[derive(Debug, Default, Clone, Copy)]
pub struct HeadScanner {
    bytes: usize,
    has_begun: bool,
    line_has_begun: bool,
    has_ended: bool,
}

impl HeadScanner {
    /// Blank lines before a head are allowed, and not a part of it.
    #[must_use]
    pub fn has_begun(self) -> bool {
        self.has_begun
    }

    #[must_use]
    pub fn has_ended(self) -> bool {
        self.has_ended
    }

    /// What follows the end of the head is not looked at.
    pub fn scan(&mut self, bytes: &[u8]) -> Result<(), HeadTooLarge> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.has_ended {
                break;
            }
            self.bytes += line.len();
            self.line_has_begun |= line.iter().any(|byte| !matches!(byte, b'\r' | b'\n'));
            self.has_begun |= self.line_has_begun;
            if line.ends_with(b"\n") {
                self.has_ended = self.has_begun && !self.line_has_begun;
                self.line_has_begun = false;
            }
        }
        if self.bytes > HEAD_BYTES_MAX { Err(HeadTooLarge) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In pieces of each size, because it must not matter how the bytes arrive.
    fn scanned(text: &[u8]) -> Vec<(bool, Result<(), HeadTooLarge>)> {
        let in_pieces = |size| {
            let mut scanner = HeadScanner::default();
            let refused = text.chunks(size).try_for_each(|piece| scanner.scan(piece));
            (scanner.has_ended, refused)
        };
        [1, 2, 3, 7, text.len().max(1)].into_iter().map(in_pieces).collect()
    }

    /// The same, of the whole text at once.
    fn ends(text: &[u8]) -> bool {
        let lines = text.split(|byte| *byte == b'\n').collect::<Vec<_>>();
        let complete = lines.split_last().map_or(&[][..], |(_, complete)| complete);
        let is_blank = |line: &&&[u8]| line.iter().all(|byte| *byte == b'\r');
        complete.iter().skip_while(is_blank).any(|line| is_blank(&line))
    }

    proptest::proptest! {
        #[test]
        fn it_does_not_matter_how_the_bytes_arrive(text in "[a:\r\n]{0,24}") {
            let expected = (ends(text.as_bytes()), Ok(()));
            proptest::prop_assert!(scanned(text.as_bytes()).into_iter().all(|found| found == expected));
        }
    }

    #[test]
    fn a_head_ends_at_its_first_blank_line() {
        for (text, ended) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true),
            ("GET / HTTP/1.1\nHost: a\n\n", true),
            ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nHost: a\r\n", false),
            ("\r\n\r\n\n", false),
            ("GET /", false),
            ("", false),
        ] {
            assert!(scanned(text.as_bytes()).into_iter().all(|found| found == (ended, Ok(()))), "{text:?}");
        }
    }

    #[test]
    fn a_head_has_16_kib_and_what_follows_it_does_not_count() {
        let head = |bytes: usize| format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(bytes - 23));
        let fits = head(HEAD_BYTES_MAX) + &"b".repeat(HEAD_BYTES_MAX);
        assert!(scanned(fits.as_bytes()).into_iter().all(|found| found == (true, Ok(()))));
        let too_large = head(HEAD_BYTES_MAX + 1);
        assert!(scanned(too_large.as_bytes()).into_iter().all(|(_, refused)| refused == Err(HeadTooLarge)));
        let endless = "\r\n".repeat(HEAD_BYTES_MAX);
        assert!(scanned(endless.as_bytes()).into_iter().all(|(_, refused)| refused == Err(HeadTooLarge)));
    }
}
