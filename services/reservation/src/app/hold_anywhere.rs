//! A buyer holds units of an event that is sold by quantity, and does not say in which section.

use super::hold_terms::HoldTerms;
use super::hold_units::{HoldUnitsError, SectionError, some_units};
use super::reservations::Reservations;
use crate::domain::{SomeUnits, Status};
use crate::ports::{HoldError, Reservation, SnapshotError, Wanted};

#[derive(Debug, Clone)]
pub struct AnywhereRequest {
    pub terms: HoldTerms,
    /// At least one.
    pub quantity: usize,
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
        let AnywhereRequest { terms, quantity } = request;
        let plan = self.plan(terms.event).await?;
        let standing: Vec<SomeUnits> =
            plan.sections().iter().filter_map(|section| some_units(section, quantity, None).ok()).collect();
        if standing.is_empty() {
            return Err(SectionError::SectionHasSeats.into());
        }
        let mut free = 0;
        for units in &standing {
            match self.hold(terms.clone().wanting(Wanted::Units(units.clone()))).await {
                Ok(reservation) => {
                    let free = self.free_of(&terms, &standing).await?;
                    return Ok(HeldAnywhere { reservation: Some(reservation), free });
                }
                Err(HoldError::Short { free: few }) => free += few,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(HeldAnywhere { reservation: None, free })
    }

    async fn free_of(&self, terms: &HoldTerms, standing: &[SomeUnits]) -> Result<usize, HoldUnitsError> {
        let snapshot = self.store.snapshot(terms.event).await.map_err(|error| match error {
            SnapshotError::UnknownEvent => SectionError::UnknownEvent.into(),
            SnapshotError::Unavailable(error) => HoldUnitsError::Hold(HoldError::Unavailable(error)),
        })?;
        let seats = (1_i64..).zip(&snapshot.statuses);
        let is_unit = |number: i64| standing.iter().any(|units| units.range.numbers().contains(&number));
        Ok(seats.filter(|(number, status)| **status == Status::Available && is_unit(*number)).count())
    }
}
