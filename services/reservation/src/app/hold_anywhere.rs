//! A buyer holds units of an event that is sold by quantity, and does not say in which section.

use super::hold_terms::HoldTerms;
use super::hold_units::{HoldUnitsError, SectionError, TierWanted, some_units};
use super::reservations::Reservations;
use crate::domain::{FullTier, SomeUnits};
use crate::ports::{HoldError, Reservation, Wanted};

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
        let wanted = [TierWanted { quantity, tier: None }];
        let standing = plan.sections().iter().filter_map(|section| some_units(section, &wanted).ok());
        let standing: Vec<SomeUnits> = standing.collect();
        let (Some(first), Some(last)) = (standing.first(), standing.last()) else {
            return Err(SectionError::SectionHasSeats.into());
        };
        // Standing sections follow each other.
        let counted = Some(first.range.up_to(last.range));
        let mut free = 0;
        for units in &standing {
            let units = SomeUnits { counted, ..units.clone() };
            match self.hold(terms.clone().wanting(Wanted::Units(units))).await {
                Ok(reservation) => {
                    let free = reservation.free.unwrap_or(0);
                    return Ok(HeldAnywhere { reservation: Some(reservation), free });
                }
                Err(HoldError::Short { free: few } | HoldError::TierFull(FullTier { left: few, .. })) => {
                    free += few;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(HeldAnywhere { reservation: None, free })
    }
}
