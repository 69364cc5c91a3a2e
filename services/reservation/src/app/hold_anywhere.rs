//! A buyer holds units of an event that is sold by quantity, and does not say in which section.

use std::time::Duration;

use primitives::{EventId, GuestId, HoldOwner};

use super::hold_units::HoldUnitsError;
use super::reservations::Reservations;
use crate::domain::{SomeUnits, Status};
use crate::ports::{HoldError, HoldKey, HoldRequest, Reservation, SaleSection, SnapshotError, Wanted};

#[derive(Debug, Clone)]
pub struct AnywhereRequest {
    pub event: EventId,
    /// At least one.
    pub quantity: usize,
    pub owner: HoldOwner,
    pub guest: Option<GuestId>,
    pub life: Duration,
    pub key: HoldKey,
}

/// What there was of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldAnywhere {
    /// None: no section has so many that are free.
    pub reservation: Option<Reservation>,
    /// Units of the event that are free, after it.
    pub free: usize,
}

impl Reservations {
    /// In the first standing section that has so many, at its usual price.
    pub async fn hold_anywhere(&self, request: AnywhereRequest) -> Result<HeldAnywhere, HoldUnitsError> {
        let sections = self.sections_of(request.event).await?;
        let standing: Vec<SomeUnits> =
            sections.iter().filter_map(|section| some_units(section, request.quantity)).collect();
        if standing.is_empty() {
            return Err(HoldUnitsError::SectionHasSeats);
        }
        let AnywhereRequest { event, owner, guest, life, key, quantity: _ } = request;
        let mut free = 0;
        for units in &standing {
            let (wanted, owner, key) = (Wanted::Units(units.clone()), owner.clone(), Some(key.clone()));
            match self.hold(HoldRequest { event, wanted, owner, guest, life, key }).await {
                Ok(reservation) => {
                    let free = self.free_of(event, &standing).await?;
                    return Ok(HeldAnywhere { reservation: Some(reservation), free });
                }
                Err(HoldError::Short { free: few }) => free += few,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(HeldAnywhere { reservation: None, free })
    }

    async fn free_of(&self, event: EventId, standing: &[SomeUnits]) -> Result<usize, HoldUnitsError> {
        let snapshot = self.store.snapshot(event).await.map_err(|error| match error {
            SnapshotError::UnknownEvent => HoldUnitsError::UnknownEvent,
            SnapshotError::Unavailable(error) => HoldError::Unavailable(error).into(),
        })?;
        let seats = (1_i64..).zip(&snapshot.statuses);
        let is_unit = |number: i64| standing.iter().any(|units| units.range.numbers().contains(&number));
        Ok(seats.filter(|(number, status)| **status == Status::Available && is_unit(*number)).count())
    }
}

fn some_units(section: &SaleSection, quantity: usize) -> Option<SomeUnits> {
    Some(SomeUnits { range: section.units?, quantity, tier: section.tiers.first().cloned() })
}
