#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool speaks to a terminal")]

use std::process::ExitCode;

use model::{Counterexample, Rule, Rules, Sale, SeatMap, shortest};
use stateright::{Checker, Expectation, Model};

/// More than any world in which a rule is missed has.
const STATES_MAX: usize = 4_000_000;

fn main() -> ExitCode {
    let large = std::env::args().skip(1).any(|argument| argument == "--large");
    println!("{:<44} {:>12} {:>6}  broken", "world", "states", "depth");
    let kept: Vec<bool> =
        if large { LARGE.iter().map(look).collect() } else { SMALL.iter().map(look).collect() };
    println!("\n{:<20} {:<76} {:>5}", "without the rule", "this breaks", "steps");
    let needed: Vec<bool> = Rule::ALL.into_iter().map(miss).collect();
    if kept.into_iter().chain(needed).all(|as_it_should_be| as_it_should_be) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

const CALM: Sale = Sale::of(2);
const FAILING: Sale = Sale { failovers: 1, rebuilds: 2, whims: false, ..CALM };

/// Name and world.
const SMALL: [(&str, Sale); 3] = [
    ("3 orders", Sale::of(3)),
    ("2 orders, messages come again", Sale { replays: 1, ..CALM }),
    ("2 orders, a failover, 2 rebuilds", FAILING),
];

const LARGE: [(&str, Sale); 6] = [
    ("4 orders", Sale::of(4)),
    ("3 orders, messages come again twice", Sale { replays: 2, ..Sale::of(3) }),
    ("2 orders of 2 seats, a failover, 2 rebuilds", Sale { seats: 2, ..FAILING }),
    ("2 orders, a failover, messages, moods", Sale { replays: 1, whims: true, ..FAILING }),
    ("2 orders, two failovers", Sale { failovers: 2, ..FAILING }),
    ("3 orders, a failover, 2 rebuilds", Sale { orders: 3, ..FAILING }),
];

/// Whether all promises hold in all of a world.
fn look((name, sale): &(&str, Sale)) -> bool {
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
        Rule::SequenceGap => return tell(rule, shortest(&SeatMap { rules, ..SeatMap::SMALL }, STATES_MAX)),
        Rule::OwnerCheck | Rule::PaymentTombstone | Rule::Pin => CALM,
        Rule::OrderTombstone => Sale { replays: 1, ..CALM },
        Rule::Ledger | Rule::Repair => Sale { rebuilds: 1, ..FAILING },
        Rule::EpochFence => FAILING,
    };
    tell(rule, shortest(&Sale { rules, ..sale }, STATES_MAX))
}

fn tell<A: std::fmt::Debug>(rule: Rule, found: Option<Counterexample<A>>) -> bool {
    let name = format!("{rule:?}");
    let Some(found) = found else {
        println!("{name:<20} {:<76} {:>5}", "nothing: what is it for?", "-");
        return false;
    };
    println!("{name:<20} {:<76} {:>5}", found.invariant, found.actions.len());
    true
}
