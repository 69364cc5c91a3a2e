//! What operators do to a room, as it is recorded.

use primitives::Timestamp;

use super::changed_by::{ChangedBy, Control};
use super::fail_open::FailOpen;
use super::room::{Phase, Room};
use super::room_change::RoomChange;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlAction {
    Open,
    Adjust,
    Pause,
    Resume,
    Close,
    FailOpen,
    EndFailOpen,
    Beacon,
}

/// What operators decide of a room. The secret of a draw is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSettings {
    pub phase: Phase,
    pub cap: u32,
    pub ceiling: u32,
    pub message: String,
    pub work_bits: Option<u32>,
    pub opens_at: Option<Timestamp>,
    pub beacon: Option<String>,
    pub fail_open: Option<FailOpen>,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlRecord {
    pub at: Timestamp,
    pub action: ControlAction,
    pub control: Control,
    /// None: there was no room, or a closed one.
    pub before: Option<RoomSettings>,
    pub after: RoomSettings,
}

/// How many records of an event are kept; older ones go first.
pub const RECORDS_MAX: u32 = 500;

impl ControlRecord {
    /// None: this is nothing that operators do.
    #[must_use]
    pub fn of(
        change: &RoomChange,
        by: &ChangedBy,
        (before, after): (Option<&Room>, &Room),
        now: Timestamp,
    ) -> Option<Self> {
        let ChangedBy::Operator(control) = by else { return None };
        let before =
            before.filter(|room| room.phase != Phase::Closed).map(|room| RoomSettings::of(room, now));
        let (action, control) = (ControlAction::of(change)?, control.clone());
        Some(Self { at: now, action, control, before, after: RoomSettings::of(after, now) })
    }
}

impl ControlAction {
    fn of(change: &RoomChange) -> Option<Self> {
        match change {
            RoomChange::Open { .. } => Some(Self::Open),
            RoomChange::Adjust(_) => Some(Self::Adjust),
            RoomChange::Pause => Some(Self::Pause),
            RoomChange::Resume => Some(Self::Resume),
            RoomChange::Close => Some(Self::Close),
            RoomChange::FailOpen { .. } => Some(Self::FailOpen),
            RoomChange::EndFailOpen => Some(Self::EndFailOpen),
            RoomChange::Beacon(_) => Some(Self::Beacon),
            RoomChange::Steer(_) | RoomChange::Seal(_) | RoomChange::Draw => None,
        }
    }
}

impl RoomSettings {
    #[must_use]
    pub fn of(room: &Room, now: Timestamp) -> Self {
        Self {
            phase: room.phase,
            cap: room.rules.cap,
            ceiling: room.rules.ceiling,
            message: room.rules.message.clone(),
            work_bits: room.rules.work_bits,
            opens_at: room.opens_at,
            beacon: room.draw.as_ref().and_then(|draw| draw.beacon.clone()),
            fail_open: room.fail_open(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Reading, RoomRules};

    #[test]
    fn what_operators_change_is_recorded_and_what_the_line_does_by_itself_is_not() {
        let now = Timestamp::from_micros(7);
        let room = Room::open_at_once(RoomRules::default(), now);
        let control = Control { actor: "mina".to_owned(), reason: "the doors are late".to_owned() };
        let by = ChangedBy::Operator(control.clone());
        let after = RoomChange::Pause.apply(Some(&room), now).unwrap();
        let record = ControlRecord::of(&RoomChange::Pause, &by, (Some(&room), &after), now).unwrap();
        assert_eq!((record.action, record.control), (ControlAction::Pause, control));
        assert_eq!(record.before.map(|before| before.phase), Some(Phase::Open));
        assert_eq!(record.after.phase, Phase::Paused);
        let line = ChangedBy::Line { epoch: room.epoch };
        assert_eq!(ControlRecord::of(&RoomChange::Close, &line, (Some(&room), &after), now), None);
        let steer = RoomChange::Steer(Reading::default());
        assert_eq!(ControlRecord::of(&steer, &by, (Some(&room), &after), now), None);
    }
}
