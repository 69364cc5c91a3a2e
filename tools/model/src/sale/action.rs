//! What may happen next, and who carries it out.

use payment::domain::Duty;
use reservation::domain::Seat;

use super::state::{Buyer, NOW, Phase, State, Store, Who};
use super::{Sale, money, outage, purchase, records, seats, time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    // The buyer, and the process that takes the order.
    Hold(Who),
    Claim(Who, At),
    WriteOrder(Who),
    DieBeforeWriting(Who),
    // Time.
    Lapse(Who),
    Deadline(Who),
    AskAgain(Who),
    // The money.
    PaymentHears(Who),
    RequestArrives(Who, Answer),
    ProviderSettles(Who),
    // The seats.
    SeatsHear(Who, At),
    /// The former primary does as it is told, and dies before it has told anybody.
    SeatsHearInVain(Who),
    // The order.
    HearPayment(Who),
    HearSeats(Who),
    // What goes wrong, and what is done about it.
    DeliverAgain(Who),
    CutOff,
    FormerPrimaryDies,
    BeginRebuild,
    Restore {
        epoch: u64,
    },
    Repair,
}

/// Which of two seat stores is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    Primary,
    FormerPrimary,
}

/// What the provider makes of a request, and whether payment hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    Yes,
    No,
    YesUnheard,
}

pub(super) fn take(sale: &Sale, state: &mut State, action: Action) -> Option<()> {
    match action {
        Action::Hold(who) => purchase::hold(state, who),
        Action::Claim(who, at) => purchase::claim(sale.rules, state, who, at),
        Action::WriteOrder(who) => purchase::write_order(state, who),
        Action::DieBeforeWriting(who) => purchase::die_before_writing(state, who),
        Action::Lapse(who) => time::lapse(state, who),
        Action::Deadline(who) => time::deadline(sale.rules, state, who),
        Action::AskAgain(who) => time::ask_again(sale.rules, state, who),
        Action::PaymentHears(who) => money::hears(sale.rules, state, who),
        Action::RequestArrives(who, answer) => money::request_arrives(state, who, answer),
        Action::ProviderSettles(who) => money::provider_settles(state, who),
        Action::SeatsHear(who, at) => seats::hear(sale, state, who, at, true),
        Action::SeatsHearInVain(who) => seats::hear(sale, state, who, At::FormerPrimary, false),
        Action::HearPayment(who) => records::hear_payment(sale.rules, state, who),
        Action::HearSeats(who) => records::hear_seats(sale.rules, state, who),
        Action::DeliverAgain(who) => outage::deliver_again(sale, state, who),
        Action::CutOff => outage::cut_off(state),
        Action::FormerPrimaryDies => outage::former_primary_dies(state),
        Action::BeginRebuild => outage::begin_rebuild(state),
        Action::Restore { epoch } => outage::restore(sale.rules, state, epoch),
        Action::Repair => outage::repair(sale.rules, state),
    }
}

/// Where something can happen that concerns nobody else and nothing else, it happens first: it would come to the same at any other time.
pub(super) fn possible(sale: &Sale, state: &State, actions: &mut Vec<Action>) {
    if let Some(alone) = state.buyers.iter().find_map(|(who, buyer)| concerns_nothing_else(sale, *who, buyer))
    {
        actions.push(alone);
        return;
    }
    obliged(sale, state, actions);
    at_will(sale, state, actions);
}

/// A reply to an order that waits for no deadline; what payment and the provider do while no request of theirs is on its way.
fn concerns_nothing_else(sale: &Sale, who: Who, buyer: &Buyer) -> Option<Action> {
    let lanes = &buyer.lanes;
    if !buyer.is_paying() && !lanes.from_payment.is_empty() {
        return Some(Action::HearPayment(who));
    }
    if !buyer.is_paying() && !lanes.from_seats.is_empty() {
        return Some(Action::HearSeats(who));
    }
    if buyer.money.on_its_way {
        return (!sale.whims).then_some(Action::RequestArrives(who, Answer::Yes));
    }
    if !lanes.to_payment.is_empty() {
        return Some(Action::PaymentHears(who));
    }
    let owes = buyer.money.owes(Duty::Capture) || buyer.money.owes(Duty::Release);
    owes.then_some(Action::ProviderSettles(who))
}

