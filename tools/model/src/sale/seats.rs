//! The seat store carries out the commands of a saga, by the real rules, and replies.

use order::domain::saga::{LostSeat, SagaCommand};
use reservation::domain::{self as seat, multi_seat};

use super::bounds::SaleModel;
use super::state::{BuyerId, NOW, SeatReply, SeatStoreState, StoreRole, WorldState, receive, send};
use crate::{Rule, Rules};

/// The outcome of a command.
struct Outcome {
    reply: SeatReply,
    /// What the order may rely on from now on, if that has changed.
    granted: Option<Option<u8>>,
}

/// `replies`: whether the reply gets out. It does, unless the store is lost first.
pub(super) fn handle(
    sale: &SaleModel,
    state: &mut WorldState,
    who: BuyerId,
    role: StoreRole,
    replies: bool,
) -> Option<()> {
    let (rules, may_be_redelivered) = (sale.rules, state.replays < sale.replays);
    let command = receive(&mut state.buyers.get_mut(&who)?.queues.to_seats)?;
    let outcome = carry_out(rules, state.reach(role)?, who, &command);
    let buyer = state.buyers.get_mut(&who)?;
    if let Some(granted) = outcome.granted {
        buyer.granted = granted;
    }
    if may_be_redelivered {
        send(&mut buyer.queues.handled, command);
    }
    if replies {
        send(&mut buyer.queues.from_seats, outcome.reply);
    }
    Some(())
}

fn carry_out(rules: Rules, store: &mut SeatStoreState, who: BuyerId, command: &SagaCommand) -> Outcome {
    match command {
        SagaCommand::Confirm => confirm(rules, store, who),
        SagaCommand::Correct(lost) => correct(store, who, lost),
        SagaCommand::Release(kept) => release(store, who, kept),
        // These are not for the seats, and never on this queue.
        SagaCommand::Authorize | SagaCommand::Capture | SagaCommand::Void => {
            Outcome { reply: SeatReply::Refused, granted: None }
        }
    }
}

fn confirm(rules: Rules, store: &mut SeatStoreState, who: BuyerId) -> Outcome {
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

fn correct(store: &mut SeatStoreState, who: BuyerId, lost: &[LostSeat]) -> Outcome {
    for LostSeat { seat, winner } in lost {
        let found: Vec<_> = store.found().into_iter().filter(|found| found.id == *seat).collect();
        let correct = seat::Command::Correct { loser: who.order(), winner: *winner };
        let changes = multi_seat::each(&found, &correct, NOW);
        store.apply(changes);
    }
    Outcome { reply: SeatReply::Corrected, granted: None }
}

fn release(store: &mut SeatStoreState, who: BuyerId, kept: &[LostSeat]) -> Outcome {
    let is_kept = |id| kept.iter().any(|lost| lost.seat == id);
    let found: Vec<_> = store.found().into_iter().filter(|found| !is_kept(found.id)).collect();
    let changes = multi_seat::each(&found, &seat::Command::GiveBack { order: who.order() }, NOW);
    store.apply(changes);
    store.tombstones.insert(who.order());
    Outcome { reply: SeatReply::Released, granted: Some(None) }
}
