//! A buyer holds units: says in which section, how many, and at which of its prices.

use std::sync::Arc;

use primitives::{EventId, TierName};

use super::hold_terms::HoldTerms;
use super::reservations::Reservations;
use crate::domain::{SalePlan, SaleSection, SomeUnits};
use crate::ports::{EventsUnavailable, HoldError, Reservation, Wanted};

#[derive(Debug, Clone)]
pub struct UnitsRequest {
    pub terms: HoldTerms,
    pub section: String,
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
        let UnitsRequest { terms, section, quantity, tier } = request;
        let plan = self.plan(terms.event).await?;
        let section = plan.section(&section).ok_or(SectionError::UnknownSection)?;
        let units = some_units(section, quantity, tier.as_deref())?;
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

pub(super) fn some_units(
    section: &SaleSection,
    quantity: usize,
    tier: Option<&str>,
) -> Result<SomeUnits, SectionError> {
    let range = section.units.ok_or(SectionError::SectionHasSeats)?;
    Ok(SomeUnits { range, quantity, tier: tier_of(section, tier)? })
}

fn tier_of(section: &SaleSection, wanted: Option<&str>) -> Result<Option<TierName>, SectionError> {
    let tier = match wanted {
        Some(name) => Some(section.tier(name).ok_or(SectionError::UnknownTier)?),
        None => section.tiers.first(),
    };
    Ok(tier.map(|tier| tier.name.clone()))
}
