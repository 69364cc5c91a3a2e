//! The trace context: read from the current span, and propagated as a W3C `traceparent`.

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The trace of the current span as 32 hex digits; all zero outside of any span.
#[must_use]
pub fn current_trace_id() -> String {
    trace_id(&Span::current())
}

/// The trace of a span as 32 hex digits. Its parent and name cannot be changed any more after this call.
#[must_use]
pub fn trace_id(span: &Span) -> String {
    span.context().span().span_context().trace_id().to_string()
}

/// The `traceparent` by which others continue the trace of the current span; none outside of any span.
#[must_use]
pub fn current_traceparent() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let this = span.span_context();
    this.is_valid()
        .then(|| format!("00-{}-{}-{:02x}", this.trace_id(), this.span_id(), this.trace_flags().to_u8()))
}

/// Makes the span a child of the span that the `traceparent` names. Call it before the span is entered; an absent or malformed
/// context leaves the span the root of its own trace.
pub fn in_trace(span: &Span, traceparent: Option<&str>) {
    if let Some(parent) = traceparent.and_then(parse) {
        // Refused only for a span that has started or that no subscriber wants: then there is nothing to continue.
        let _ = span.set_parent(Context::new().with_remote_span_context(parent));
    }
}

/// Links the span to another trace, without making it a part of that.
pub fn link(span: &Span, traceparent: Option<&str>) {
    if let Some(other) = traceparent.and_then(parse) {
        span.add_link(other);
    }
}

/// The trace id inside a well-formed `traceparent`.
#[must_use]
pub fn trace_id_of(traceparent: &str) -> Option<&str> {
    parse(traceparent)?;
    traceparent.split('-').nth(1)
}

/// Reads version 00 of the W3C form: `00-<32 hex>-<16 hex>-<2 hex>`, lower case, neither id all zero.
fn parse(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if version != "00" || parts.next().is_some() {
        return None;
    }
    let hex = |text: &str, digits: usize| {
        text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    if !(hex(trace, 32) && hex(span, 16) && hex(flags, 2)) {
        return None;
    }
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?) & TraceFlags::SAMPLED;
    let context = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        flags,
        true,
        TraceState::NONE,
    );
    context.is_valid().then_some(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn only_a_well_formed_traceparent_is_read() {
        assert_eq!(trace_id_of(GOOD), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        assert!(parse(GOOD).unwrap().is_sampled());
        for wrong in [
            "",
            "00",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-00",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(trace_id_of(wrong), None, "{wrong:?} passed");
        }
    }

    #[test]
    fn a_span_continues_the_trace_of_its_parent() {
        crate::init_for_tests();
        let span = tracing::info_span!("child");
        in_trace(&span, Some(GOOD));
        let own = span.in_scope(current_traceparent).unwrap();
        assert_eq!(trace_id_of(&own), trace_id_of(GOOD));
        assert_ne!(own, GOOD, "the span took its parent's id");
        assert!(own.ends_with("-01"), "the sampling decision of the parent was lost");
    }

    #[test]
    fn a_link_or_a_malformed_parent_leaves_the_span_a_root() {
        crate::init_for_tests();
        let span = tracing::info_span!("root");
        link(&span, Some(GOOD));
        in_trace(&span, Some("nonsense"));
        let id = trace_id(&span);
        assert_ne!(Some(id.as_str()), trace_id_of(GOOD));
        assert_ne!(id, "0".repeat(32), "a span that is not exported has a trace id too");
    }
}
