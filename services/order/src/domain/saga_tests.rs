//! The whole table, locked: every state with every input, as text that a person can review. And what must hold in all of it.

use std::fmt::Write;

use primitives::{OrderId, SeatId};
use uuid::Uuid;

use super::*;

fn lost() -> Vec<LostSeat> {
    vec![LostSeat { seat: SeatId::new(7).unwrap(), winner: OrderId::from_uuid(Uuid::from_u128(9)) }]
}

fn compensation(voided: bool, released: bool, lost: Vec<LostSeat>) -> Compensation {
    Compensation { reason: CancelReason::SeatsLost, voided, released, lost }
}

fn states() -> Vec<State> {
    vec![
        State::Authorizing,
        State::Confirming,
        State::Confirmed,
        State::Done,
        State::Compensating(compensation(false, false, vec![])),
        State::Compensating(compensation(true, false, vec![])),
        State::Compensating(compensation(false, true, vec![])),
        State::Compensating(compensation(false, false, lost())),
        State::Cancelled(CancelReason::SeatsLost),
        State::Stuck(Problem::CaptureRefused),
        State::Stuck(Problem::VoidRefused(compensation(false, false, lost()))),
        State::Stuck(Problem::VoidRefused(compensation(false, true, vec![]))),
    ]
}

fn inputs() -> Vec<Input> {
    vec![
        Input::Authorized,
        Input::Declined,
        Input::Confirmed(Ledger::Sold),
        Input::Confirmed(Ledger::SoldToOthers(lost())),
        Input::Confirmed(Ledger::LimitReached),
        Input::Confirmed(Ledger::NotAsked),
        Input::ConfirmRefused,
        Input::Released,
        Input::Corrected,
        Input::Captured,
        Input::CaptureRefused,
        Input::Voided,
        Input::VoidRefused,
        Input::DeadlinePassed,
        Input::ResendDue,
        Input::CancelRequested,
    ]
}

fn state_text(state: &State) -> String {
    let undoing = |name: &str, undoing: &Compensation| {
        let done = |done: bool, what: &'static str| if done { what } else { "-" };
        let lost = if undoing.lost.is_empty() { "" } else { ", seats lost" };
        let (voided, released) = (done(undoing.voided, "voided"), done(undoing.released, "released"));
        format!("{name}{{{voided}, {released}{lost}}} {:?}", undoing.reason)
    };
    match state {
        State::Compensating(compensation) => undoing("Compensating", compensation),
        State::Stuck(Problem::VoidRefused(compensation)) => undoing("Stuck, void refused", compensation),
        State::Stuck(Problem::CaptureRefused) => "Stuck, capture refused".to_owned(),
        State::Cancelled(reason) => format!("Cancelled {reason:?}"),
        State::Authorizing | State::Confirming | State::Confirmed | State::Done => format!("{state:?}"),
    }
}

fn input_text(input: &Input) -> String {
    match input {
        Input::Confirmed(Ledger::Sold) => "Confirmed, entered in the ledger".to_owned(),
        Input::Confirmed(Ledger::SoldToOthers(_)) => "Confirmed, ledger names a winner".to_owned(),
        Input::Confirmed(Ledger::LimitReached) => "Confirmed, buyer's limit reached".to_owned(),
        Input::Confirmed(Ledger::NotAsked) => "Confirmed, ledger not asked".to_owned(),
        Input::Authorized
        | Input::Declined
        | Input::ConfirmRefused
        | Input::Released
        | Input::Corrected
        | Input::Captured
        | Input::CaptureRefused
        | Input::Voided
        | Input::VoidRefused
        | Input::DeadlinePassed
        | Input::ResendDue
        | Input::CancelRequested => format!("{input:?}"),
    }
}

fn command_text(command: &SagaCommand) -> String {
    match command {
        SagaCommand::Correct(lost) => format!("Correct({})", lost.len()),
        SagaCommand::Release(kept) if kept.is_empty() => "Release".to_owned(),
        SagaCommand::Release(kept) => format!("Release(all but {})", kept.len()),
        SagaCommand::Authorize | SagaCommand::Confirm | SagaCommand::Capture | SagaCommand::Void => {
            format!("{command:?}")
        }
    }
}

