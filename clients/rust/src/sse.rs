//! Server-sent events: bytes in, events out, an unfinished line kept for the next bytes.

/// A longer line is not from our server: the connection is dropped before it fills the memory.
const LINE_BYTES_MAX: usize = 1 << 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerEvent {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a line of the stream is too long")]
pub(crate) struct LineTooLong;

#[derive(Debug, Default)]
pub(crate) struct SseParser {
    line: Vec<u8>,
    /// A line feed that follows belongs to the carriage return before it.
    after_return: bool,
    name: String,
    id: Option<String>,
    data: Option<String>,
}

impl SseParser {
    /// The events that these bytes complete.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Vec<ServerEvent>, LineTooLong> {
        let mut events = Vec::new();
        for &byte in bytes {
            let follows_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if follows_return => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ if self.line.len() >= LINE_BYTES_MAX => return Err(LineTooLong),
                other => self.line.push(other),
            }
        }
        Ok(events)
    }

    fn end_line(&mut self) -> Option<ServerEvent> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return self.dispatch();
        }
        let line = String::from_utf8_lossy(&line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            // A heartbeat, or what is to be ignored.
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<ServerEvent> {
        let (name, id) = (std::mem::take(&mut self.name), self.id.take());
        let data = self.data.take()?;
        let name = if name.is_empty() { "message".to_owned() } else { name };
        Some(ServerEvent { name, id, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, id: Option<&str>, data: &str) -> ServerEvent {
        ServerEvent { name: name.to_owned(), id: id.map(str::to_owned), data: data.to_owned() }
    }

    #[test]
    fn however_the_bytes_are_cut_and_lines_end_the_events_are_the_same() {
        let expected = [event("INIT", Some("1-7"), "{\"이름\":1}"), event("message", None, "x\ny")];
        for end in ["\n", "\r\n", "\r"] {
            let lines = [
                ": hello",
                "",
                "event: INIT",
                "id: 1-7",
                "data: {\"이름\":1}",
                "",
                "data: x",
                "data:y",
                "",
                "",
            ];
            let text = lines.join(end);
            let mut parser = SseParser::default();
            let events: Vec<_> = text.bytes().flat_map(|byte| parser.push(&[byte]).unwrap()).collect();
            assert_eq!(events, expected, "{end:?}");
        }
    }

    #[test]
    fn an_endless_line_is_refused_before_it_fills_the_memory() {
        let mut parser = SseParser::default();
        assert_eq!(parser.push(&vec![b'x'; LINE_BYTES_MAX + 1]), Err(LineTooLong));
    }
}
