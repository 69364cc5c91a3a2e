//! How many may be called, and how fast: it follows what is left of the event, what its visitors do, and how the services behind the line cope.
//! One step a second, decided by the state of the room and one reading.

use std::time::Duration;

use primitives::Timestamp;

use super::room::Room;
use super::steering::{Brake, CapReason, Load, OrderIntake, Reading, Steering};

/// The rate changes by no more than one step in so long.
const STEP: Duration = Duration::from_secs(1);
/// Holds that take longer say that more visitors would only wait.
const HOLD_P95_MAX: Duration = Duration::from_millis(250);
/// It is noted so often that something is known.
const NOTED_EVERY: Duration = Duration::from_secs(5);
/// What was last noted to be known before so long counts as unknown: ten seconds, and what the note may be late by.
const UNKNOWN_AFTER: Duration = Duration::from_secs(15);
/// While what is left is unknown, the cap is halved each time this has passed.
const HALVED_EVERY: Duration = Duration::from_secs(10);
/// A minute has so many steps.
const STEPS_PER_MINUTE: u32 = 60;
const MILLIS_PER_MINUTE: u64 = 60_000;

#[must_use]
pub(super) fn steer(room: &Room, reading: &Reading, now: Timestamp) -> Steering {
    let old = &room.steering;
    let stock_at = noted(old.stock_at, reading.stock.is_some(), now);
    let load_at = noted(old.load_at, reading.load.is_some(), now);
    let is_due = now.since(old.at) >= STEP;
    let (rate, brake) =
        if is_due { rate(room, reading.load, load_at, now) } else { (room.rate(), old.brake) };
    let cap = match reading.stock {
        Some(left) => Some((left.cap(room.tally.conversion()), CapReason::Stock)),
        None => unknown_cap(room, stock_at, now),
    };
    let cap = [cap, dwell_cap(room, rate)].into_iter().flatten().min_by_key(|(cap, _)| *cap);
    let cap = cap.filter(|(cap, _)| *cap < room.rules.cap);
    Steering { rate, brake, cap, at: if is_due { now } else { old.at }, stock_at, load_at }
}

/// Noted now and then, because each note is a write.
fn noted(at: Option<Timestamp>, is_known: bool, now: Timestamp) -> Option<Timestamp> {
    let is_fresh = at.is_some_and(|at| now.since(at) < NOTED_EVERY);
    if is_known && !is_fresh { Some(now) } else { at }
}

fn is_unknown(at: Timestamp, now: Timestamp) -> bool {
    now.since(at) >= UNKNOWN_AFTER
}

/// Up by a sixtieth of the ceiling, or down by three tenths; nothing while the services behind do not answer.
fn rate(room: &Room, load: Option<Load>, load_at: Option<Timestamp>, now: Timestamp) -> (u32, Option<Brake>) {
    let (rate, ceiling) = (room.rate(), room.rules.ceiling);
    let brake = match (load, load_at) {
        (None, Some(at)) if is_unknown(at, now) => Some(Brake::Unreachable),
        // Another instance may know.
        (None, Some(_)) => return (rate, room.steering.brake),
        (None, None) => None,
        (Some(load), _) => match load.orders {
            OrderIntake::Unreachable => Some(Brake::Unreachable),
            OrderIntake::Full => Some(Brake::FullOrders),
            OrderIntake::HasRoom if load.hold_p95 > Some(HOLD_P95_MAX) => Some(Brake::SlowHolds),
            OrderIntake::HasRoom => None,
        },
    };
    let rate = match brake {
        Some(Brake::Unreachable) => 0,
        Some(Brake::SlowHolds | Brake::FullOrders) => u32::try_from(u64::from(rate) * 7 / 10).unwrap_or(0),
        None => rate.saturating_add((ceiling / STEPS_PER_MINUTE).max(1)).min(ceiling),
    };
    (rate, brake)
}

/// Halved as often as has become due since the last step.
fn unknown_cap(room: &Room, stock_at: Option<Timestamp>, now: Timestamp) -> Option<(u32, CapReason)> {
    let (old, stock_at) = (&room.steering, stock_at?);
    let halvings = halvings(stock_at, now).saturating_sub(halvings(stock_at, old.at));
    match old.cap {
        cap if !is_unknown(stock_at, now) => cap,
        cap if halvings == 0 => cap,
        _ => Some((room.cap().checked_shr(halvings).unwrap_or(0).max(1), CapReason::StockUnknown)),
    }
}

fn halvings(stock_at: Timestamp, now: Timestamp) -> u32 {
    if !is_unknown(stock_at, now) {
        return 0;
    }
    let overdue = now.since(stock_at).saturating_sub(UNKNOWN_AFTER);
    u32::try_from(1 + overdue.as_secs() / HALVED_EVERY.as_secs()).unwrap_or(u32::MAX)
}

/// Half as many again as would be there at once by Little's law. None: how long sessions last is not measured.
fn dwell_cap(room: &Room, rate: u32) -> Option<(u32, CapReason)> {
    let dwell = u64::try_from(room.tally.dwell()?.as_millis()).ok()?;
    let at_once = u64::from(rate).saturating_mul(dwell).saturating_mul(3) / (2 * MILLIS_PER_MINUTE);
    Some((u32::try_from(at_once).unwrap_or(u32::MAX).max(1), CapReason::Dwell))
}
