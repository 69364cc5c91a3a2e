//! Writes one line an event to standard error, with the trace that it belongs to.

use std::cell::RefCell;
use std::io::Write as _;
use std::sync::OnceLock;

use opentelemetry::trace::TraceContextExt;
use tracing::dispatcher::WeakDispatch;
use tracing::{Dispatch, Event, Subscriber};
use tracing_opentelemetry::get_otel_context;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::LogFormat;
use crate::log_record::LogRecord;

/// A lean layer: it keeps nothing of spans, so that a request that logs nothing costs nothing here.
pub(crate) struct LogLines {
    format: LogFormat,
    dispatch: OnceLock<WeakDispatch>,
}

impl LogLines {
    pub(crate) fn new(format: LogFormat) -> Self {
        Self { format, dispatch: OnceLock::new() }
    }

    fn trace_id<S>(&self, event: &Event<'_>, context: &Context<'_, S>) -> Option<String>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let dispatch = self.dispatch.get()?.upgrade()?;
        let current = context.current_span();
        let span = event.parent().or(current.id())?;
        let id = get_otel_context(span, &dispatch)?.span().span_context().trace_id();
        Some(id.to_string())
    }
}

impl<S> Layer<S> for LogLines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fn on_register_dispatch(&self, subscriber: &Dispatch) {
        self.dispatch.get_or_init(|| subscriber.downgrade());
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        thread_local! {
            static LINE: RefCell<String> = const { RefCell::new(String::new()) };
        }
        let record = LogRecord::of(event, self.trace_id(event, &context));
        LINE.with_borrow_mut(|line| {
            line.clear();
            match self.format {
                LogFormat::Pretty => record.write_pretty(line),
                LogFormat::Json => record.write_json(line),
            }
            line.push('\n');
            // A full pipe or a closed terminal must not stop the service.
            let _ = std::io::stderr().lock().write_all(line.as_bytes());
        });
    }
}
