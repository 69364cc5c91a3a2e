//! What operators do to a room.

use std::sync::Arc;

use primitives::{EventId, Timestamp};

use super::error::{OpenError, RoomsUnknown};
use super::live_line::LiveLine;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{Draw, Phase, RoomChange, RoomRefusal, RoomRules};
use crate::ports::RoomError;

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
    Adjust { cap: Option<u32>, ceiling: Option<u32>, message: Option<String> },
    Beacon(String),
    Pause,
    Resume,
    Close,
}

impl WaitingRooms {
    pub async fn open(&self, event: EventId, opening: Opening) -> Result<Arc<LiveLine>, OpenError> {
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
        tracing::info!(event = event.get(), ?rules, ?opens_at, "an operator opens a waiting room");
        self.change(event, RoomChange::Open { rules, later }).await.map_err(OpenError::Room)
    }

    /// The log has what was set before and after, and why.
    pub async fn operate(
        &self,
        event: EventId,
        action: RoomAction,
        reason: Option<&str>,
    ) -> Result<Arc<LiveLine>, RoomError> {
        let before = self.line(event)?.ok_or(RoomRefusal::NoRoom)?;
        let (phase, rules) = (before.room().phase, &before.room().rules);
        tracing::info!(
            event = event.get(),
            ?phase,
            ?rules,
            ?action,
            reason,
            "an operator changes a waiting room"
        );
        let change = match action {
            RoomAction::Adjust { cap, ceiling, message } => RoomChange::Adjust(RoomRules {
                cap: cap.unwrap_or(rules.cap),
                ceiling: ceiling.unwrap_or(rules.ceiling),
                message: message.unwrap_or_else(|| rules.message.clone()),
            }),
            RoomAction::Beacon(value) => RoomChange::Beacon(value),
            RoomAction::Pause => RoomChange::Pause,
            RoomAction::Resume => RoomChange::Resume,
            RoomAction::Close => RoomChange::Close,
        };
        self.change(event, change).await
    }

    /// The lines in front of sales, by event: a hold at these events needs a pass.
    pub fn open_lines(&self) -> Result<Vec<(EventId, Arc<LiveLine>)>, RoomsUnknown> {
        self.check_rooms_known()?;
        let mut open = self.lines();
        open.retain(|(_, line)| line.room().phase != Phase::Closed);
        open.sort_unstable_by_key(|(event, _)| *event);
        Ok(open)
    }

    async fn change(&self, event: EventId, change: RoomChange) -> Result<Arc<LiveLine>, RoomError> {
        self.store.change(event, change).await?;
        self.refresh(event).await?;
        self.known_line(event).ok_or_else(|| RoomRefusal::NoRoom.into())
    }
}
