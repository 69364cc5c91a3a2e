//! A visitor joins the line.

use primitives::{EventId, VisitorId};

use super::error::EnterError;
use super::places::PlaceView;
use super::queue_ticket::QueueTicket;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{Join, JoinRefusal, PlaceState};
use crate::metrics;

#[derive(Debug, Clone)]
pub struct Entered {
    pub ticket: String,
    pub placement: PlaceView,
}

impl WaitingRooms {
    /// One who has a place keeps it; one whose place has ended gets another one, behind all others.
    pub async fn enter(&self, event: EventId, visitor: VisitorId) -> Result<Entered, EnterError> {
        let entered = self.enter_line(event, visitor).await;
        metrics::join_answered(outcome(&entered));
        entered
    }

    async fn enter_line(&self, event: EventId, visitor: VisitorId) -> Result<Entered, EnterError> {
        let line = self.line(event)?.ok_or(JoinRefusal::NoRoom)?;
        let join = Join { visitor, instead_of: None };
        let mut joined = self.joining.join(event, join).await?;
        let has_ended = line.state_of(line.number_of(joined.index)) == PlaceState::Ended;
        if has_ended && !joined.is_new {
            let again = Join { instead_of: Some(joined.index), ..join };
            joined = self.joining.join(event, again).await?;
        }
        let ticket = QueueTicket { event, epoch: line.room().epoch, index: joined.index, visitor };
        Ok(Entered { ticket: self.tickets.sign(&ticket), placement: self.placement(&line, &ticket) })
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
