//! What goes over the seat stream, as finished frames.

use std::collections::BTreeMap;

use bytes::Bytes;
use contracts::http::catalog::{SeatBatch, SeatUpdate, StreamPosition};
use primitives::{EventId, SeatId};
use server::sse;

use super::cursor::Greeting;
use crate::domain::{Delta, Position, SeatStatus};

fn id(position: Position) -> String {
    format!("{}-{}", position.epoch, position.version)
}

pub(super) fn update(delta: &Delta) -> Bytes {
    let Position { version, .. } = delta.position;
    let update = SeatUpdate { seat_id: delta.seat.get(), status: delta.status.into(), version };
    sse::frame(Some(&id(delta.position)), "SEAT_UPDATE", &update)
}

pub(super) fn greeting(greeting: Greeting, event: EventId, at: Position) -> Bytes {
    let name = match greeting {
        Greeting::Init => "INIT",
        Greeting::Resync => "RESYNC",
    };
    let body = StreamPosition { event_id: event.get(), epoch: at.epoch, version: at.version };
    sse::frame(Some(&id(at)), name, &body)
}

/// The latest status of each seat among `deltas`, which lead from `from` to `to`.
pub(super) fn batch<'a>(from: Position, to: Position, deltas: impl Iterator<Item = &'a Delta>) -> Bytes {
    let latest: BTreeMap<SeatId, SeatStatus> = deltas.map(|delta| (delta.seat, delta.status)).collect();
    let changes = latest.into_iter().map(|(seat, status)| (seat.get(), status.into())).collect();
    let batch = SeatBatch { from: from.version, version: to.version, changes };
    sse::frame(Some(&id(to)), "SEAT_BATCH", &batch)
}
