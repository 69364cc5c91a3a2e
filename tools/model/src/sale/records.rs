//! The order's records: one step of one saga in one transaction, after asking the ledger. The table is the real one.

use std::collections::BTreeSet;

use order::domain::saga::{self, Input, Ledger, LostSeat, SagaCommand};
use payment::domain::{Operation, OperationReply};
use primitives::{OrderId, SeatId};

use super::state::{BuyerId, OrderQueues, SeatReply, WorldState, receive, send};
use crate::{Rule, Rules};

pub(super) fn handle_payment_reply(state: &mut WorldState, who: BuyerId) -> Option<()> {
    let reply = receive(&mut state.buyers.get_mut(&who)?.queues.from_payment)?;
    let input = match reply {
        OperationReply::Authorized => Input::Authorized,
        OperationReply::Declined { .. } => Input::Declined,
        OperationReply::Captured => Input::Captured,
        OperationReply::CaptureRefused(_) => Input::CaptureRefused,
        OperationReply::Voided => Input::Voided,
    };
    advance(state, who, &input)
}

pub(super) fn handle_seat_reply(rules: Rules, state: &mut WorldState, who: BuyerId) -> Option<()> {
    let reply = receive(&mut state.buyers.get_mut(&who)?.queues.from_seats)?;
    let input = match reply {
        SeatReply::Confirmed => Input::Confirmed(ask_ledger(rules, state, who)?),
        SeatReply::Refused => Input::ConfirmRefused,
        SeatReply::Released => Input::Released,
        SeatReply::Corrected => Input::Corrected,
    };
    advance(state, who, &input)
}

pub(super) fn advance(state: &mut WorldState, who: BuyerId, input: &Input) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    let transition = saga::on(buyer.saga.as_ref()?, input);
    buyer.saga = Some(transition.next);
    enqueue(&mut buyer.queues, transition.commands);
    Some(())
}

/// Only a state that may sell enters the sale.
fn ask_ledger(rules: Rules, state: &mut WorldState, who: BuyerId) -> Option<Ledger> {
    if !state.buyers.get(&who)?.saga.as_ref()?.may_sell() {
        return Some(Ledger::NotAsked);
    }
    let seats = state.store.seats.keys().copied();
    Some(enter_sale(rules, &mut state.ledger, seats, who.order()))
}

fn enter_sale(
    rules: Rules,
    ledger: &mut BTreeSet<(SeatId, OrderId)>,
    seats: impl Iterator<Item = SeatId> + Clone,
    order: OrderId,
) -> Ledger {
    let lost = seats.clone().filter_map(|seat| {
        let row = ledger.iter().find(|(sold, winner)| *sold == seat && *winner != order)?;
        Some(LostSeat { seat, winner: row.1 })
    });
    let lost: Vec<LostSeat> = lost.collect();
    if lost.is_empty() || !rules.hold(Rule::Ledger) {
        ledger.extend(seats.map(|seat| (seat, order)));
        return Ledger::Sold;
    }
    Ledger::SoldToOthers(lost)
}

pub(super) fn enqueue(queues: &mut OrderQueues, commands: Vec<SagaCommand>) {
    for command in commands {
        match command {
            SagaCommand::Authorize => send(&mut queues.to_payment, Operation::Authorize),
            SagaCommand::Capture => send(&mut queues.to_payment, Operation::Capture),
            SagaCommand::Void => send(&mut queues.to_payment, Operation::Void),
            SagaCommand::Confirm | SagaCommand::Correct(_) | SagaCommand::Release(_) => {
                send(&mut queues.to_seats, command)
            }
        }
    }
}
