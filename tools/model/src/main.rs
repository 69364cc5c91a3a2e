#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool speaks to a terminal")]

use std::process::ExitCode;

use model::{Counterexample, LineModel, PoolModel, Rule, Rules, SaleModel, SeatMapModel, shortest};
use stateright::{Checker, Expectation, Model};

/// More states than any world has in which a rule is needed.
const STATES_MAX: usize = 4_000_000;

fn main() -> ExitCode {
    let large = std::env::args().skip(1).any(|argument| argument == "--large");
    println!("{:<44} {:>12} {:>6}  broken", "world", "states", "depth");
    let kept: Vec<bool> =
        if large { LARGE.iter().map(explore).collect() } else { SMALL.iter().map(explore).collect() };
    println!("\n{:<20} {:<76} {:>5}", "without the rule", "this breaks", "steps");
    let needed: Vec<bool> = Rule::ALL.into_iter().map(miss).collect();
    if kept.into_iter().chain(needed).all(|as_it_should_be| as_it_should_be) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

const CALM: SaleModel = SaleModel::of(2);
const FAILING: SaleModel = SaleModel { failovers: 1, rebuilds: 2, unreliable_provider: false, ..CALM };

/// Name and world.
const SMALL: [(&str, SaleModel); 3] = [
    ("3 orders", SaleModel::of(3)),
    ("2 orders, messages are redelivered", SaleModel { replays: 1, ..CALM }),
    ("2 orders, a failover, 2 rebuilds", FAILING),
];

const LARGE: [(&str, SaleModel); 6] = [
    ("4 orders", SaleModel::of(4)),
    ("3 orders, messages are redelivered twice", SaleModel { replays: 2, ..SaleModel::of(3) }),
    ("2 orders of 2 seats, a failover, 2 rebuilds", SaleModel { seats: 2, ..FAILING }),
    (
        "2 orders, a failover, replays, a bad provider",
        SaleModel { replays: 1, unreliable_provider: true, ..FAILING },
    ),
    ("2 orders, two failovers", SaleModel { failovers: 2, ..FAILING }),
    ("3 orders, a failover, 2 rebuilds", SaleModel { orders: 3, ..FAILING }),
];

/// Whether all promises hold in every state of a world.
fn explore((name, sale): &(&str, SaleModel)) -> bool {
    let properties = sale.properties();
    let checker = sale.checker().threads(2).symmetry().spawn_dfs().join();
    let found = checker.discoveries();
    let promises = properties.iter().filter(|property| property.expectation == Expectation::Always);
    let broken: Vec<_> = promises.filter_map(|promise| found.get_key_value(promise.name)).collect();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    let verdict = if broken.is_empty() { "nothing" } else { "see below" };
    println!("{name:<44} {states:>12} {depth:>6}  {verdict}");
    for (promise, path) in &broken {
        println!("  {promise}: {:?}", (*path).clone().into_actions());
    }
    broken.is_empty()
}

/// Whether a promise breaks without the rule.
fn miss(rule: Rule) -> bool {
    let rules = Rules::without(rule);
    let sale = match rule {
        Rule::SequenceGap => {
            return report(rule, shortest(&SeatMapModel { rules, ..SeatMapModel::SMALL }, STATES_MAX));
        }
        Rule::ShortSweeps | Rule::BuyerLedger => {
            return report(rule, shortest(&PoolModel { rules, ..PoolModel::SMALL }, STATES_MAX));
        }
        Rule::SlotCap | Rule::Presence | Rule::ServingCeiling | Rule::WhoUnique => {
            return report(rule, shortest(&LineModel { rules, ..LineModel::SMALL }, STATES_MAX));
        }
        Rule::OwnerCheck | Rule::PaymentTombstone | Rule::Pin => CALM,
        Rule::OrderTombstone => SaleModel { replays: 1, ..CALM },
        Rule::Ledger | Rule::Repair => SaleModel { rebuilds: 1, ..FAILING },
        Rule::EpochFence => FAILING,
    };
    report(rule, shortest(&SaleModel { rules, ..sale }, STATES_MAX))
}

fn report<A: std::fmt::Debug>(rule: Rule, found: Option<Counterexample<A>>) -> bool {
    let name = format!("{rule:?}");
    let Some(found) = found else {
        println!("{name:<20} {:<76} {:>5}", "nothing: what is it for?", "-");
        return false;
    };
    println!("{name:<20} {:<76} {:>5}", found.invariant, found.actions.len());
    true
}
