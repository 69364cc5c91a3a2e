//! Both tables, every row, and what has to hold of any sequence of rows.

use super::Authorization::{Authorized, Captured, Capturing, Declined, Pending, Refunded, Voided};
use super::*;

fn no() -> String {
    "no".to_owned()
}

fn states() -> [Authorization; 9] {
    [
        Pending,
        Authorized,
        Declined { reason: no() },
        Capturing,
        Captured,
        Voided { owes_release: true },
        Voided { owes_release: false },
        Refunded { owes_refund: true },
        Refunded { owes_refund: false },
    ]
}

const OPERATIONS: [Operation; 3] = [Operation::Authorize, Operation::Capture, Operation::Void];

fn responses() -> [ProviderResponse; 5] {
    [
        ProviderResponse::Authorized,
        ProviderResponse::Declined { reason: no() },
        ProviderResponse::Captured,
        ProviderResponse::Released,
        ProviderResponse::Refunded,
    ]
}

#[test]
fn every_operation_on_every_state_is_this_row() {
    use Operation::{Authorize, Capture, Void};
    let declined = |reason: &str| OperationReply::Declined { reason: reason.to_owned() };
    let owing = Voided { owes_release: true };
    let (refunding, refunded) = (Refunded { owes_refund: true }, Refunded { owes_refund: false });
    let table: Vec<(Option<Authorization>, Operation, PaymentTransition)> = vec![
        (None, Authorize, becomes(Pending)),
        (None, Capture, says(OperationReply::CaptureRefused(RefusalReason::NeverAuthorized))),
        (None, Void, becomes_and_says(Voided { owes_release: false }, OperationReply::Voided)),
        (Some(Pending), Authorize, nothing()),
        (Some(Pending), Capture, says(OperationReply::CaptureRefused(RefusalReason::Pending))),
        (Some(Pending), Void, becomes_and_says(owing.clone(), OperationReply::Voided)),
        (Some(Authorized), Authorize, says(OperationReply::Authorized)),
        (Some(Authorized), Capture, becomes(Capturing)),
        (Some(Authorized), Void, becomes_and_says(owing, OperationReply::Voided)),
        (Some(Declined { reason: no() }), Authorize, says(declined("no"))),
        (
            Some(Declined { reason: no() }),
            Capture,
            says(OperationReply::CaptureRefused(RefusalReason::Declined)),
        ),
        (Some(Declined { reason: no() }), Void, says(OperationReply::Voided)),
        (Some(Capturing), Authorize, says(OperationReply::Authorized)),
        (Some(Capturing), Capture, nothing()),
        (Some(Capturing), Void, becomes_and_says(refunding.clone(), OperationReply::Voided)),
        (Some(Captured), Authorize, says(OperationReply::Authorized)),
        (Some(Captured), Capture, says(OperationReply::Captured)),
        (Some(Captured), Void, becomes_and_says(refunding.clone(), OperationReply::Voided)),
        (Some(Voided { owes_release: true }), Authorize, says(declined("voided"))),
        (
            Some(Voided { owes_release: true }),
            Capture,
            says(OperationReply::CaptureRefused(RefusalReason::Voided)),
        ),
        (Some(Voided { owes_release: true }), Void, says(OperationReply::Voided)),
        (Some(Voided { owes_release: false }), Authorize, says(declined("voided"))),
        (
            Some(Voided { owes_release: false }),
            Capture,
            says(OperationReply::CaptureRefused(RefusalReason::Voided)),
        ),
        (Some(Voided { owes_release: false }), Void, says(OperationReply::Voided)),
        (Some(refunding.clone()), Authorize, says(declined("refunded"))),
        (Some(refunding.clone()), Capture, says(OperationReply::CaptureRefused(RefusalReason::Refunded))),
        (Some(refunding), Void, says(OperationReply::Voided)),
        (Some(refunded.clone()), Authorize, says(declined("refunded"))),
        (Some(refunded.clone()), Capture, says(OperationReply::CaptureRefused(RefusalReason::Refunded))),
        (Some(refunded), Void, says(OperationReply::Voided)),
    ];
    assert_eq!(table.len(), (states().len() + 1) * OPERATIONS.len());
    for (state, operation, expected) in &table {
        assert_eq!(on_operation(state.as_ref(), *operation), *expected, "{operation:?} on {state:?}");
    }
}

