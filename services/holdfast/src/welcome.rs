//! What `--demo` says once it is ready: where things are, and what to try.

use contracts::demo::EVENT_WITH_A_LINE;
use platform::DemoSite;

use crate::page;

/// Four lines to copy, in the order in which they tell a purchase.
pub(crate) fn what_to_try(demo: &DemoSite) -> String {
    let base = format!("http://{}", demo.address);
    // Behind the hash, so that the browser sends the token to no server.
    let token = demo.operator_token.as_ref().map_or_else(
        || "  (with the token of HOLDFAST_OPERATOR_TOKEN)".to_owned(),
        |token| format!("#token={token}"),
    );
    let no_page = if page::is_built_in() { "" } else { "  (not in this build: it needs Node 20 and npm)" };
    format!(
        r#"
  the page          {base}/{no_page}
  the console       {base}/console{token}
  a line            {base}/events/{EVENT_WITH_A_LINE}/line, in two browsers; {base}/console/line steers it
  API docs          {base}/docs
  events            {base}/api/events

Try a purchase; copy these lines into another terminal:

  # the seats of event 1
  curl -s {base}/api/events/1/seats | head -c 400
  # hold seat 42 for two minutes
  curl -s -X POST {base}/api/reservations -H 'Content-Type: application/json' -d '{{"eventId":1,"seatId":42}}'
  # order it; the same key again gives the same order
  curl -s -X POST {base}/api/orders -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-order' -d '{{"eventId":1,"seatIds":[42],"paymentMethod":"tok_ok"}}'
  # watch the seats change (ends with Ctrl-C)
  curl -sN {base}/api/events/1/seats/stream
"#
    )
}
