//! Which traces are sampled. Decided once, at the root; all spans below follow their parent.

use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{Sampler, SamplingDecision, SamplingResult, ShouldSample};

/// Chooses by the name that the root span was given: `POST /api/orders`, `process order.events`.
#[derive(Debug, Clone)]
struct ByName {
    writes_kept: f64,
    reads_kept: f64,
}

/// Without an exporter no trace that begins here is sampled, because it would be lost; but a trace that another process samples goes on,
/// because the parts of it that others export must not fall apart.
pub(crate) fn sampler(exporting: bool, writes_kept: f64, reads_kept: f64) -> Sampler {
    if exporting {
        Sampler::ParentBased(Box::new(ByName { writes_kept, reads_kept }))
    } else {
        Sampler::ParentBased(Box::new(Sampler::AlwaysOff))
    }
}

impl ByName {
    fn share(&self, name: &str, kind: &SpanKind) -> f64 {
        if matches!(kind, SpanKind::Internal | SpanKind::Client) {
            // Housekeeping: a sweep or a poll that serves no request.
            return 0.0;
        }
        if name.starts_with("GET ") || name.starts_with("HEAD ") {
            let never = name.ends_with("/stream") || !name.contains(" /api/");
            return if never { 0.0 } else { self.reads_kept };
        }
        if name.contains("order") || name.contains("payment") { 1.0 } else { self.writes_kept }
    }
}

impl ShouldSample for ByName {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace_id: TraceId,
        name: &str,
        kind: &SpanKind,
        _attributes: &[KeyValue],
        _links: &[Link],
    ) -> SamplingResult {
        let decision = if falls_within(self.share(name, kind), trace_id) {
            SamplingDecision::RecordAndSample
        } else {
            SamplingDecision::Drop
        };
        let trace_state =
            parent.map_or(TraceState::NONE, |parent| parent.span().span_context().trace_state().clone());
        SamplingResult { decision, attributes: Vec::new(), trace_state }
    }
}

/// The random half of the id decides, so that every process comes to the same answer.
fn falls_within(share: f64, trace_id: TraceId) -> bool {
    let [.., a, b, c, d] = trace_id.to_bytes();
    f64::from(u32::from_be_bytes([a, b, c, d])) < share * (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_always_kept_and_reads_are_not() {
        let sampler = ByName { writes_kept: 0.5, reads_kept: 0.0 };
        for (name, kind, share) in [
            ("POST /api/orders", SpanKind::Server, 1.0),
            ("POST /api/payments/authorize", SpanKind::Server, 1.0),
            ("process order.events", SpanKind::Consumer, 1.0),
            ("POST /api/reservations", SpanKind::Server, 0.5),
            ("DELETE /api/reservations/{event_id}/{seat_id}", SpanKind::Server, 0.5),
            ("process seat.events", SpanKind::Consumer, 0.5),
            ("GET /api/orders", SpanKind::Server, 0.0),
            ("sweep order outbox", SpanKind::Internal, 0.0),
        ] {
            assert_eq!(sampler.share(name, &kind), share, "{name}");
        }
    }

    #[test]
    fn streams_health_and_metrics_are_never_kept() {
        let sampler = ByName { writes_kept: 1.0, reads_kept: 1.0 };
        for name in ["GET /api/events/{id}/seats/stream", "GET /metrics", "GET /healthz", "HEAD /readyz"] {
            assert_eq!(sampler.share(name, &SpanKind::Server), 0.0, "{name}");
        }
        assert_eq!(sampler.share("GET /api/events", &SpanKind::Server), 1.0);
    }

    #[test]
    fn a_share_is_a_share_of_all_ids() {
        let half = TraceId::from_hex("00000000000000000000000080000000").unwrap();
        assert!(falls_within(0.6, half));
        assert!(!falls_within(0.5, half));
        assert!(!falls_within(0.0, TraceId::from_hex("00000000000000010000000000000000").unwrap()));
        assert!(falls_within(1.0, TraceId::from_hex("ffffffffffffffffffffffffffffffff").unwrap()));
    }
}
