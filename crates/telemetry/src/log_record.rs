//! An event as a line of text: for people, or as JSON.

use std::error::Error;
use std::fmt::{self, Write as _};

use primitives::error_chain;
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::{Event, Level};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};

pub(crate) struct LogRecord {
    level: Level,
    target: String,
    message: String,
    fields: Vec<(&'static str, Value)>,
    trace_id: Option<String>,
}

impl LogRecord {
    pub(crate) fn of(event: &Event<'_>, trace_id: Option<String>) -> Self {
        let metadata = event.metadata();
        let mut record = Self {
            level: *metadata.level(),
            target: metadata.target().to_owned(),
            message: String::new(),
            fields: Vec::new(),
            trace_id,
        };
        event.record(&mut record);
        record
    }

    pub(crate) fn write_pretty(&self, line: &mut String) {
        write_time(line);
        let _ = write!(line, " {:>5} {}: {}", self.level, self.target, self.message);
        for (name, value) in &self.fields {
            let _ = write!(line, " {name}={value}");
        }
        if let Some(trace_id) = &self.trace_id {
            let _ = write!(line, " trace_id={trace_id}");
        }
        if line.contains(char::is_control) {
            // Input from outside must not look like another line, nor reach a terminal as an escape sequence.
            *line = line.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
        }
    }

    pub(crate) fn write_json(&self, line: &mut String) {
        line.push_str("{\"time\":\"");
        write_time(line);
        let _ = write!(line, "\",\"level\":\"{}\"", self.level);
        write_member(line, "target", &Value::from(self.target.as_str()));
        write_member(line, "message", &Value::from(self.message.as_str()));
        for (name, value) in &self.fields {
            write_member(line, name, value);
        }
        if let Some(trace_id) = &self.trace_id {
            write_member(line, "trace_id", &Value::from(trace_id.as_str()));
        }
        line.push('}');
    }

    fn add(&mut self, field: &Field, value: Value) {
        match field.name() {
            // Libraries that use the `log` crate come with their own target and a place in their source.
            "log.target" => self.target = value.as_str().unwrap_or_default().to_owned(),
            "log.module_path" | "log.file" | "log.line" => {}
            name => self.fields.push((name, value)),
        }
    }
}

impl Visit for LogRecord {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, Value::from(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, Value::from(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, Value::from(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            value.clone_into(&mut self.message);
        } else {
            self.add(field, Value::from(value));
        }
    }

    /// With all its causes: an error that is cut off at its first sentence says nothing.
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.add(field, Value::from(error_chain(value).to_string()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

fn write_member(line: &mut String, name: &str, value: &Value) {
    let _ = write!(line, ",{}:{value}", Value::from(name));
}

fn write_time(line: &mut String) {
    let _ = SystemTime.format_time(&mut Writer::new(line));
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::Subscriber;
    use tracing::subscriber::with_default;
    use tracing_subscriber::layer::{Context, SubscriberExt};
    use tracing_subscriber::{Layer, registry};

    use super::*;

    /// Keeps both forms of every line.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<(String, String)>>>);

    impl<S: Subscriber> Layer<S> for Kept {
        fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
            let record = LogRecord::of(event, Some("abc".to_owned()));
            let (mut pretty, mut json) = (String::new(), String::new());
            record.write_pretty(&mut pretty);
            record.write_json(&mut json);
            self.0.lock().unwrap().push((pretty, json));
        }
    }

    fn line(log: impl FnOnce()) -> (String, Value) {
        let kept = Kept::default();
        with_default(registry().with(kept.clone()), log);
        let (pretty, json) = kept.0.lock().unwrap().pop().unwrap();
        (pretty, serde_json::from_str(&json).unwrap())
    }

    #[test]
    fn a_line_has_its_time_level_message_fields_and_trace() {
        let (pretty, json) = line(|| tracing::info!(status = 201, method = "POST", "answered"));
        let (time, rest) = pretty.split_once(' ').unwrap();
        assert!(time.ends_with('Z'), "{time}");
        let target = "telemetry::log_record::tests";
        assert_eq!(rest, format!(" INFO {target}: answered status=201 method=\"POST\" trace_id=abc"));
        for (member, value) in [
            ("level", Value::from("INFO")),
            ("target", target.into()),
            ("message", "answered".into()),
            ("status", 201.into()),
            ("method", "POST".into()),
            ("trace_id", "abc".into()),
        ] {
            assert_eq!(json[member], value, "{member}");
        }
    }

    #[test]
    fn input_from_outside_stays_on_its_line() {
        let sent = "a\nb\u{1b}[31m\"quoted\"";
        let (pretty, json) = line(|| tracing::warn!(sent, shown = %sent, "refused: {sent}"));
        assert!(!pretty.contains(char::is_control), "{pretty:?}");
        assert_eq!(json["sent"], sent);
        assert_eq!(json["message"], format!("refused: {sent}"));
    }

    #[derive(Debug, thiserror::Error)]
    #[error("the order cannot be stored")]
    struct NotStored(#[source] std::io::Error);

    #[test]
    fn an_error_is_rendered_with_its_causes() {
        let error = NotStored(std::io::Error::other("the disk is \"full\""));
        let (pretty, json) = line(|| tracing::warn!(error = &error as &dyn Error, "an order is lost"));
        let chain = "the order cannot be stored: the disk is \"full\"";
        assert!(pretty.contains(&format!(" an order is lost error={} ", Value::from(chain))), "{pretty}");
        assert_eq!((&json["error"], &json["message"]), (&chain.into(), &"an order is lost".into()));
    }

    #[test]
    fn an_error_of_any_type_is_rendered_with_its_causes() {
        let error = anyhow::Error::new(std::io::Error::other("the disk is full")).context("cannot store");
        let (_, json) = line(|| tracing::warn!(error = &*error as &dyn Error, "an order is lost"));
        assert_eq!(json["error"], "cannot store: the disk is full");
    }

    #[test]
    fn a_library_s_own_target_is_kept() {
        let (pretty, _) = line(|| tracing::info!(log.target = "actix", log.line = 7, "from a library"));
        assert!(pretty.ends_with("INFO actix: from a library trace_id=abc"), "{pretty}");
    }
}
