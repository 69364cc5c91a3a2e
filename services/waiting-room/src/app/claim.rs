//! A visitor who is called claims a session, and gets the pass for it.

use access::SalePass;
use primitives::VisitorId;

use super::error::TicketError;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{CallRefusal, PlaceClaim, SESSION_LASTS, SessionId, SlotState};
use crate::metrics;

impl WaitingRooms {
    /// The pass, and what it says. A second claim gets the same one: the session is stored before its pass is signed.
    pub async fn claim(&self, ticket: &str, visitor: VisitorId) -> Result<(String, SalePass), TicketError> {
        let (ticket, line) = self.recognized(ticket, visitor)?;
        let number = line.number_of(ticket.index).ok_or(CallRefusal::NotCalled)?;
        // The ticket is the record, also where the store has lost whose place it is.
        if line.room().restored_at.is_some() {
            self.store.recall(ticket.event, &[(ticket.visitor, ticket.index)]).await?;
        }
        let session = SessionId(self.tickets.session(&ticket));
        let claim = PlaceClaim { visitor, index: ticket.index, number, session };
        let slot = self.store.claim(ticket.event, &claim).await?;
        let SlotState::Active { session: SessionId(session), end } = slot.state else {
            return Err(CallRefusal::NotCalled.into());
        };
        let pass = SalePass {
            event: ticket.event,
            visitor,
            session,
            issued_at: end.minus(SESSION_LASTS),
            expires_at: end,
        };
        let token = self.passes.issue(&pass).map_err(TicketError::Signing)?;
        metrics::claimed();
        Ok((token, pass))
    }
}
