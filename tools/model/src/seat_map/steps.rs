//! What may happen to the store, on the bus and to the map.

use catalog::domain::{CaughtUp, ChangeOutcome, Delta, MapPosition, Snapshot};
use primitives::SeatId;

use super::bounds::SeatMapModel;
use super::state::{Fetch, MapMessage, MapState, after};
use crate::{Rule, Rules};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MapAction {
    Change(SeatId),
    /// The replica that is promoted had not received the last change.
    Failover,
    Read,
    /// The next message never arrives; a later one will.
    Lose,
    ReadFromTheBeginning,
    StoreAnswers,
    SnapshotArrives,
}

pub(super) fn possible(model: &SeatMapModel, state: &MapState, actions: &mut Vec<MapAction>) {
    if state.changes < model.changes {
        actions.extend(state.seats().map(MapAction::Change));
    }
    if state.failovers < model.failovers {
        actions.push(MapAction::Failover);
    }
    if state.reads < state.topic.len() {
        actions.push(MapAction::Read);
    }
    if state.losses < model.losses && state.reads + 1 < state.topic.len() {
        actions.push(MapAction::Lose);
    }
    if state.replays < model.replays && state.reads > 0 {
        actions.push(MapAction::ReadFromTheBeginning);
    }
    match &state.fetch {
        Fetch::Idle => {}
        Fetch::Asked => actions.push(MapAction::StoreAnswers),
        Fetch::Answered(_) => actions.push(MapAction::SnapshotArrives),
    }
}

pub(super) fn take(rules: Rules, state: &mut MapState, action: MapAction) -> Option<()> {
    match action {
        MapAction::Change(seat) => change(state, seat),
        MapAction::Failover => failover(state),
        MapAction::Read => read(rules, state),
        MapAction::Lose => {
            state.losses += 1;
            state.reads += 1;
            Some(())
        }
        MapAction::ReadFromTheBeginning => {
            state.replays += 1;
            state.reads = 0;
            Some(())
        }
        MapAction::StoreAnswers => {
            state.fetch = Fetch::Answered(state.store()?.clone());
            Some(())
        }
        MapAction::SnapshotArrives => arrive(state),
    }
}

fn change(state: &mut MapState, seat: SeatId) -> Option<()> {
    let mut next = state.store()?.clone();
    let status = after(next.statuses.get(seat)?);
    next.statuses.set(seat, status);
    next.position = MapPosition::new(next.position.epoch, next.position.version + 1);
    state.topic.push(MapMessage::Change(Delta { position: next.position, seat, status }));
    state.history.push(next);
    state.changes += 1;
    Some(())
}

/// The store is rebuilt under a new epoch, and publishes that and nothing else.
fn failover(state: &mut MapState) -> Option<()> {
    if state.history.len() > 1 {
        state.lost.extend(state.history.pop());
    }
    let Snapshot { position, statuses } = state.store()?.clone();
    let began = MapPosition::new(position.epoch + 1, 0);
    state.history.push(Snapshot { position: began, statuses });
    state.topic.push(MapMessage::EpochBegan(began));
    state.failovers += 1;
    Some(())
}

fn read(rules: Rules, state: &mut MapState) -> Option<()> {
    let message = *state.topic.get(state.reads)?;
    state.reads += 1;
    let outcome = match message {
        MapMessage::EpochBegan(position) => state.map.epoch_began(position),
        MapMessage::Change(delta) => {
            if !rules.hold(Rule::SequenceGap) {
                guess(state, delta);
            }
            state.map.receive(&[delta])
        }
    };
    if let ChangeOutcome::Fetch(_) = outcome {
        state.fetch = Fetch::Asked;
    }
    Some(())
}

/// Without its rule a map takes what it has missed for nothing.
fn guess(state: &mut MapState, delta: Delta) {
    let Some(Snapshot { position, statuses }) = state.map.known().cloned() else { return };
    let Some(status) = statuses.get(delta.seat) else { return };
    if position.epoch == delta.position.epoch {
        for version in position.version + 1..delta.position.version {
            let position = MapPosition::new(position.epoch, version);
            state.map.receive(&[Delta { position, seat: delta.seat, status }]);
        }
    }
}

fn arrive(state: &mut MapState) -> Option<()> {
    let Fetch::Answered(snapshot) = std::mem::replace(&mut state.fetch, Fetch::Idle) else { return None };
    let CaughtUp { fetch, .. } = state.map.fetched(snapshot);
    if fetch.is_some() {
        state.fetch = Fetch::Asked;
    }
    Some(())
}
