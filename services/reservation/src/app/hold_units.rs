//! A buyer holds units: says in which section, how many, and at which of its prices.

use std::sync::Arc;
use std::time::Duration;

use primitives::{EventId, GuestId, HoldOwner, TierName};

use super::reservations::Reservations;
use crate::domain::SomeUnits;
use crate::ports::{EventsUnavailable, HoldError, HoldKey, HoldRequest, Reservation, SaleSection, Wanted};

#[derive(Debug, Clone)]
pub struct UnitsRequest {
    pub event: EventId,
    pub section: String,
    /// At least one.
    pub quantity: usize,
    /// None: the usual one, where there are several.
    pub tier: Option<String>,
    pub owner: HoldOwner,
    pub guest: Option<GuestId>,
    pub life: Duration,
    pub key: Option<HoldKey>,
}

#[derive(Debug, thiserror::Error)]
pub enum HoldUnitsError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error("the event has no such section")]
    UnknownSection,
    #[error("the section has seats")]
    SectionHasSeats,
    #[error("the section has no such price")]
    UnknownTier,
    #[error(transparent)]
    Events(#[from] EventsUnavailable),
    #[error(transparent)]
    Hold(#[from] HoldError),
}

impl Reservations {
    pub async fn hold_units(&self, request: UnitsRequest) -> Result<Reservation, HoldUnitsError> {
        let UnitsRequest { event, section, quantity, tier, owner, guest, life, key } = request;
        let sections = self.sections_of(event).await?;
        let named = sections.iter().find(|one| one.name == section);
        let units = some_units(named.ok_or(HoldUnitsError::UnknownSection)?, quantity, tier)?;
        let wanted = Wanted::Units(units);
        Ok(self.hold(HoldRequest { event, wanted, owner, guest, life, key }).await?)
    }

    pub(super) async fn sections_of(&self, event: EventId) -> Result<Arc<[SaleSection]>, HoldUnitsError> {
        let sections = match &self.sections {
            Some(sections) => sections.of(event).await?,
            None => None,
        };
        sections.ok_or(HoldUnitsError::UnknownEvent)
    }
}

fn some_units(
    section: &SaleSection,
    quantity: usize,
    tier: Option<String>,
) -> Result<SomeUnits, HoldUnitsError> {
    let range = section.units.ok_or(HoldUnitsError::SectionHasSeats)?;
    let tier = match tier {
        Some(name) => Some(known_tier(section, &name).ok_or(HoldUnitsError::UnknownTier)?),
        None => section.tiers.first().cloned(),
    };
    Ok(SomeUnits { range, quantity, tier })
}

fn known_tier(section: &SaleSection, name: &str) -> Option<TierName> {
    section.tiers.iter().find(|tier| tier.as_str() == name).cloned()
}
