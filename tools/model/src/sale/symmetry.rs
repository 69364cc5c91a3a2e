//! Buyers differ in nothing but their numbers. So of all states that differ in nothing else, one is enough.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use order::domain::saga::{self, Compensation, LostSeat, Problem, SagaCommand};
use primitives::OrderId;
use reservation::domain::{Hold, Pin, SaleState, Seat};
use stateright::Representative;

use super::state::{Buyer, BuyerId, OrderQueues, PendingRebuild, SeatStoreState, WorldState};

/// The renaming of buyers.
struct Names(BTreeMap<OrderId, BuyerId>);

impl Representative for WorldState {
    fn representative(&self) -> Self {
        let mut sorted: Vec<BuyerId> = self.buyers.keys().copied().collect();
        sorted.sort_by_cached_key(|who| self.looks(*who));
        let named = sorted.iter().zip(self.buyers.keys()).map(|(old, new)| (old.order(), *new));
        self.renamed(&Names(named.collect()))
    }
}

impl WorldState {
    /// All that tells a buyer from the others, except for their number.
    fn looks(&self, who: BuyerId) -> u64 {
        let mut hasher = DefaultHasher::new();
        if let Some(Buyer { phase, granted, saga, funds, queues }) = self.buyers.get(&who) {
            (phase, granted, funds, saga.as_ref().map(saga::State::name)).hash(&mut hasher);
            (&queues.to_payment, &queues.from_payment, &queues.from_seats).hash(&mut hasher);
            (queues.to_seats.len(), queues.handled.len()).hash(&mut hasher);
        }
        for store in std::iter::once(&self.store).chain(&self.cut_off) {
            let whose = |seat: &Seat| match seat {
                Seat::Available => 0,
                Seat::Held(hold) => u8::from(hold.id == who.hold()),
                Seat::Pinned(pin) => 2 * u8::from(pin.order == who.order()),
                Seat::Sold { order } => 3 * u8::from(*order == who.order()),
            };
            store.seats.values().for_each(|seat| whose(seat).hash(&mut hasher));
            store.tombstones.contains(&who.order()).hash(&mut hasher);
        }
        self.ledger.iter().for_each(|(_, order)| (*order == who.order()).hash(&mut hasher));
        hasher.finish()
    }

    fn renamed(&self, names: &Names) -> Self {
        let buyers = self.buyers.iter().map(|(who, buyer)| (names.buyer(*who), buyer.renamed(names)));
        Self {
            buyers: buyers.collect(),
            ledger: self.ledger.iter().map(|(seat, order)| (*seat, names.order(*order))).collect(),
            store: self.store.renamed(names),
            cut_off: self.cut_off.as_ref().map(|store| store.renamed(names)),
            rebuilds: self.rebuilds.iter().map(|rebuild| rebuild.renamed(names)).collect(),
            ..*self
        }
    }
}

impl Names {
    fn buyer(&self, who: BuyerId) -> BuyerId {
        self.0.get(&who.order()).copied().unwrap_or(who)
    }

    fn order(&self, order: OrderId) -> OrderId {
        self.0.get(&order).map_or(order, |who| who.order())
    }

    /// A hold has the number of its buyer, as the order has.
    fn hold(&self, hold: &Hold) -> Hold {
        let order = OrderId::from_uuid(*hold.id.as_uuid());
        Hold { id: self.0.get(&order).map_or(hold.id, |who| who.hold()), ..hold.clone() }
    }

    fn lost(&self, lost: &[LostSeat]) -> Vec<LostSeat> {
        let rename = |lost: &LostSeat| LostSeat { seat: lost.seat, winner: self.order(lost.winner) };
        lost.iter().map(rename).collect()
    }

    fn undo(&self, undo: &Compensation) -> Compensation {
        Compensation { lost: self.lost(&undo.lost), ..undo.clone() }
    }

    fn seat(&self, seat: &Seat) -> Seat {
        match seat {
            Seat::Available => Seat::Available,
            Seat::Held(hold) => Seat::Held(self.hold(hold)),
            Seat::Pinned(Pin { order, hold, until }) => {
                Seat::Pinned(Pin { order: self.order(*order), hold: self.hold(hold), until: *until })
            }
            Seat::Sold { order } => Seat::Sold { order: self.order(*order) },
        }
    }

    fn sale(&self, sale: &SaleState) -> SaleState {
        match sale {
            SaleState::Sold { order, tier } => {
                SaleState::Sold { order: self.order(*order), tier: tier.clone() }
            }
            SaleState::Pinned { order, hold: _, owner, until, tier } => {
                let order = self.order(*order);
                let hold = primitives::HoldId::from_uuid(*order.as_uuid());
                SaleState::Pinned { order, hold, owner: owner.clone(), until: *until, tier: tier.clone() }
            }
        }
    }

    fn command(&self, command: &SagaCommand) -> SagaCommand {
        match command {
            SagaCommand::Correct(lost) => SagaCommand::Correct(self.lost(lost)),
            SagaCommand::Release(kept) => SagaCommand::Release(self.lost(kept)),
            SagaCommand::Authorize | SagaCommand::Confirm | SagaCommand::Capture | SagaCommand::Void => {
                command.clone()
            }
        }
    }
}

impl Buyer {
    fn renamed(&self, names: &Names) -> Self {
        let saga = self.saga.as_ref().map(|saga| match saga {
            saga::State::Compensating(undo) => saga::State::Compensating(names.undo(undo)),
            saga::State::Stuck(Problem::VoidRefused(undo)) => {
                saga::State::Stuck(Problem::VoidRefused(names.undo(undo)))
            }
            saga::State::Authorizing
            | saga::State::Confirming
            | saga::State::Confirmed
            | saga::State::Done
            | saga::State::Cancelled(_)
            | saga::State::Stuck(Problem::CaptureRefused) => saga.clone(),
        });
        let commands = |queue: &[SagaCommand]| queue.iter().map(|command| names.command(command)).collect();
        let queues = OrderQueues {
            to_seats: commands(&self.queues.to_seats),
            handled: commands(&self.queues.handled),
            ..self.queues.clone()
        };
        Self { saga, queues, funds: self.funds.clone(), ..*self }
    }
}

impl SeatStoreState {
    fn renamed(&self, names: &Names) -> Self {
        Self {
            seats: self.seats.iter().map(|(id, seat)| (*id, names.seat(seat))).collect(),
            tombstones: self.tombstones.iter().map(|order| names.order(*order)).collect(),
            ..*self
        }
    }
}

impl PendingRebuild {
    fn renamed(&self, names: &Names) -> Self {
        let sales = self.sales.iter().map(|(id, sale)| (*id, names.sale(sale)));
        Self { epoch: self.epoch, sales: sales.collect() }
    }
}
