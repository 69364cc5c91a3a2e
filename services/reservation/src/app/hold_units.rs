//! A buyer holds units: says in which section, how many, and at which of its prices.

use std::sync::Arc;

use primitives::EventId;

use super::hold_terms::HoldTerms;
use super::reservations::Reservations;
use crate::domain::{SalePlan, SaleSection, SomeUnits, UnitsAtTier};
use crate::ports::{EventsUnavailable, HoldError, Reservation, Wanted};

#[derive(Debug, Clone)]
pub struct UnitsRequest {
    pub terms: HoldTerms,
    pub section: String,
    /// At least one.
    pub parts: Vec<TierWanted>,
}

/// So many units at one price.
#[derive(Debug, Clone)]
pub struct TierWanted {
    /// At least one.
    pub quantity: usize,
    /// None: the usual one, where there are several.
    pub tier: Option<String>,
}

/// Why a section is not sold from as it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum SectionError {
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
}

#[derive(Debug, thiserror::Error)]
pub enum HoldUnitsError {
    #[error(transparent)]
    Section(#[from] SectionError),
    #[error(transparent)]
    Hold(#[from] HoldError),
}

impl Reservations {
    pub async fn hold_units(&self, request: UnitsRequest) -> Result<Reservation, HoldUnitsError> {
        let UnitsRequest { terms, section, parts } = request;
        let plan = self.plan(terms.event).await?;
        let section = plan.section(&section).ok_or(SectionError::UnknownSection)?;
        let units = some_units(section, &parts)?;
        Ok(self.hold(terms.wanting(Wanted::Units(units))).await?)
    }

    /// What is fixed of the event's sale.
    pub(super) async fn plan(&self, event: EventId) -> Result<Arc<SalePlan>, SectionError> {
        let plan = match &self.plans {
            Some(plans) => plans.of(event).await?,
            None => None,
        };
        plan.ok_or(SectionError::UnknownEvent)
    }
}

pub(super) fn some_units(section: &SaleSection, wanted: &[TierWanted]) -> Result<SomeUnits, SectionError> {
    let range = section.units.ok_or(SectionError::SectionHasSeats)?;
    let mut parts: Vec<UnitsAtTier> = Vec::with_capacity(wanted.len());
    for part in wanted {
        let part = at_tier(section, part)?;
        match parts.iter_mut().find(|other| other.tier == part.tier) {
            Some(other) => other.quantity += part.quantity,
            None => parts.push(part),
        }
    }
    Ok(SomeUnits::new(range, parts))
}

fn at_tier(
    section: &SaleSection,
    TierWanted { quantity, tier }: &TierWanted,
) -> Result<UnitsAtTier, SectionError> {
    let tier = match tier {
        Some(name) => Some(section.tier(name).ok_or(SectionError::UnknownTier)?),
        None => section.tiers.first(),
    };
    let cap = tier.and_then(|tier| tier.cap);
    Ok(UnitsAtTier { cap, ..UnitsAtTier::new(*quantity, tier.map(|tier| tier.name.clone())) })
}
