//! Buyers who come before the visitor of a demo, so that the shop has something to show: they hold and order through the public API like
//! anyone else, one after the other, once the demo is ready.

mod dice;

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;

use crate::plain_http::Api;
use dice::Dice;

/// The command that this process is started with.
pub(crate) const NAME: &str = "early-buyers";
/// Two minutes in all.
const READY_TRIES: u32 = 600;
const READY_EVERY: Duration = Duration::from_millis(200);
/// Between two buyers: the visitor's own requests come first.
const PAUSE: Duration = Duration::from_millis(10);
/// When the demo has more to do than it can.
const PAUSE_WHEN_BUSY: Duration = Duration::from_secs(1);
const SEATS_OF_ONE_MAX: u64 = 4;

/// How many buyers come for each event. Seats may be taken when they come, so this is no number of seats.
const BUYERS: [(i64, u64); 4] = [(1, 14), (2, 200), (3, 600), (4, 700)];

/// Starts them as a process of their own, because this one is about to become the demo. They end with its terminal, or when nothing answers.
pub(crate) fn send(address: SocketAddr) -> anyhow::Result<()> {
    let xtask = std::env::current_exe().context("where is this program?")?;
    let quiet = || Stdio::null();
    let mut command = Command::new(xtask);
    command.args([NAME, &address.to_string()]).stdin(quiet()).stdout(quiet()).stderr(quiet());
    command.spawn().map(drop).context("cannot start the early buyers")
}

#[derive(Deserialize)]
struct Events {
    items: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    id: i64,
    capacity: u64,
    available: u64,
}

/// Buys in every event of which nothing is taken yet: a demo that is started again has its buyers already.
pub(crate) fn run(address: SocketAddr) -> anyhow::Result<()> {
    let api = Api::at(address);
    let events = season(&api)?;
    for (id, buyers) in BUYERS {
        let untouched = |event: &&Event| event.id == id && event.available == event.capacity;
        let Some(event) = events.iter().find(untouched) else { continue };
        let mut dice = Dice::thrown_for(id);
        for buyer in 0..buyers {
            buy(&api, event, buyer, &mut dice)?;
            thread::sleep(PAUSE);
        }
    }
    Ok(())
}

/// All events of the demo season, once it is there.
fn season(api: &Api) -> anyhow::Result<Vec<Event>> {
    for _ in 0..READY_TRIES {
        if let Ok((200, body)) = api.get("/api/events") {
            let Events { items } = serde_json::from_value(body)?;
            if items.len() >= BUYERS.len() {
                return Ok(items);
            }
        }
        thread::sleep(READY_EVERY);
    }
    bail!("the demo is not ready")
}

/// Some seats side by side; none when they are taken. Fails when the demo is gone.
fn buy(api: &Api, event: &Event, buyer: u64, dice: &mut Dice) -> anyhow::Result<()> {
    let wanted = 1 + dice.below(SEATS_OF_ONE_MAX);
    let first = 1 + dice.below(event.capacity.saturating_sub(wanted).max(1));
    let seats: Vec<u64> = (first..first + wanted).collect();
    let caller = format!("early-buyer-{}-{buyer}", event.id);
    let caller = ("X-Caller-Id", caller.as_str());
    let hold = json!({ "eventId": event.id, "seatIds": seats, "holdSeconds": 60 });
    let (held, _) = api.post("/api/reservations", &[caller], &hold)?;
    if held == 503 {
        thread::sleep(PAUSE_WHEN_BUSY);
    }
    if !(200..300).contains(&held) {
        return Ok(());
    }
    let order = json!({ "eventId": event.id, "seatIds": seats, "paymentMethod": "tok_ok" });
    api.post("/api/orders", &[caller, ("Idempotency-Key", caller.1)], &order)?;
    Ok(())
}
