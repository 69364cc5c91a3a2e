//! The seat store carries out what a saga asks of it, by the real rules, and answers.

use order::domain::saga::{Command, LostSeat};
use reservation::domain::{self as seat, multi_seat};

use super::Sale;
use super::action::At;
use super::state::{NOW, SeatReply, State, Store, Who, receive, send};
use crate::{Rule, Rules};

/// What came of a command.
struct Outcome {
    reply: SeatReply,
    /// What the order may rely on from now on, if that has changed.
    granted: Option<Option<u8>>,
}

/// `told`: whether the answer gets out. It does, unless the store is lost first.
pub(super) fn hear(sale: &Sale, state: &mut State, who: Who, at: At, told: bool) -> Option<()> {
    let (rules, may_come_again) = (sale.rules, state.replays < sale.replays);
    let command = receive(&mut state.buyers.get_mut(&who)?.lanes.to_seats)?;
    let outcome = carry_out(rules, state.reach(at)?, who, &command);
    let buyer = state.buyers.get_mut(&who)?;
    if let Some(granted) = outcome.granted {
        buyer.granted = granted;
    }
    if may_come_again {
        send(&mut buyer.lanes.answered, command);
    }
    if told {
        send(&mut buyer.lanes.from_seats, outcome.reply);
    }
    Some(())
}

fn carry_out(rules: Rules, store: &mut Store, who: Who, command: &Command) -> Outcome {
    match command {
        Command::Confirm => confirm(rules, store, who),
        Command::Correct(lost) => correct(store, who, lost),
        Command::Release(kept) => release(store, who, kept),
        // These are not for the seats, and never on this lane.
        Command::Authorize | Command::Capture | Command::Void => {
            Outcome { reply: SeatReply::Refused, granted: None }
        }
    }
}

fn confirm(rules: Rules, store: &mut Store, who: Who) -> Outcome {
    let released = store.tombstones.contains(&who.order()) && rules.hold(Rule::OrderTombstone);
    match multi_seat::confirm(&store.found(), who.order(), released, NOW) {
        Some(changes) => {
            let granted = (!changes.is_empty()).then_some(Some(store.generation));
            store.apply(changes);
            Outcome { reply: SeatReply::Confirmed, granted }
        }
        None => Outcome { reply: SeatReply::Refused, granted: None },
    }
}

fn correct(store: &mut Store, who: Who, lost: &[LostSeat]) -> Outcome {
    for LostSeat { seat, winner } in lost {
        let found: Vec<_> = store.found().into_iter().filter(|found| found.id == *seat).collect();
        let correct = seat::Command::Correct { loser: who.order(), winner: *winner };
        let changes = multi_seat::each(&found, &correct, NOW);
        store.apply(changes);
    }
    Outcome { reply: SeatReply::Corrected, granted: None }
}

fn release(store: &mut Store, who: Who, kept: &[LostSeat]) -> Outcome {
    let is_kept = |id| kept.iter().any(|lost| lost.seat == id);
    let found: Vec<_> = store.found().into_iter().filter(|found| !is_kept(found.id)).collect();
    let changes = multi_seat::each(&found, &seat::Command::GiveBack { order: who.order() }, NOW);
    store.apply(changes);
    store.tombstones.insert(who.order());
    Outcome { reply: SeatReply::Released, granted: Some(None) }
}
