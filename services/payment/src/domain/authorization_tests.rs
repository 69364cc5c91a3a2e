//! Both tables, every row, and what has to hold of any sequence of rows.

use super::Authorization::{Authorized, Captured, Capturing, Declined, Pending, Voided};
use super::*;

fn no() -> String {
    "no".to_owned()
}

fn states() -> [Authorization; 7] {
    [
        Pending,
        Authorized,
        Declined { reason: no() },
        Capturing,
        Captured,
        Voided { owes_release: true },
        Voided { owes_release: false },
    ]
}

const COMMANDS: [Command; 3] = [Command::Authorize, Command::Capture, Command::Void];

fn answers() -> [Answer; 4] {
    [Answer::Authorized, Answer::Declined { reason: no() }, Answer::Captured, Answer::Released]
}

#[test]
fn every_command_on_every_state_is_this_row() {
    use Command::{Authorize, Capture, Void};
    let declined = |reason: &str| Reply::Declined { reason: reason.to_owned() };
    let owing = Voided { owes_release: true };
    let table: Vec<(Option<Authorization>, Command, Transition)> = vec![
        (None, Authorize, becomes(Pending)),
        (None, Capture, says(Reply::CaptureRefused(Refusal::NeverAuthorized))),
        (None, Void, becomes_and_says(Voided { owes_release: false }, Reply::Voided)),
        (Some(Pending), Authorize, nothing()),
        (Some(Pending), Capture, says(Reply::CaptureRefused(Refusal::Pending))),
        (Some(Pending), Void, becomes_and_says(owing.clone(), Reply::Voided)),
        (Some(Authorized), Authorize, says(Reply::Authorized)),
        (Some(Authorized), Capture, becomes(Capturing)),
        (Some(Authorized), Void, becomes_and_says(owing, Reply::Voided)),
        (Some(Declined { reason: no() }), Authorize, says(declined("no"))),
        (Some(Declined { reason: no() }), Capture, says(Reply::CaptureRefused(Refusal::Declined))),
        (Some(Declined { reason: no() }), Void, says(Reply::Voided)),
        (Some(Capturing), Authorize, says(Reply::Authorized)),
        (Some(Capturing), Capture, nothing()),
        (Some(Capturing), Void, says(Reply::VoidRefused(Refusal::Capturing))),
        (Some(Captured), Authorize, says(Reply::Authorized)),
        (Some(Captured), Capture, says(Reply::Captured)),
        (Some(Captured), Void, says(Reply::VoidRefused(Refusal::Captured))),
        (Some(Voided { owes_release: true }), Authorize, says(declined("voided"))),
        (Some(Voided { owes_release: true }), Capture, says(Reply::CaptureRefused(Refusal::Voided))),
        (Some(Voided { owes_release: true }), Void, says(Reply::Voided)),
        (Some(Voided { owes_release: false }), Authorize, says(declined("voided"))),
        (Some(Voided { owes_release: false }), Capture, says(Reply::CaptureRefused(Refusal::Voided))),
        (Some(Voided { owes_release: false }), Void, says(Reply::Voided)),
    ];
    assert_eq!(table.len(), (states().len() + 1) * COMMANDS.len());
    for (state, command, expected) in &table {
        assert_eq!(on_command(state.as_ref(), *command), *expected, "{command:?} on {state:?}");
    }
}

#[test]
fn every_answer_changes_only_the_state_that_waited_for_it() {
    let changing: Vec<(Authorization, Answer, Transition)> = vec![
        (Pending, Answer::Authorized, becomes_and_says(Authorized, Reply::Authorized)),
        (
            Pending,
            Answer::Declined { reason: no() },
            becomes_and_says(Declined { reason: no() }, Reply::Declined { reason: no() }),
        ),
        (Capturing, Answer::Captured, becomes_and_says(Captured, Reply::Captured)),
        (Voided { owes_release: true }, Answer::Authorized, becomes(Voided { owes_release: true })),
        (Voided { owes_release: false }, Answer::Authorized, becomes(Voided { owes_release: true })),
        (Voided { owes_release: true }, Answer::Released, becomes(Voided { owes_release: false })),
        (Voided { owes_release: false }, Answer::Released, becomes(Voided { owes_release: false })),
    ];
    for state in states() {
        for answer in answers() {
            let row = changing.iter().find(|(from, on, _)| (from, on) == (&state, &answer));
            let expected = row.map_or_else(nothing, |(_, _, transition)| transition.clone());
            assert_eq!(on_answer(&state, &answer), expected, "{answer:?} on {state:?}");
        }
    }
}

#[test]
fn a_command_that_is_repeated_changes_nothing_more() {
    for state in states().map(Some).into_iter().chain([None]) {
        for command in COMMANDS {
            let first = on_command(state.as_ref(), command);
            let after = first.next.clone().or(state.clone());
            let second = on_command(after.as_ref(), command);
            assert_eq!(second.next, None, "{command:?} twice on {state:?}");
            if first.reply.is_some() {
                assert_eq!(second.reply, first.reply, "{command:?} twice on {state:?}");
            }
        }
    }
}

#[test]
fn whatever_comes_after_a_void_the_provider_is_left_with_nothing() {
    for state in [None, Some(Pending), Some(Authorized)] {
        let voided = on_command(state.as_ref(), Command::Void).next.unwrap();
        for command in COMMANDS {
            assert_eq!(on_command(Some(&voided), command).next, None, "{command:?} moved a tombstone");
        }
        let late = on_answer(&voided, &Answer::Authorized).next.unwrap();
        assert_eq!(late.duty(), Some(Duty::Release), "a late authorization was kept");
    }
}

#[test]
fn an_answer_that_settles_a_duty_always_moves_on() {
    for state in states() {
        for answer in answers() {
            if state.duty().is_some_and(|duty| answer.settles(duty)) {
                let next = on_answer(&state, &answer).next.unwrap();
                assert_eq!(next.duty(), None, "{answer:?} on {state:?}");
            }
        }
    }
}
