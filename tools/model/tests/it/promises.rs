//! Every reachable state is explored, and in each of them every promise holds.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::hash::Hash;

use model::{LineModel, PoolModel, SaleModel, SeatMapModel, line, pool, sale, seat_map};
use stateright::{Checker, Expectation, Model};

/// Explores every state, and demands that the rare ones were among them.
fn prove(sale: SaleModel, rare: &[&str]) {
    let properties = sale.properties();
    let checker = sale.checker().threads(2).symmetry().spawn_dfs().join();
    let found = checker.discoveries();
    for property in properties.iter().filter(|property| property.expectation == Expectation::Always) {
        let broken = found.get(property.name).map(|path| path.clone().into_actions());
        assert!(broken.is_none(), "{}: {broken:?}", property.name);
    }
    let missed: BTreeSet<&str> = rare.iter().copied().filter(|rare| !found.contains_key(rare)).collect();
    assert!(missed.is_empty(), "never seen in {} states: {missed:?}", checker.unique_state_count());
}

#[test]
fn promises_hold_while_the_provider_is_unreliable_and_the_bus_redelivers() {
    prove(SaleModel { replays: 1, ..SaleModel::of(2) }, &[sale::SOLD, sale::LATE_MONEY]);
}

#[test]
fn promises_hold_for_three_orders() {
    prove(SaleModel::of(3), &[sale::SOLD, sale::LATE_MONEY]);
}

#[test]
fn promises_hold_for_two_seats_that_are_wanted_together() {
    prove(
        SaleModel { seats: 2, failovers: 1, unreliable_provider: false, ..SaleModel::of(2) },
        &[sale::SOLD, sale::LEDGER_REFUSES],
    );
}

#[test]
fn promises_hold_through_a_failover_and_two_rebuilds() {
    let sale = SaleModel { failovers: 1, rebuilds: 2, unreliable_provider: false, ..SaleModel::of(2) };
    prove(sale, &[sale::LEDGER_REFUSES, sale::TOO_LATE, sale::REPAIRED, sale::QUIET_AGAIN]);
}

#[test]
fn promises_hold_for_three_orders_and_a_failover() {
    let sale = SaleModel { failovers: 1, unreliable_provider: false, ..SaleModel::of(3) };
    prove(sale, &[sale::SOLD, sale::LEDGER_REFUSES, sale::REPAIRED, sale::QUIET_AGAIN]);
}

#[test]
fn every_order_ends_from_wherever_it_is_once_nothing_more_goes_wrong() {
    prove(SaleModel { replays: 1, liveness: true, ..SaleModel::of(2) }, &[]);
    prove(
        SaleModel { failovers: 1, unreliable_provider: false, liveness: true, ..SaleModel::of(1) },
        &[sale::QUIET_AGAIN],
    );
}

#[test]
fn a_seat_map_is_never_wrong_and_catches_up() {
    let checker = SeatMapModel::SMALL.checker().threads(2).spawn_bfs().join();
    let found = checker.discoveries();
    assert!(!found.contains_key(seat_map::INVARIANT), "{:?}", found.get(seat_map::INVARIANT));
    assert!(seat_map::REACHED.iter().all(|rare| found.contains_key(rare)), "{:?}", found.keys());
}

/// As [`prove`], for a model in which no two things are alike.
fn prove_all<M>(model: M, rare: &[&str])
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + Debug + PartialEq,
{
    let properties = model.properties();
    let checker = model.checker().threads(2).spawn_bfs().join();
    let found = checker.discoveries();
    for property in properties.iter().filter(|property| property.expectation == Expectation::Always) {
        let broken = found.get(property.name).map(|path| path.clone().into_actions());
        assert!(broken.is_none(), "{}: {broken:?}", property.name);
    }
    let missed: BTreeSet<&str> = rare.iter().copied().filter(|rare| !found.contains_key(rare)).collect();
    assert!(missed.is_empty(), "never seen in {} states: {missed:?}", checker.unique_state_count());
}

#[test]
fn units_add_up_and_a_buyer_gets_no_more_than_the_limit() {
    prove_all(PoolModel::SMALL, &pool::REACHED);
    let [lapsed, _, sold_out] = pool::REACHED;
    prove_all(PoolModel::CROWDED, &[lapsed, sold_out]);
}

#[test]
fn a_line_calls_those_who_are_there_in_its_order_and_no_more_than_may_be() {
    prove_all(LineModel::SMALL, &line::REACHED);
}
