//! Corrections on the word of the sales records.
//!
//! The rows lose nothing, so no event has to be closed, and the row of a seat that the sales do not name is right as it is.

use primitives::SeatId;
use uuid::Uuid;

use super::batch::Batch;
use super::event::Event;
use crate::domain::restore::{amend, restored};
use crate::domain::{Change, Seat};
use crate::ports::{Amendment, Preparation, Restoration, RestoreError, RestoredSeat};

pub(super) fn prepare(event: Option<&Event>, force: bool) -> Preparation {
    match event {
        Some(event) if !force => Preparation::Ready { epoch: event.epoch },
        // Nothing is lost between this and the restoration, so any mark will do.
        Some(_) | None => Preparation::Closed { mark: Uuid::nil() },
    }
}

pub(super) fn restore(
    event: &mut Event,
    batch: &mut Batch,
    restoration: Restoration,
) -> Result<(), RestoreError> {
    if event.epoch > restoration.epoch {
        return Err(RestoreError::Superseded { epoch: event.epoch });
    }
    if event.epoch == restoration.epoch {
        return Ok(());
    }
    let changes = restoration.seats.iter().filter_map(|restored_seat| {
        let record = event.seat(restored_seat.seat)?;
        let seat = restored(record, Some(&restored_seat.sale), batch.now);
        (*record != seat).then_some(Change { id: restored_seat.seat, seat, publish: &[] })
    });
    let changes: Vec<Change> = changes.collect();
    batch.apply(event, changes, None);
    for RestoredSeat { seat, sale } in &restoration.seats {
        if matches!(event.seat(*seat), Some(Seat::Sold { .. })) {
            event.note_tier(*seat, sale.tier());
            batch.changes.seats.insert((event.id(), *seat));
        }
    }
    batch.begin_epoch(event, restoration.epoch);
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

pub(super) fn amend_all(event: &mut Event, batch: &mut Batch, amendments: &[Amendment]) -> u32 {
    let changes = amendments.iter().filter_map(|amendment| {
        let record = event.seat(amendment.seat)?;
        amend(amendment.seat, record, &amendment.was, amendment.sold_to)
    });
    let changes: Vec<Change> = changes.collect();
    let amended = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    batch.apply(event, changes, None);
    amended
}
