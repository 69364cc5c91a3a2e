//! What operators do to a room.

use std::sync::Arc;
use std::time::Duration;

use primitives::{EventId, Timestamp};

use super::error::{OpenError, RoomsUnknown};
use super::live_line::LiveLine;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{ChangedBy, Control, ControlRecord, Draw, Phase, RoomChange, RoomRefusal, RoomRules};
use crate::ports::{LineUnavailable, RoomError};

/// How a room is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub rules: RoomRules,
    /// Later, with a registration before and a draw then; absent: at once.
    pub opens_at: Option<Timestamp>,
    /// The round of a public beacon that is mixed into the draw.
    pub round: Option<u64>,
}

/// What needs nothing but its name, or what it sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoomAction {
    Adjust {
        cap: Option<u32>,
        ceiling: Option<u32>,
        message: Option<String>,
        work_bits: Option<u32>,
    },
    Beacon(String),
    Pause,
    Resume,
    Close,
    /// Visitors get in without a pass, so many a second and for so long.
    FailOpen {
        per_second: u32,
        lasts: Duration,
    },
    EndFailOpen,
}

impl WaitingRooms {
    pub async fn open(
        &self,
        event: EventId,
        opening: Opening,
        control: Control,
    ) -> Result<Arc<LiveLine>, OpenError> {
        let Opening { rules, opens_at, round } = opening;
        let later = match opens_at {
            Some(opens_at) if opens_at <= self.clock.now() => return Err(OpenError::InThePast),
            Some(opens_at) => {
                let mut secret = [0; 32];
                self.ids.fill(&mut secret);
                Some((opens_at, Draw::new(secret, round)))
            }
            None => None,
        };
        tracing::info!(
            event = event.get(),
            ?rules,
            ?opens_at,
            actor = control.actor,
            "an operator opens a waiting room"
        );
        self.change(event, RoomChange::Open { rules, later }, control).await.map_err(OpenError::Room)
    }

    /// What was before and after, by whom and why is recorded with the change.
    pub async fn operate(
        &self,
        event: EventId,
        action: RoomAction,
        control: Control,
    ) -> Result<Arc<LiveLine>, RoomError> {
        let before = self.line(event)?.ok_or(RoomRefusal::NoRoom)?;
        let rules = &before.room().rules;
        let Control { actor, reason } = &control;
        tracing::info!(event = event.get(), ?action, actor, reason, "an operator changes a waiting room");
        let change = match action {
            RoomAction::Adjust { cap, ceiling, message, work_bits } => RoomChange::Adjust(RoomRules {
                cap: cap.unwrap_or(rules.cap),
                ceiling: ceiling.unwrap_or(rules.ceiling),
                message: message.unwrap_or_else(|| rules.message.clone()),
                work_bits: work_bits.or(rules.work_bits),
            }),
            RoomAction::Beacon(value) => RoomChange::Beacon(value),
            RoomAction::Pause => RoomChange::Pause,
            RoomAction::Resume => RoomChange::Resume,
            RoomAction::Close => RoomChange::Close,
            RoomAction::FailOpen { per_second, lasts } => RoomChange::FailOpen { per_second, lasts },
            RoomAction::EndFailOpen => RoomChange::EndFailOpen,
        };
        self.change(event, change, control).await
    }

    /// The last so many things that operators did, the latest first.
    pub async fn controls(&self, event: EventId, limit: u32) -> Result<Vec<ControlRecord>, LineUnavailable> {
        self.store.controls(event, limit).await
    }

    /// The lines in front of sales, by event: a hold at these events needs a pass.
    pub fn open_lines(&self) -> Result<Vec<(EventId, Arc<LiveLine>)>, RoomsUnknown> {
        self.check_rooms_known()?;
        let mut open = self.lines();
        open.retain(|(_, line)| line.room().phase != Phase::Closed);
        open.sort_unstable_by_key(|(event, _)| *event);
        Ok(open)
    }

    async fn change(
        &self,
        event: EventId,
        change: RoomChange,
        control: Control,
    ) -> Result<Arc<LiveLine>, RoomError> {
        self.store.change(event, change, ChangedBy::Operator(control)).await?;
        self.refresh(event).await?;
        self.known_line(event).ok_or_else(|| RoomRefusal::NoRoom.into())
    }
}
