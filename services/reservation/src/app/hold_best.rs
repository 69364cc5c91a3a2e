//! A buyer holds the best seats that there are: says how many, and at most where and for how much. Seats are proposed from what was read of the event,
//! and the store decides; where other buyers were faster, others are proposed.

use tokio::time::Instant;

use super::hold_terms::HoldTerms;
use super::hold_units::{HoldUnitsError, SectionError, TierWanted, some_units};
use super::reservations::Reservations;
use super::seat_readings::{Chance, Proposal};
use crate::domain::{PriceScope, SalePlan, SaleSection, SeatsWanted};
use crate::metrics;
use crate::ports::{HoldError, Reservation, Wanted};

/// How often seats are proposed to the store before a buyer is refused.
const PROPOSALS_MAX: usize = 8;

#[derive(Debug, Clone)]
pub struct BestRequest {
    pub terms: HoldTerms,
    /// At least one.
    pub quantity: usize,
    /// None: any with seats, or else any without.
    pub section: Option<String>,
    /// In the minor unit of the event's currency.
    pub max_price: Option<i64>,
    pub tier: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum HoldBestError {
    #[error("no section has so many seats that are free, and at most {largest} are side by side")]
    NoSeatsTogether { largest: usize },
    #[error(transparent)]
    Section(#[from] SectionError),
    #[error(transparent)]
    Hold(#[from] HoldError),
}

impl From<HoldUnitsError> for HoldBestError {
    fn from(error: HoldUnitsError) -> Self {
        match error {
            HoldUnitsError::Section(error) => Self::Section(error),
            HoldUnitsError::Hold(error) => Self::Hold(error),
        }
    }
}

impl Reservations {
    pub async fn hold_best(&self, request: BestRequest) -> Result<Reservation, HoldBestError> {
        let plan = self.plan(request.terms.event).await?;
        let wanted = wanted_sections(&plan, &request)?;
        let sections = || plan.sections().iter().zip(&wanted);
        let chosen_from: Vec<bool> =
            sections().map(|(section, is_wanted)| *is_wanted && section.rows.is_some()).collect();
        let is_standing = |section: &&SaleSection| section.units.is_some();
        let standing: Vec<_> = sections()
            .filter_map(|(section, is_wanted)| is_wanted.then_some(section))
            .filter(is_standing)
            .collect();
        if !standing.is_empty() && !chosen_from.contains(&true) {
            return self.hold_some_units(request, &standing).await;
        }
        let wanted = SeatsWanted { quantity: request.quantity, sections: &chosen_from };
        let began = Instant::now();
        let outcome = match self.admit(request.terms.guest) {
            Ok(()) => self.propose_and_hold(&request.terms, &plan, wanted).await,
            Err(refused) => Err(refused),
        };
        metrics::hold_answered(&outcome, began.elapsed());
        match outcome {
            Ok(reservation) => Ok(reservation),
            Err(HoldError::Short { .. } | HoldError::Blocked(_) | HoldError::LeavesSingles(_)) => {
                let largest = self.readings.largest(request.terms.event, &plan, &chosen_from);
                Err(HoldBestError::NoSeatsTogether { largest })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// In the first of these sections that has so many.
    async fn hold_some_units(
        &self,
        request: BestRequest,
        sections: &[&SaleSection],
    ) -> Result<Reservation, HoldBestError> {
        let BestRequest { terms, quantity, tier, .. } = request;
        let wanted = [TierWanted { quantity, tier }];
        let mut short = HoldError::Short { free: 0 };
        for section in sections {
            let units = some_units(section, &wanted)?;
            match self.hold(terms.clone().wanting(Wanted::Units(units))).await {
                Err(error @ (HoldError::Short { .. } | HoldError::TierFull(_))) => short = error,
                outcome => return Ok(outcome?),
            }
        }
        Err(short.into())
    }

    /// Where there is nothing to propose, a hold of nothing still finds what the key was answered before.
    async fn propose_and_hold(
        &self,
        terms: &HoldTerms,
        plan: &SalePlan,
        wanted: SeatsWanted<'_>,
    ) -> Result<Reservation, HoldError> {
        let (event, since) = (terms.event, Instant::now());
        let mut outcome = Err(HoldError::Short { free: 0 });
        for _ in 0..PROPOSALS_MAX {
            let proposal = self.readings.propose(event, plan, wanted, self.chance(since)).await?;
            let Proposal { seats, guards, promise } = proposal.unwrap_or_default();
            outcome = self.hold_in_store(terms.clone().wanting(Wanted::Seats(seats)), guards).await;
            drop(promise);
            match &outcome {
                Err(HoldError::Blocked(blocked)) => self.readings.are_taken(event, blocked.conflicts()),
                Err(HoldError::LeavesSingles(_)) => self.readings.read_again(event),
                _ => break,
            }
        }
        outcome
    }

    fn chance(&self, since: Instant) -> Chance {
        let now = self.clock.now();
        Chance { draw: self.ids.uuid(now).as_u128() as u64, since, now }
    }
}

/// Of each section, whether it may be chosen from: it is the one that is named, or any, at these prices.
fn wanted_sections(plan: &SalePlan, request: &BestRequest) -> Result<Vec<bool>, SectionError> {
    let BestRequest { section, max_price, tier, .. } = request;
    let is_named = |one: &&SaleSection| section.as_ref().is_none_or(|name| one.name == *name);
    let mut named = plan.sections().iter().filter(is_named).peekable();
    if section.is_some() && named.peek().is_none() {
        return Err(SectionError::UnknownSection);
    }
    if let Some(tier) = tier
        && named.all(|one| one.tier(tier).is_none())
    {
        return Err(SectionError::UnknownTier);
    }
    let scope = PriceScope { max: *max_price, tier: tier.as_deref() };
    Ok(plan.sections().iter().map(|one| is_named(&one) && one.is_within(scope)).collect())
}
