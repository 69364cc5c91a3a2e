//! Buys the two best seats of the first show of a demo season: cargo run --example buy -- http://127.0.0.1:8080
#![expect(clippy::print_stdout, reason = "an example prints to a terminal")]

use std::time::Duration;

use holdfast_client::bodies::{order::PlaceOrderBody, reservation::BestSeatsBody};
use holdfast_client::{CallOptions, Holdfast, Problem};

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let holdfast =
        Holdfast::at(&std::env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8080".to_owned()));
    let event = holdfast.get_event(1).await?;
    println!("{}: {} of {} seats are free", event.title_en, event.available, event.capacity);

    // Held for two minutes: no one else can take them meanwhile.
    let best = BestSeatsBody { event_id: event.id, quantity: 2, ..BestSeatsBody::default() };
    let hold = holdfast.hold_best_seats(&best, &CallOptions::new()).await?;
    println!("held {:?} until {}", hold.seat_ids, hold.expires_at);

    // Waits for the outcome; however often it has to be sent, it is one order.
    let payment_method = Some("tok_ok".to_owned());
    let wanted =
        PlaceOrderBody { event_id: event.id, seat_ids: hold.seat_ids, payment_method, hold_token: None };
    let waiting = CallOptions::new().hold_token(hold.hold_token).wait(Duration::from_secs(10));
    let order = holdfast.place_order(&wanted, &waiting).await?;
    println!("order {}: {:?}, {} {}", order.order_id, order.status, order.amount, order.currency);
    Ok(())
}
