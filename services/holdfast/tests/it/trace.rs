//! One order is one trace, from the POST to the capture, also when a crash lies in between.

#[path = "trace/collector.rs"]
mod collector;
#[path = "trace/jaeger.rs"]
mod jaeger;
#[path = "trace/sink.rs"]
mod sink;
#[path = "trace/span.rs"]
mod span;

use std::collections::BTreeSet;

use contracts::http::order::OrderStatus;
use testkit::{Buyer, eventually, eventually_whole};

use self::collector::Collector;
use self::span::Span;
use crate::orders::settled;
use crate::{CLUB, PROCESSES, SOON, demo, start};

const STEPS: [&str; 9] = [
    "POST /api/orders",
    "send payment.commands",
    "process payment.commands",
    "send payment.replies",
    "process payment.replies",
    "process reservation.commands",
    "send reservation.replies",
    "process reservation.replies",
    "send order.events",
];

fn names(spans: &[Span]) -> BTreeSet<&str> {
    spans.iter().map(|span| span.name.as_str()).collect()
}

fn processes(spans: &[Span]) -> BTreeSet<&str> {
    spans.iter().map(|span| span.process.as_str()).collect()
}

/// All spans of the trace once those of every step and of every process are there, each of them hanging on another one.
async fn whole_trace(collector: &Collector, trace: &str) -> Vec<Span> {
    eventually_whole("the trace is whole", SOON, async || {
        let spans = collector.trace(trace).await;
        let missing = missing(&spans);
        let there: Vec<String> = spans.iter().map(Span::to_string).collect();
        if missing.is_empty() { Ok(spans) } else { Err(format!("without {missing:?}, with {there:#?}")) }
    })
    .await
}

/// What has not arrived yet: steps, processes, and the parents of what has.
fn missing(spans: &[Span]) -> Vec<&str> {
    let ids: BTreeSet<&str> = spans.iter().map(|span| span.id.as_str()).collect();
    let steps = STEPS.into_iter().filter(|step| !names(spans).contains(step));
    let absent = PROCESSES.into_iter().filter(|process| !processes(spans).contains(process));
    let parents = spans.iter().map(|span| span.parent.as_str());
    let unknown = parents.filter(|parent| !parent.is_empty() && !ids.contains(parent));
    steps.chain(absent).chain(unknown).collect()
}

#[tokio::test]
async fn one_order_is_one_trace_from_post_to_capture() {
    let collector = Collector::start().await;
    let server = start(&demo().env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint())).await;
    let api = server.api();
    let held: contracts::http::reservation::ReservationBody = api.hold(CLUB, &[1]).await.ok();
    let api = api.with_token(&held.hold_token);
    let outside = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let placed =
        api.place_order(CLUB, &[1], Some("tok_ok"), "the-traced-order").header("traceparent", outside).await;
    let trace = placed.trace_id().to_owned();
    assert_ne!(trace, "0af7651916cd43dd8448eb211c80319c", "a stranger chose our trace id");

    let id = placed.ok::<contracts::http::order::OrderPlacedBody>().order_id;
    assert_eq!(Buyer::anonymous(&api).outcome(id, SOON).await.status, OrderStatus::Confirmed);
    settled(&api, id).await;

    let spans = whole_trace(&collector, &trace).await;
    let roots: Vec<&Span> = spans.iter().filter(|span| span.parent.is_empty()).collect();
    assert_eq!(roots.iter().map(|span| span.name.as_str()).collect::<Vec<_>>(), ["POST /api/orders"]);
    assert!(roots.iter().all(|root| root.links.contains(&"0af7651916cd43dd8448eb211c80319c".to_owned())));
    for span in &spans {
        let parent = spans.iter().find(|other| other.id == span.parent);
        assert!(
            parent.is_none_or(|parent| parent.start <= span.start),
            "{} began before its parent",
            span.name
        );
    }
}

#[tokio::test]
async fn an_order_that_a_crash_interrupts_goes_on_in_its_trace() {
    let collector = Collector::start().await;
    let options = demo().env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint());
    let mut server = start(&options.failpoint("ledger.after_commit", 1)).await;
    let api = server.api();
    let held: contracts::http::reservation::ReservationBody = api.hold(CLUB, &[1]).await.ok();
    let api = api.with_token(&held.hold_token);
    let placed = api.place_order(CLUB, &[1], Some("tok_ok"), "the-interrupted-order").await;
    let trace = placed.trace_id().to_owned();
    let id = placed.ok::<contracts::http::order::OrderPlacedBody>().order_id;
    server.wait_exit(SOON).await;
    server.disarm();
    server.restart().await;
    settled(&api, id).await;

    // The capture happened after the restart, in the trace that the POST began before it.
    eventually("the capture is in the trace", SOON, async || {
        let spans = collector.trace(&trace).await;
        names(&spans).contains("process payment.commands").then_some(())
    })
    .await;
}
