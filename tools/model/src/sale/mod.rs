//! Several buyers want the same seats, and everything that can go wrong between them, the seats, the money and the records goes wrong.

mod action;
mod bounds;
mod drain;
mod invariants;
mod money;
mod outage;
mod possible;
mod purchase;
mod records;
mod seats;
mod state;
mod steps;
mod symmetry;
mod time;

use stateright::{Model, Property};

pub use action::{RequestOutcome, SaleAction};
pub use bounds::SaleModel;
pub use invariants::{LATE_MONEY, LEDGER_REFUSES, QUIET_AGAIN, REPAIRED, SOLD, TOO_LATE};
pub use state::{Buyer, BuyerId, Phase, ProviderFunds, SeatStoreState, StoreRole, WorldState};

impl Model for SaleModel {
    type State = WorldState;
    type Action = SaleAction;

    fn init_states(&self) -> Vec<WorldState> {
        vec![WorldState::before_the_sale(self.orders, self.seats)]
    }

    fn actions(&self, state: &WorldState, actions: &mut Vec<SaleAction>) {
        possible::possible(self, state, actions);
    }

    fn next_state(&self, state: &WorldState, action: SaleAction) -> Option<WorldState> {
        steps::next(self, state, action)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        invariants::properties()
    }
}
