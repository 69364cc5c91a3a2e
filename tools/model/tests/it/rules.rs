//! The table of rules: without the rule, this promise is the first to break, and this is how much has to happen for it.
//!
//! The way that breaks it is the shortest one, so a number that changes says that a rule has become stronger, weaker, or something else.

use model::{Counterexample, LineModel, PoolModel, Rule, Rules, SaleModel, SeatMapModel, shortest};

/// More than any of these worlds has.
const STATES_MAX: usize = 2_000_000;

/// A quiet sale; one whose messages come again; one with a failover; one with a failover and two who rebuild.
fn calm() -> SaleModel {
    SaleModel::of(2)
}

fn repeating() -> SaleModel {
    SaleModel { replays: 1, ..calm() }
}

fn failing() -> SaleModel {
    SaleModel { failovers: 1, unreliable_provider: false, ..calm() }
}

fn rebuilding() -> SaleModel {
    SaleModel { rebuilds: 2, ..failing() }
}

/// The first promise to break, by its number, and the steps to it.
fn without(rule: Rule, sale: SaleModel) -> (String, usize) {
    broken(rule, shortest(&SaleModel { rules: Rules::without(rule), ..sale }, STATES_MAX))
}

fn of_pool(rule: Rule) -> (String, usize) {
    let pool = PoolModel { rules: Rules::without(rule), ..PoolModel::SMALL };
    broken(rule, shortest(&pool, STATES_MAX))
}

fn of_line(rule: Rule) -> (String, usize) {
    let line = LineModel { rules: Rules::without(rule), ..LineModel::SMALL };
    broken(rule, shortest(&line, STATES_MAX))
}

fn broken<A: std::fmt::Debug>(rule: Rule, found: Option<Counterexample<A>>) -> (String, usize) {
    let found = found.unwrap_or_else(|| panic!("nothing breaks without {rule:?}: is it needed?"));
    let number = found.invariant.split(' ').next().unwrap_or_default().to_owned();
    (number, found.actions.len())
}

#[test]
fn each_rule_keeps_a_promise_that_breaks_without_it() {
    let map = SeatMapModel { rules: Rules::without(Rule::SequenceGap), ..SeatMapModel::SMALL };
    for rule in Rule::ALL {
        let (found, expected) = match rule {
            Rule::OwnerCheck => (without(rule, calm()), ("I6", 4)),
            Rule::Ledger => (without(rule, failing()), ("I1", 23)),
            Rule::PaymentTombstone => (without(rule, calm()), ("I4", 10)),
            Rule::OrderTombstone => (without(rule, repeating()), ("I2", 16)),
            Rule::EpochFence => (without(rule, rebuilding()), ("I6", 13)),
            Rule::SequenceGap => (broken(rule, shortest(&map, STATES_MAX)), ("I7", 6)),
            Rule::Pin => (without(rule, calm()), ("I6", 10)),
            Rule::Repair => (without(rule, failing()), ("I2", 16)),
            Rule::ShortSweeps => (of_pool(rule), ("I5", 4)),
            Rule::BuyerLedger => (of_pool(rule), ("I18", 8)),
            Rule::SlotCap => (of_line(rule), ("I11", 6)),
            Rule::Presence => (of_line(rule), ("I10", 6)),
            Rule::ServingCeiling => (of_line(rule), ("I10", 2)),
            Rule::WhoUnique => (of_line(rule), ("I12", 2)),
        };
        assert_eq!((found.0.as_str(), found.1), expected, "without {rule:?}");
    }
}

/// What a rule is for shows where its fault happens: elsewhere nothing breaks, so the table above names the right worlds.
#[test]
fn a_rule_is_only_missed_where_its_fault_happens() {
    for (rule, sale) in [
        (Rule::Ledger, repeating()),
        (Rule::OrderTombstone, calm()),
        (Rule::EpochFence, repeating()),
        (Rule::Repair, repeating()),
    ] {
        let found = shortest(&SaleModel { rules: Rules::without(rule), ..sale }, STATES_MAX);
        assert!(found.is_none(), "{rule:?}: {found:?}");
    }
}
