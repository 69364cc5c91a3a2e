//! The grammar of `text/event-stream`: bytes in, frames and comments out, however the bytes were cut on their way.

/// One dispatched event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SseFrame {
    /// `message` when the stream names none.
    pub event: String,
    /// The id that this very frame carries; a client remembers the last one.
    pub id: Option<String>,
    pub data: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SseItem {
    Frame(SseFrame),
    /// A line that starts with a colon: how a heartbeat looks.
    Comment(String),
}

/// Keeps what has arrived of a line and of a frame until the rest is here.
#[derive(Debug, Default)]
pub struct SseParser {
    line: Vec<u8>,
    /// The last byte was a carriage return: a line feed that follows belongs to it.
    after_return: bool,
    first_line_read: bool,
    event: String,
    id: Option<String>,
    data: Option<String>,
}

impl SseParser {
    /// Everything that these bytes complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<SseItem> {
        let mut items = Vec::new();
        for &byte in bytes {
            match byte {
                b'\n' if self.after_return => self.after_return = false,
                b'\n' | b'\r' => {
                    self.after_return = byte == b'\r';
                    items.extend(self.end_line());
                }
                other => {
                    self.after_return = false;
                    self.line.push(other);
                }
            }
        }
        items
    }

    fn end_line(&mut self) -> Option<SseItem> {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let text = if self.first_line_read { &text } else { text.strip_prefix('\u{feff}').unwrap_or(&text) };
        self.first_line_read = true;
        if text.is_empty() {
            return self.dispatch().map(SseItem::Frame);
        }
        if let Some(comment) = text.strip_prefix(':') {
            return Some(SseItem::Comment(comment.trim_start().to_owned()));
        }
        let (field, value) = text.split_once(':').unwrap_or((text, ""));
        self.take_field(field, value.strip_prefix(' ').unwrap_or(value));
        None
    }

    fn take_field(&mut self, field: &str, value: &str) {
        match field {
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            // `retry` says how long a browser waits; all other fields are to be ignored.
            _ => {}
        }
    }

    /// A frame without data is none, but what it said is used up.
    fn dispatch(&mut self) -> Option<SseFrame> {
        let event = std::mem::take(&mut self.event);
        let id = self.id.take();
        let data = self.data.take()?;
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(SseFrame { event, id, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(event: &str, id: Option<&str>, data: &str) -> SseItem {
        SseItem::Frame(SseFrame { event: event.to_owned(), id: id.map(str::to_owned), data: data.to_owned() })
    }

    fn parse(text: &str) -> Vec<SseItem> {
        SseParser::default().push(text.as_bytes())
    }

    #[test]
    fn each_line_of_the_grammar_means_what_it_should() {
        let comment = |text: &str| SseItem::Comment(text.to_owned());
        let table = [
            ("data: x\n\n", vec![frame("message", None, "x")]),
            ("event: INIT\nid: 1-2\ndata: {}\n\n", vec![frame("INIT", Some("1-2"), "{}")]),
            ("data:x\n\n", vec![frame("message", None, "x")]),
            ("data:  x\n\n", vec![frame("message", None, " x")]),
            ("data: a\ndata: b\n\n", vec![frame("message", None, "a\nb")]),
            ("data\n\n", vec![frame("message", None, "")]),
            ("data: a:b\n\n", vec![frame("message", None, "a:b")]),
            (": heartbeat\n\n", vec![comment("heartbeat")]),
            (":\n", vec![comment("")]),
            ("event: A\n\ndata: x\n\n", vec![frame("message", None, "x")]),
            ("retry: 10\nnonsense: y\ndata: x\n\n", vec![frame("message", None, "x")]),
            ("id\ndata: x\n\n", vec![frame("message", Some(""), "x")]),
            ("data: never ended\n", vec![]),
            ("\u{feff}data: x\n\n", vec![frame("message", None, "x")]),
            ("data: \u{feff}x\n\n", vec![frame("message", None, "\u{feff}x")]),
            (
                "id: 1\ndata: x\n\ndata: y\n\n",
                vec![frame("message", Some("1"), "x"), frame("message", None, "y")],
            ),
        ];
        for (text, items) in table {
            assert_eq!(parse(text), items, "{text:?}");
        }
    }

    #[test]
    fn all_three_line_ends_are_the_same() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["event: A", "data: x", "", "data: y", "", ""].join(end);
            assert_eq!(parse(&text), [frame("A", None, "x"), frame("message", None, "y")], "{end:?}");
        }
    }

    #[test]
    fn however_the_bytes_are_cut_the_frames_are_the_same() {
        let text =
            ": h\r\n\r\nevent: SEAT\r\nid: 1-7\r\ndata: {\"이름\":1}\r\n\r\ndata: z\r\n\r\n".as_bytes();
        let whole = SseParser::default().push(text);
        assert_eq!(whole.len(), 3);
        for cut in 0..text.len() {
            let mut parser = SseParser::default();
            let mut items = parser.push(&text[..cut]);
            items.extend(parser.push(&text[cut..]));
            assert_eq!(items, whole, "cut at {cut}");
        }
        let mut parser = SseParser::default();
        let bytewise: Vec<_> = text.iter().flat_map(|byte| parser.push(&[*byte])).collect();
        assert_eq!(bytewise, whole);
    }
}