#[test]
fn every_response_changes_only_the_state_that_waited_for_it() {
    let changing: Vec<(Authorization, ProviderResponse, PaymentTransition)> = vec![
        (Pending, ProviderResponse::Authorized, becomes_and_says(Authorized, OperationReply::Authorized)),
        (
            Pending,
            ProviderResponse::Declined { reason: no() },
            becomes_and_says(Declined { reason: no() }, OperationReply::Declined { reason: no() }),
        ),
        (Capturing, ProviderResponse::Captured, becomes_and_says(Captured, OperationReply::Captured)),
        (Voided { owes_release: true }, ProviderResponse::Authorized, becomes(Voided { owes_release: true })),
        (
            Voided { owes_release: false },
            ProviderResponse::Authorized,
            becomes(Voided { owes_release: true }),
        ),
        (Voided { owes_release: true }, ProviderResponse::Released, becomes(Voided { owes_release: false })),
        (Voided { owes_release: false }, ProviderResponse::Released, becomes(Voided { owes_release: false })),
        (Refunded { owes_refund: true }, ProviderResponse::Captured, becomes(Refunded { owes_refund: true })),
        (
            Refunded { owes_refund: false },
            ProviderResponse::Captured,
            becomes(Refunded { owes_refund: true }),
        ),
        (
            Refunded { owes_refund: true },
            ProviderResponse::Refunded,
            becomes(Refunded { owes_refund: false }),
        ),
        (
            Refunded { owes_refund: false },
            ProviderResponse::Refunded,
            becomes(Refunded { owes_refund: false }),
        ),
    ];
    for state in states() {
        for response in responses() {
            let row = changing.iter().find(|(from, on, _)| (from, on) == (&state, &response));
            let expected = row.map_or_else(nothing, |(_, _, transition)| transition.clone());
            assert_eq!(on_response(&state, &response), expected, "{response:?} on {state:?}");
        }
    }
}

#[test]
fn a_repeated_operation_changes_nothing_more() {
    for state in states().map(Some).into_iter().chain([None]) {
        for operation in OPERATIONS {
            let first = on_operation(state.as_ref(), operation);
            let after = first.next.clone().or(state.clone());
            let second = on_operation(after.as_ref(), operation);
            assert_eq!(second.next, None, "{operation:?} twice on {state:?}");
            if first.reply.is_some() {
                assert_eq!(second.reply, first.reply, "{operation:?} twice on {state:?}");
            }
        }
    }
}

#[test]
fn after_a_void_the_provider_is_left_with_nothing_whatever_comes() {
    let release = (ProviderResponse::Authorized, ProviderCall::Release);
    let refund = (ProviderResponse::Captured, ProviderCall::Refund);
    let undone = |state, (late, owed): &(ProviderResponse, ProviderCall)| (state, late.clone(), *owed);
    for (state, late, owed) in [
        undone(None, &release),
        undone(Some(Pending), &release),
        undone(Some(Authorized), &release),
        undone(Some(Capturing), &refund),
        undone(Some(Captured), &refund),
    ] {
        let voided = on_operation(state.as_ref(), Operation::Void).next.unwrap();
        for operation in OPERATIONS {
            assert_eq!(on_operation(Some(&voided), operation).next, None, "{operation:?} moved a tombstone");
        }
        let after = on_response(&voided, &late).next.unwrap();
        assert_eq!(after.outstanding_call(), Some(owed), "{late:?} was kept");
    }
}

#[test]
fn a_response_that_settles_a_call_always_moves_on() {
    for state in states() {
        for response in responses() {
            if state.outstanding_call().is_some_and(|call| response.settles(call)) {
                let next = on_response(&state, &response).next.unwrap();
                assert_eq!(next.outstanding_call(), None, "{response:?} on {state:?}");
            }
        }
    }
}
