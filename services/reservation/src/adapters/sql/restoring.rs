//! What others know better: seats are made what the sales say.
//!
//! The rows lose nothing, so nothing has to be closed, and of a seat that the sales do not name the row is right as it is.

use primitives::SeatId;
use uuid::Uuid;

use super::event::Event;
use super::turn::Turn;
use crate::domain::restore::{amend, restored};
use crate::domain::{Change, Seat};
use crate::ports::{Amendment, Preparation, Restoration, RestoreError};

pub(super) fn prepare(event: Option<&Event>, anyhow: bool) -> Preparation {
    match event {
        Some(event) if !anyhow => Preparation::Ready { epoch: event.epoch },
        // Nothing is lost between this and the restoration, so any mark will do.
        Some(_) | None => Preparation::Closed { mark: Uuid::nil() },
    }
}

pub(super) fn restore(
    event: &mut Event,
    turn: &mut Turn,
    restoration: Restoration,
) -> Result<(), RestoreError> {
    if event.epoch > restoration.epoch {
        return Err(RestoreError::Superseded { epoch: event.epoch });
    }
    if event.epoch == restoration.epoch {
        return Ok(());
    }
    let changes = restoration.seats.into_iter().filter_map(|restored_seat| {
        let record = event.seat(restored_seat.seat)?;
        let seat = restored(record, Some(&restored_seat.word), turn.now);
        (*record != seat).then_some(Change { id: restored_seat.seat, seat, says: &[] })
    });
    let changes: Vec<Change> = changes.collect();
    turn.apply(event, changes, None);
    turn.begin_epoch(event, restoration.epoch);
    Ok(())
}

/// By ascending id.
pub(super) fn records(event: &Event, after: Option<SeatId>, limit: u32) -> Vec<(SeatId, Seat)> {
    let mut records: Vec<(SeatId, Seat)> =
        event.records().filter(|(id, _)| Some(*id) > after).map(|(id, seat)| (id, seat.clone())).collect();
    records.sort_unstable_by_key(|(id, _)| *id);
    records.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    records
}

pub(super) fn amend_all(event: &mut Event, turn: &mut Turn, amendments: &[Amendment]) -> u32 {
    let changes = amendments.iter().filter_map(|amendment| {
        let record = event.seat(amendment.seat)?;
        amend(amendment.seat, record, &amendment.was, amendment.sold_to)
    });
    let changes: Vec<Change> = changes.collect();
    let amended = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    turn.apply(event, changes, None);
    amended
}
