//! A visitor joins the line.

use primitives::{EventId, VisitorId};

use super::error::EnterError;
use super::live_line::LiveLine;
use super::places::PlaceView;
use super::queue_ticket::QueueTicket;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{Join, JoinRefusal, PlaceState};
use crate::metrics;
use crate::ports::LineUnavailable;

#[derive(Debug, thiserror::Error)]
#[error("the store has lost the line, which is being put together again")]
struct LineLost;

#[derive(Debug, Clone)]
pub struct Entered {
    pub ticket: String,
    pub placement: PlaceView,
}

impl WaitingRooms {
    /// One who has a place keeps it; one whose place has ended gets another one, behind all others.
    /// A ticket that is shown is the record of the place, also where the store has lost whose place it is.
    pub async fn enter(
        &self,
        event: EventId,
        visitor: VisitorId,
        ticket: Option<&str>,
    ) -> Result<Entered, EnterError> {
        let entered = self.enter_line(event, visitor, ticket).await;
        metrics::join_answered(outcome(&entered));
        entered
    }

    async fn enter_line(
        &self,
        event: EventId,
        visitor: VisitorId,
        ticket: Option<&str>,
    ) -> Result<Entered, EnterError> {
        let line = self.line(event)?.ok_or(JoinRefusal::NoRoom)?;
        self.recall_shown(&line, visitor, ticket).await?;
        let join = Join { visitor, instead_of: None };
        let mut joined = match self.joining.join(event, join).await {
            Err(EnterError::Refused(JoinRefusal::NoRoom)) => {
                return Err(LineUnavailable::new(LineLost).into());
            }
            joined => joined?,
        };
        let has_ended = line.state_of(line.number_of(joined.index)) == PlaceState::Ended;
        if has_ended && !joined.is_new {
            let again = Join { instead_of: Some(joined.index), ..join };
            joined = self.joining.join(event, again).await?;
        }
        let ticket = QueueTicket { event, epoch: line.room().epoch, index: joined.index, visitor };
        Ok(Entered { ticket: self.tickets.sign(&ticket), placement: self.placement(&line, &ticket) })
    }

    async fn recall_shown(
        &self,
        line: &LiveLine,
        visitor: VisitorId,
        ticket: Option<&str>,
    ) -> Result<(), EnterError> {
        let Some(ticket) = ticket.filter(|_| line.room().restored_at.is_some()) else { return Ok(()) };
        let Ok((ticket, line)) = self.recognized(ticket, visitor) else { return Ok(()) };
        if line.state_of(line.number_of(ticket.index)) != PlaceState::Ended {
            self.store.recall(ticket.event, &[(visitor, ticket.index)]).await?;
        }
        Ok(())
    }
}

/// As a label of metrics.
fn outcome(entered: &Result<Entered, EnterError>) -> &'static str {
    match entered {
        Ok(_) => "placed",
        Err(EnterError::Refused(JoinRefusal::NoRoom)) => "no_room",
        Err(EnterError::Refused(JoinRefusal::Closed)) => "closed",
        Err(EnterError::Refused(JoinRefusal::Full)) => "full",
        Err(EnterError::Busy) => "busy",
        Err(EnterError::Unavailable(_)) => "unavailable",
    }
}
