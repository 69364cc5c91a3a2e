//! Where a place stands, and giving it up.

use std::sync::Arc;
use std::time::Duration;

use primitives::{EventId, VisitorId};

use super::error::TicketError;
use super::live_line::LiveLine;
use super::queue_ticket::QueueTicket;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{Chance, Interval, PlaceEnd, PlaceNumber, PlaceState};

/// How many places from the head on may follow a stream.
const STREAMED: u32 = 20_000;
/// While there is nothing to wait for in line: a call, a session, an opening.
const ASK_AGAIN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceView {
    /// None before the draw.
    pub number: Option<PlaceNumber>,
    pub state: PlaceState,
    /// How many are called before it, at most. Before the draw: as if it came out last.
    pub ahead: u32,
    pub wait: Duration,
    pub ask_after: Duration,
    /// Whether it may follow a stream instead.
    pub may_stream: bool,
    /// None: it does not wait, or what is left is not known.
    pub chance: Option<Chance>,
}

impl PlaceView {
    /// From 1; 0 for one that does not wait any more. Before the draw as if it came out last.
    #[must_use]
    pub fn position(&self) -> u32 {
        match self.state {
            PlaceState::Registered
            | PlaceState::Waiting { .. }
            | PlaceState::Away
            | PlaceState::Returned { .. } => self.ahead.saturating_add(1),
            PlaceState::Called { .. }
            | PlaceState::Active { .. }
            | PlaceState::Ended
            | PlaceState::Closed => 0,
        }
    }

    /// In whole seconds, for those who count in no others.
    #[must_use]
    pub fn ask_after_seconds(&self) -> u64 {
        self.ask_after.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX)
    }
}

impl WaitingRooms {
    /// Without any call of the store: from what this instance knows.
    pub fn place(&self, ticket: &str, visitor: VisitorId) -> Result<PlaceView, TicketError> {
        let (ticket, line) = self.recognized(ticket, visitor)?;
        Ok(self.placement(&line, &ticket))
    }

    /// For a reader who has nothing but the ticket, and learns no more than where it stands.
    pub fn shown_place(&self, ticket: &str) -> Result<PlaceView, TicketError> {
        let (ticket, line) = self.genuine(ticket)?;
        Ok(self.placement(&line, &ticket))
    }

    /// The same, in the line of this event.
    pub fn shown_place_at(&self, event: EventId, ticket: &str) -> Result<PlaceView, TicketError> {
        let (ticket, line) = self.genuine(ticket)?;
        if ticket.event == event { Ok(self.placement(&line, &ticket)) } else { Err(TicketError::NotYours) }
    }

    /// Repeated, it changes nothing. Before the draw nothing is given up: a place has no number yet.
    pub async fn leave(&self, ticket: &str, visitor: VisitorId) -> Result<(), TicketError> {
        let (ticket, line) = self.recognized(ticket, visitor)?;
        if let Some(number) = line.number_of(ticket.index) {
            self.store.end(ticket.event, number, PlaceEnd::Left).await?;
            // So that its visitor, who may enter again at once, gets another one.
            self.refresh(ticket.event).await?;
        }
        Ok(())
    }

    /// A sign of life of a session.
    pub async fn heartbeat(&self, ticket: &str, visitor: VisitorId) -> Result<PlaceView, TicketError> {
        let (ticket, line) = self.recognized(ticket, visitor)?;
        let placement = self.placement(&line, &ticket);
        if let (PlaceState::Active { .. }, Some(number)) = (placement.state, placement.number) {
            self.store.renew(ticket.event, number).await?;
        }
        Ok(placement)
    }

    /// A ticket is worth something to its own visitor alone, in the room that it was issued for.
    pub(super) fn recognized(
        &self,
        ticket: &str,
        visitor: VisitorId,
    ) -> Result<(QueueTicket, Arc<LiveLine>), TicketError> {
        let (ticket, line) = self.genuine(ticket)?;
        if ticket.visitor == visitor { Ok((ticket, line)) } else { Err(TicketError::NotYours) }
    }

    fn genuine(&self, ticket: &str) -> Result<(QueueTicket, Arc<LiveLine>), TicketError> {
        let ticket = self.tickets.verify(ticket).ok_or(TicketError::NotYours)?;
        let line = self.line(ticket.event)?.filter(|line| line.room().epoch == ticket.epoch);
        Ok((ticket, line.ok_or(TicketError::Outdated)?))
    }

    /// Its visitor has just asked, and so is there.
    pub(super) fn placement(&self, line: &LiveLine, ticket: &QueueTicket) -> PlaceView {
        let number = line.number_of(ticket.index);
        if let Some(number) = number {
            self.note_seen(ticket.event, number);
        }
        let state = line.state_of(number);
        if let Some(restored_at) = line.room().restored_at.filter(|_| state != PlaceState::Ended) {
            self.recalls.note(ticket.event, restored_at, (ticket.visitor, ticket.index));
        }
        let ahead = match state {
            PlaceState::Waiting { ahead } | PlaceState::Returned { ahead } => Some(ahead),
            PlaceState::Away => Some(0),
            PlaceState::Registered
            | PlaceState::Called { .. }
            | PlaceState::Active { .. }
            | PlaceState::Ended
            | PlaceState::Closed => None,
        };
        let Interval { wait, ask_after } = match (ahead, number) {
            (Some(ahead), Some(number)) => line.interval(ahead, number),
            _ => Interval { wait: Duration::ZERO, ask_after: ASK_AGAIN },
        };
        let may_stream = ahead.is_some_and(|ahead| ahead <= STREAMED);
        let chance = ahead.and_then(|ahead| self.chance(ticket.event, &line.view, ahead));
        let last = if state == PlaceState::Registered { line.room().issued.saturating_sub(1) } else { 0 };
        PlaceView { number, state, ahead: ahead.unwrap_or(last), wait, ask_after, may_stream, chance }
    }
}
