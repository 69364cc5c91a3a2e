//! The order's records: one step of one saga in one transaction, with the ledger's word. The table is the real one.

use std::collections::BTreeSet;

use order::domain::saga::{self, Command, Input, Ledger, LostSeat};
use payment::domain::{self as money, Reply};
use primitives::{OrderId, SeatId};

use super::state::{Lanes, SeatReply, State, Who, receive, send};
use crate::{Rule, Rules};

pub(super) fn hear_payment(rules: Rules, state: &mut State, who: Who) -> Option<()> {
    let reply = receive(&mut state.buyers.get_mut(&who)?.lanes.from_payment)?;
    let input = match reply {
        Reply::Authorized => Input::Authorized,
        Reply::Declined { .. } => Input::Declined,
        Reply::Captured => Input::Captured,
        Reply::CaptureRefused(_) => Input::CaptureRefused,
        Reply::Voided => Input::Voided,
        Reply::VoidRefused(_) => Input::VoidRefused,
    };
    advance(rules, state, who, input)
}

pub(super) fn hear_seats(rules: Rules, state: &mut State, who: Who) -> Option<()> {
    let reply = receive(&mut state.buyers.get_mut(&who)?.lanes.from_seats)?;
    let input = match reply {
        SeatReply::Confirmed => Input::Confirmed(Ledger::NotAsked),
        SeatReply::Refused => Input::ConfirmRefused,
        SeatReply::Released => Input::Released,
        SeatReply::Corrected => Input::Corrected,
    };
    advance(rules, state, who, input)
}

pub(super) fn advance(rules: Rules, state: &mut State, who: Who, input: Input) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    let saga = buyer.saga.as_ref()?;
    let sells = matches!(input, Input::Confirmed(_)) && saga.may_sell();
    let input = if sells {
        let seats = state.store.seats.keys().copied();
        Input::Confirmed(enter_sale(rules, &mut state.ledger, seats, who.order()))
    } else {
        input
    };
    let transition = saga::on(saga, &input);
    buyer.saga = Some(transition.next);
    enqueue(&mut buyer.lanes, transition.commands);
    Some(())
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

pub(super) fn enqueue(lanes: &mut Lanes, commands: Vec<Command>) {
    for command in commands {
        match command {
            Command::Authorize => send(&mut lanes.to_payment, money::Command::Authorize),
            Command::Capture => send(&mut lanes.to_payment, money::Command::Capture),
            Command::Void => send(&mut lanes.to_payment, money::Command::Void),
            Command::Confirm | Command::Correct(_) | Command::Release(_) => {
                send(&mut lanes.to_seats, command)
            }
        }
    }
}