fn row(state: &State, input: &Input) -> String {
    let transition = on(state, input);
    if transition == unchanged(state.clone()) {
        return "unchanged".to_owned();
    }
    let timeline: Vec<_> = transition
        .timeline
        .iter()
        .map(|(step, outcome)| format!("{} {}", step.name(), outcome.name()))
        .collect();
    let mut commands: Vec<_> = transition.commands.iter().map(command_text).collect();
    if commands.is_empty() {
        commands.push("nothing".to_owned());
    }
    let next = if transition.next == *state { "same".to_owned() } else { state_text(&transition.next) };
    format!("{next} | sends {} | tells {}", commands.join(", "), timeline.join(", "))
}

fn table() -> String {
    let mut table = String::new();
    for state in states() {
        writeln!(table, "{}", state_text(&state)).unwrap();
        for input in inputs() {
            writeln!(table, "    {:<34}{}", input_text(&input), row(&state, &input)).unwrap();
        }
    }
    table
}

#[test]
fn the_whole_table_is_the_one_that_was_reviewed() {
    let reviewed = include_str!("saga_table.txt");
    let table = table();
    assert!(table == reviewed, "the table differs from domain/saga_table.txt; it is now:\n{table}");
}

#[test]
fn an_order_begins_by_asking_for_the_money() {
    let start = start();
    assert_eq!((start.next, start.commands), (State::Authorizing, vec![SagaCommand::Authorize]));
}

#[test]
fn nothing_is_captured_before_the_ledger_says_sold() {
    for (state, input) in every_pair() {
        let transition = on(&state, &input);
        if transition.commands.contains(&SagaCommand::Capture) {
            let sold = input == Input::Confirmed(Ledger::Sold) || state == State::Confirmed;
            assert!(sold, "{state:?} on {input:?} captures");
        }
    }
}

#[test]
fn a_sold_order_is_never_undone_and_a_settled_one_never_leaves() {
    for (state, input) in every_pair() {
        let next = on(&state, &input).next;
        if state.status() == OrderStatus::Confirmed {
            assert_eq!(next.status(), OrderStatus::Confirmed, "{state:?} on {input:?}");
        }
        if state.is_settled() {
            assert_eq!(next.name(), state.name(), "{state:?} on {input:?}");
            assert_eq!(next.status(), state.status(), "{state:?} on {input:?}");
        }
    }
}

#[test]
fn an_order_is_cancelled_only_when_its_money_and_its_seats_are_let_go_of() {
    for (state, input) in every_pair() {
        if on(&state, &input).next.status() == OrderStatus::Cancelled && !state.is_settled() {
            let State::Compensating(undoing) = &state else { panic!("{state:?} on {input:?} cancels") };
            let voided = undoing.voided || input == Input::Voided;
            let released = undoing.released || input == Input::Released;
            assert!(voided && released, "{state:?} on {input:?} cancels");
        }
    }
}

#[test]
fn a_correction_always_goes_before_the_release() {
    for (state, input) in every_pair() {
        let commands = on(&state, &input).commands;
        let at = |wanted: fn(&SagaCommand) -> bool| commands.iter().position(wanted);
        if let Some(correct) = at(|command| matches!(command, SagaCommand::Correct(_))) {
            let release = at(|command| matches!(command, SagaCommand::Release(_)));
            assert_eq!(release, Some(correct + 1), "{state:?} on {input:?}");
        }
    }
}

#[test]
fn hearing_an_answer_twice_is_hearing_it_once() {
    for (state, input) in every_pair() {
        if matches!(input, Input::ResendDue | Input::DeadlinePassed) {
            continue;
        }
        let once = on(&state, &input).next;
        assert_eq!(on(&once, &input).next, once, "{state:?} on {input:?}, twice");
    }
}

fn every_pair() -> Vec<(State, Input)> {
    let pair = |state: State| inputs().into_iter().map(move |input| (state.clone(), input));
    states().into_iter().flat_map(pair).collect()
}
