//! Some buyers want the same seats, and everything that can go wrong between them, the seats, the money and the records goes wrong.

mod action;
mod drain;
mod invariants;
mod money;
mod outage;
mod purchase;
mod records;

mod seats;
mod state;
mod symmetry;
mod time;

use stateright::{Model, Property};

pub use action::Action;
pub use invariants::{LATE_MONEY, LEDGER_REFUSES, QUIET_AGAIN, REPAIRED, SOLD, TOO_LATE};
pub use state::{Buyer, Phase, Provider, State, Store, Who};

use crate::Rules;

/// What is looked at: so many orders for the same seats, so many faults of each kind.
#[derive(Debug, Clone, Copy)]
pub struct Sale {
    pub orders: u8,
    pub seats: u32,
    /// How often the seat store may be cut off from its replica, which is then promoted.
    pub failovers: u8,
    /// How many restorations may be under way at once: the fence is for the second.
    pub rebuilds: usize,
    /// How often the bus may deliver again what the seats have answered already.
    pub replays: u8,
    /// Whether the provider may take its time, decline, and do what it is asked without being heard. Otherwise it says yes at once.
    pub whims: bool,
    pub rules: Rules,
    /// Whether it is proven of every state that all orders end once nothing more goes wrong. That takes its time.
    pub liveness: bool,
}

impl Sale {
    #[must_use]
    pub const fn of(orders: u8) -> Self {
        Self {
            orders,
            seats: 1,
            failovers: 0,
            rebuilds: 1,
            replays: 0,
            whims: true,
            rules: Rules::ALL,
            liveness: false,
        }
    }
}

impl Model for Sale {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::before_the_sale(self.orders, self.seats)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        action::possible(self, state, actions);
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut next = state.clone();
        action::take(self, &mut next, action)?;
        (next != *state).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        invariants::properties()
    }
}
