//! What may happen to the store, on the bus and to the map.

use catalog::domain::{CaughtUp, Delta, Position, Received, Snapshot};
use primitives::SeatId;

use super::SeatMap;
use super::state::{Fetch, State, Told, after};
use crate::{Rule, Rules};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Change(SeatId),
    /// The replica that is promoted had not heard of the last change.
    Failover,
    Read,
    /// The next message never arrives; a later one will.
    Lose,
    ReadFromTheBeginning,
    StoreAnswers,
    SnapshotArrives,
}

pub(super) fn possible(model: &SeatMap, state: &State, actions: &mut Vec<Action>) {
    if state.changes < model.changes {
        actions.extend(state.seats().map(Action::Change));
    }
    if state.failovers < model.failovers {
        actions.push(Action::Failover);
    }
    if state.reads < state.topic.len() {
        actions.push(Action::Read);
    }
    if state.losses < model.losses && state.reads + 1 < state.topic.len() {
        actions.push(Action::Lose);
    }
    if state.replays < model.replays && state.reads > 0 {
        actions.push(Action::ReadFromTheBeginning);
    }
    match &state.fetch {
        Fetch::Idle => {}
        Fetch::Asked => actions.push(Action::StoreAnswers),
        Fetch::Answered(_) => actions.push(Action::SnapshotArrives),
    }
}

pub(super) fn take(rules: Rules, state: &mut State, action: Action) -> Option<()> {
    match action {
        Action::Change(seat) => change(state, seat),
        Action::Failover => failover(state),
        Action::Read => read(rules, state),
        Action::Lose => {
            state.losses += 1;
            state.reads += 1;
            Some(())
        }
        Action::ReadFromTheBeginning => {
            state.replays += 1;
            state.reads = 0;
            Some(())
        }
        Action::StoreAnswers => {
            state.fetch = Fetch::Answered(state.store()?.clone());
            Some(())
        }
        Action::SnapshotArrives => arrive(state),
    }
}

fn change(state: &mut State, seat: SeatId) -> Option<()> {
    let mut next = state.store()?.clone();
    let status = after(next.statuses.get(seat)?);
    next.statuses.set(seat, status);
    next.position = Position::new(next.position.epoch, next.position.version + 1);
    state.topic.push(Told::Change(Delta { position: next.position, seat, status }));
    state.history.push(next);
    state.changes += 1;
    Some(())
}

/// What the store knows is built up under a new epoch, of which it says so, and nothing else.
fn failover(state: &mut State) -> Option<()> {
    if state.history.len() > 1 {
        state.lost.extend(state.history.pop());
    }
    let Snapshot { position, statuses } = state.store()?.clone();
    let began = Position::new(position.epoch + 1, 0);
    state.history.push(Snapshot { position: began, statuses });
    state.topic.push(Told::EpochBegan(began));
    state.failovers += 1;
    Some(())
}

fn read(rules: Rules, state: &mut State) -> Option<()> {
    let told = *state.topic.get(state.reads)?;
    state.reads += 1;
    let received = match told {
        Told::EpochBegan(position) => state.map.begin_anew(position),
        Told::Change(delta) => {
            if !rules.hold(Rule::SequenceGap) {
                guess(state, delta);
            }
            state.map.receive(delta)
        }
    };
    if let Received::Fetch(_) = received {
        state.fetch = Fetch::Asked;
    }
    Some(())
}

/// Without its rule a map takes what it has missed for nothing.
fn guess(state: &mut State, delta: Delta) {
    let Some(Snapshot { position, statuses }) = state.map.known().cloned() else { return };
    let Some(status) = statuses.get(delta.seat) else { return };
    if position.epoch == delta.position.epoch {
        for version in position.version + 1..delta.position.version {
            let position = Position::new(position.epoch, version);
            state.map.receive(Delta { position, seat: delta.seat, status });
        }
    }
}

fn arrive(state: &mut State) -> Option<()> {
    let Fetch::Answered(snapshot) = std::mem::replace(&mut state.fetch, Fetch::Idle) else { return None };
    let CaughtUp { fetch, .. } = state.map.fetched(snapshot);
    if fetch.is_some() {
        state.fetch = Fetch::Asked;
    }
    Some(())
}
