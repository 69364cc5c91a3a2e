//! A visitor joins the line.

use primitives::{EventId, VisitorId};

use super::error::EnterError;
use super::live_line::LiveLine;
use super::places::PlaceView;
use super::price::LineArrival;
use super::queue_ticket::QueueTicket;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{Join, JoinIndex, JoinRefusal, JoinedPlace};
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
    /// One who has a place keeps it; one whose place has ended gets another one, behind all others, for what a place costs.
    /// A ticket that is shown is the record of the place, also where the store has lost whose place it is.
    pub async fn enter(
        &self,
        event: EventId,
        visitor: VisitorId,
        arrival: &LineArrival,
    ) -> Result<Entered, EnterError> {
        let entered = self.enter_line(event, visitor, arrival).await;
        metrics::join_answered(outcome(&entered));
        entered
    }

    async fn enter_line(
        &self,
        event: EventId,
        visitor: VisitorId,
        arrival: &LineArrival,
    ) -> Result<Entered, EnterError> {
        let line = self.line(event)?.ok_or(JoinRefusal::NoRoom)?;
        self.recall_shown(&line, visitor, arrival.ticket.as_deref()).await?;
        let index = match self.join_for_work(event, &line, visitor, arrival).await? {
            Some(index) => index,
            None => self.join_for_nothing(event, &line, visitor).await?,
        };
        let ticket = QueueTicket { event, epoch: line.room().epoch, index, visitor };
        Ok(Entered { ticket: self.tickets.sign(&ticket), placement: self.placement(&line, &ticket) })
    }

    async fn join_for_nothing(
        &self,
        event: EventId,
        line: &LiveLine,
        visitor: VisitorId,
    ) -> Result<JoinIndex, EnterError> {
        let join = Join { visitor, instead_of: None };
        let joined = self.join(event, join).await?;
        if joined.is_new || !line.has_ended(joined.index) {
            return Ok(joined.index);
        }
        Ok(self.join(event, Join { instead_of: Some(joined.index), ..join }).await?.index)
    }

    /// Of a line that is known here: a store that does not know it has lost it.
    pub(super) async fn join(&self, event: EventId, join: Join) -> Result<JoinedPlace, EnterError> {
        match self.joining.join(event, join).await {
            Err(EnterError::Refused(JoinRefusal::NoRoom)) => Err(LineUnavailable::new(LineLost).into()),
            joined => joined,
        }
    }

    async fn recall_shown(
        &self,
        line: &LiveLine,
        visitor: VisitorId,
        ticket: Option<&str>,
    ) -> Result<(), EnterError> {
        let Some(ticket) = ticket.filter(|_| line.room().restored_at.is_some()) else { return Ok(()) };
        let Ok((ticket, line)) = self.recognized(ticket, visitor) else { return Ok(()) };
        if !line.has_ended(ticket.index) {
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
        Err(EnterError::Work(_)) => "unpaid",
        Err(EnterError::Busy) => "busy",
        Err(EnterError::Unavailable(_)) => "unavailable",
    }
}