/// What nobody has to do: buyers, and faults.
fn at_will(sale: &Sale, state: &State, actions: &mut Vec<Action>) {
    for (who, buyer) in &state.buyers {
        match buyer.phase {
            // A hold that is made on the former primary is lost with it, and so is nobody's loss but its buyer's.
            Phase::Looking if state.store.open => actions.push(Action::Hold(*who)),
            Phase::Holding => actions.extend(reachable(state).map(|at| Action::Claim(*who, at))),
            Phase::Looking | Phase::Claimed | Phase::Ordered | Phase::Gone => {}
        }
        if state.replays < sale.replays && !buyer.lanes.answered.is_empty() {
            actions.push(Action::DeliverAgain(*who));
        }
    }
    if state.failovers < sale.failovers {
        actions.push(Action::CutOff);
    }
    if !state.store.open && (1..sale.rebuilds).contains(&state.rebuilds.len()) {
        actions.push(Action::BeginRebuild);
    }
}

/// What happens by itself sooner or later: a state without it is quiet. The order in which a drain does it.
pub(super) fn obliged(sale: &Sale, state: &State, actions: &mut Vec<Action>) {
    for who in state.buyers.keys() {
        of_the_bus(sale, state, *who, actions);
    }
    actions.extend(state.rebuilds.iter().map(|rebuild| Action::Restore { epoch: rebuild.epoch }));
    if !state.store.open && state.rebuilds.is_empty() {
        actions.push(Action::BeginRebuild);
    }
    if state.store.open && sale.rules.hold(crate::Rule::Repair) && !outage::wrong_seats(state).is_empty() {
        actions.push(Action::Repair);
    }
    for (who, buyer) in &state.buyers {
        if buyer.phase == Phase::Claimed {
            actions.extend([Action::WriteOrder(*who), Action::DieBeforeWriting(*who)]);
        }
        if time::may_ask_again(buyer) {
            actions.push(Action::AskAgain(*who));
        }
        if time::has_deadline(buyer) {
            actions.push(Action::Deadline(*who));
        }
        if time::may_lapse(sale.rules, &state.store, *who, buyer) {
            actions.push(Action::Lapse(*who));
        }
    }
    // Nothing waits for its death, so that comes last: whatever else could happen then can happen before.
    if actions.is_empty() && state.cut_off.is_some() {
        actions.push(Action::FormerPrimaryDies);
    }
}

fn of_the_bus(sale: &Sale, state: &State, who: Who, actions: &mut Vec<Action>) {
    let Some(buyer) = state.buyers.get(&who) else { return };
    let (lanes, money) = (&buyer.lanes, &buyer.money);
    if !lanes.from_payment.is_empty() {
        actions.push(Action::HearPayment(who));
    }
    if !lanes.from_seats.is_empty() {
        actions.push(Action::HearSeats(who));
    }
    if !lanes.to_payment.is_empty() {
        actions.push(Action::PaymentHears(who));
    }
    if buyer.money.owes(Duty::Capture) || buyer.money.owes(Duty::Release) {
        actions.push(Action::ProviderSettles(who));
    }
    if money.on_its_way {
        actions.extend(
            money.provider.answers(sale.whims).iter().map(|answer| Action::RequestArrives(who, *answer)),
        );
    }
    if !lanes.to_seats.is_empty() {
        if state.store.open {
            actions.push(Action::SeatsHear(who, At::Primary));
        }
        if state.cut_off.is_some() {
            actions.extend([Action::SeatsHear(who, At::FormerPrimary), Action::SeatsHearInVain(who)]);
        }
    }
}

fn reachable(state: &State) -> impl Iterator<Item = At> {
    let primary = state.store.open.then_some(At::Primary);
    let former = state.cut_off.as_ref().map(|_| At::FormerPrimary);
    primary.into_iter().chain(former)
}

impl State {
    pub(super) fn reach(&mut self, at: At) -> Option<&mut Store> {
        match at {
            At::Primary => self.store.open.then_some(&mut self.store),
            At::FormerPrimary => self.cut_off.as_mut(),
        }
    }
}

/// Whether the seat is this buyer's, held or pinned, and live.
pub(super) fn is_live_for(seat: &Seat, who: Who) -> bool {
    match seat.at(NOW) {
        Seat::Held(hold) => hold.id == who.hold(),
        Seat::Pinned(pin) => pin.order == who.order(),
        Seat::Available | Seat::Sold { .. } => false,
    }
}
