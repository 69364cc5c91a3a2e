//! What goes wrong with the seat store and the bus, and what is done about it.
//!
//! A failover is a fork: the replica is promoted as it is, closed, while the former primary continues for those that still reach it. What the
//! former primary does from then on is acknowledged, and lost: that is also how the last commands before a failover get lost.

use std::collections::{BTreeMap, HashMap};

use order::domain::saga;
use primitives::{HoldOwner, OrderId, SeatId};
use reservation::domain::Seat;
use reservation::domain::restore::{amend, discrepancies, restored};
use reservation::ports::{OrderStage, OrderUnderWay, SalesSnapshot};

use super::bounds::SaleModel;
use super::state::{BuyerId, LIVE, NOW, PendingRebuild, WorldState};
use crate::{Rule, Rules};

/// The bus goes back, as after a lost offset: what was handled is redelivered, in its order, before anything else.
pub(super) fn redeliver(sale: &SaleModel, state: &mut WorldState, who: BuyerId) -> Option<()> {
    state.replays += 1;
    let queues = &mut state.buyers.get_mut(&who)?.queues;
    let mut again = queues.handled.clone();
    again.append(&mut queues.to_seats);
    queues.to_seats = again;
    if state.replays == sale.replays {
        state.buyers.values_mut().for_each(|buyer| buyer.queues.handled.clear());
    }
    Some(())
}

pub(super) fn fail_over(state: &mut WorldState) -> Option<()> {
    state.failovers += 1;
    state.cut_off = Some(state.store.clone());
    state.store.open = false;
    state.store.generation += 1;
    Some(())
}

pub(super) fn former_primary_dies(state: &mut WorldState) -> Option<()> {
    state.cut_off = None;
    Some(())
}

/// One transaction of the records: the epoch is raised, and with it comes everything that is sold or may yet be.
pub(super) fn begin_rebuild(state: &mut WorldState) -> Option<()> {
    state.epoch += 1;
    let snapshot = SalesSnapshot {
        epoch: state.epoch,
        sold: state.ledger.iter().copied().collect(),
        tiers: Vec::new(),
        under_way: state
            .buyers
            .iter()
            .filter_map(|(who, buyer)| {
                let stage = match buyer.saga {
                    Some(saga::State::Authorizing) => OrderStage::Authorizing,
                    Some(saga::State::Confirming) => OrderStage::Confirming,
                    Some(_) | None => return None,
                };
                Some(under_way(*who, stage, state.store.seats.keys().copied().collect()))
            })
            .collect(),
    };
    let epoch = snapshot.epoch;
    let sales: BTreeMap<_, _> = reservation::app::sale_states(snapshot)
        .into_iter()
        .map(|restored| (restored.seat, restored.sale))
        .collect();
    state.rebuilds.push(PendingRebuild { epoch, sales });
    Some(())
}

fn under_way(who: BuyerId, stage: OrderStage, seats: Vec<SeatId>) -> OrderUnderWay {
    OrderUnderWay {
        order: who.order(),
        seats,
        holds: vec![who.hold()],
        owner: HoldOwner::Anonymous,
        stage,
        pinned_until: LIVE,
    }
}

pub(super) fn restore(rules: Rules, state: &mut WorldState, epoch: u64) -> Option<()> {
    let index = state.rebuilds.iter().position(|rebuild| rebuild.epoch == epoch)?;
    let PendingRebuild { epoch, sales } = state.rebuilds.remove(index);
    let store = &mut state.store;
    let counts = !store.open && epoch > store.epoch;
    if rules.hold(Rule::EpochFence) && !counts {
        return Some(());
    }
    for (id, record) in &mut store.seats {
        *record = restored(record, sales.get(id), NOW);
    }
    store.epoch = store.epoch.max(epoch);
    store.open = true;
    Some(())
}

/// Seats that disagree with the ledger.
pub(super) fn wrong_seats(state: &WorldState) -> Vec<(SeatId, Option<OrderId>)> {
    let taken = state.store.seats.iter().filter(|(_, seat)| **seat != Seat::Available);
    let looked_at: HashMap<SeatId, Seat> = taken.map(|(id, seat)| (*id, seat.clone())).collect();
    let sold: Vec<_> = state.ledger.iter().copied().collect();
    let ended = state
        .buyers
        .iter()
        .filter(|(_, buyer)| matches!(buyer.saga, Some(saga::State::Done | saga::State::Cancelled(_))));
    let ended: Vec<OrderId> = ended.map(|(who, _)| who.order()).collect();
    discrepancies(&looked_at, &sold, &ended)
}

pub(super) fn repair(rules: Rules, state: &mut WorldState) -> Option<()> {
    if !rules.hold(Rule::Repair) {
        return None;
    }
    for (id, sold_to) in wrong_seats(state) {
        let record = state.store.seats.get(&id)?;
        let Some(change) = amend(id, record, record, sold_to) else { continue };
        if let Seat::Sold { order } = record {
            let loser = state.buyers.iter_mut().find(|(who, _)| who.order() == *order);
            if let Some((_, loser)) = loser {
                loser.granted = None;
            }
        }
        state.store.apply(vec![change]);
    }
    Some(())
}
