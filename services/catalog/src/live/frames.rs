//! What goes over the seat stream, as finished frames.

use std::collections::BTreeMap;

use bytes::Bytes;
use contracts::http::catalog::{PoolUpdate, SeatBatch, SeatUpdate, StreamPosition};
use primitives::{EventId, SeatId};
use server::sse;

use super::cursor::OpeningFrame;
use super::plan::SeatPlan;
use super::ring::KeptChange;
use crate::domain::{Delta, MapPosition, PoolCount, SeatStatus};

fn id(position: MapPosition) -> String {
    format!("{}-{}", position.epoch, position.version)
}

/// What a reader of single changes gets for this one: the seat, or the pool of a unit.
pub(super) fn update(delta: &Delta, pool: Option<&PoolCount>, plan: &SeatPlan) -> Bytes {
    let MapPosition { version, .. } = delta.position;
    let id = id(delta.position);
    match pool {
        Some(count) => {
            sse::frame(Some(&id), "POOL_UPDATE", &PoolUpdate { version, pool: plan.pool_body(count) })
        }
        None => {
            let update = SeatUpdate { seat_id: delta.seat.get(), status: delta.status.into(), version };
            sse::frame(Some(&id), "SEAT_UPDATE", &update)
        }
    }
}

pub(super) fn opening(opening: OpeningFrame, event: EventId, at: MapPosition) -> Bytes {
    let name = match opening {
        OpeningFrame::Init => "INIT",
        OpeningFrame::Resync => "RESYNC",
    };
    let body = StreamPosition { event_id: event.get(), epoch: at.epoch, version: at.version };
    sse::frame(Some(&id(at)), name, &body)
}

/// The latest status of each seat, and of each pool, among `changes`, which lead from `from` to `to`.
pub(super) fn batch<'a>(
    from: MapPosition,
    to: MapPosition,
    changes: impl Iterator<Item = &'a KeptChange>,
    plan: &SeatPlan,
) -> Bytes {
    let (mut seats, mut pools) = (BTreeMap::<SeatId, SeatStatus>::new(), BTreeMap::new());
    for KeptChange { delta, pool, frame: _ } in changes {
        match pool {
            Some(count) => drop(pools.insert(count.section, count)),
            None => drop(seats.insert(delta.seat, delta.status)),
        }
    }
    let changes = seats.into_iter().map(|(seat, status)| (seat.get(), status.into())).collect();
    let pools = pools.into_values().map(|count| plan.pool_body(count)).collect();
    let batch = SeatBatch { from: from.version, version: to.version, changes, pools };
    sse::frame(Some(&id(to)), "SEAT_BATCH", &batch)
}
