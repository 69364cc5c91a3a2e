//! What goes over the seat stream, as finished frames.

use std::collections::BTreeMap;

use bytes::Bytes;
use contracts::http::catalog::{SeatBatch, SeatUpdate, StreamPosition};
use primitives::{EventId, SeatId};
use server::sse;

use super::cursor::OpeningFrame;
use crate::domain::{Delta, MapPosition, SeatStatus};

fn id(position: MapPosition) -> String {
    format!("{}-{}", position.epoch, position.version)
}

pub(super) fn update(delta: &Delta) -> Bytes {
    let MapPosition { version, .. } = delta.position;
    let update = SeatUpdate { seat_id: delta.seat.get(), status: delta.status.into(), version };
    sse::frame(Some(&id(delta.position)), "SEAT_UPDATE", &update)
}

pub(super) fn opening(opening: OpeningFrame, event: EventId, at: MapPosition) -> Bytes {
    let name = match opening {
        OpeningFrame::Init => "INIT",
        OpeningFrame::Resync => "RESYNC",
    };
    let body = StreamPosition { event_id: event.get(), epoch: at.epoch, version: at.version };
    sse::frame(Some(&id(at)), name, &body)
}

/// The latest status of each seat among `deltas`, which lead from `from` to `to`.
pub(super) fn batch<'a>(
    from: MapPosition,
    to: MapPosition,
    deltas: impl Iterator<Item = &'a Delta>,
) -> Bytes {
    let latest: BTreeMap<SeatId, SeatStatus> = deltas.map(|delta| (delta.seat, delta.status)).collect();
    let changes = latest.into_iter().map(|(seat, status)| (seat.get(), status.into())).collect();
    let batch = SeatBatch { from: from.version, version: to.version, changes };
    sse::frame(Some(&id(to)), "SEAT_BATCH", &batch)
}
