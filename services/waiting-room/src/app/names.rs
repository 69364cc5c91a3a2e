//! Callers who are known by two names, because they have logged in: what they got in line as a guest stays the guest's, and is theirs.

use access::VisitorNames;
use primitives::{EventId, VisitorId};

use super::waiting_rooms::WaitingRooms;
use crate::domain::PlaceState;
use crate::ports::LineUnavailable;

impl WaitingRooms {
    /// Under which of its names a caller has the ticket. One that is not the caller's is refused later, under its own name.
    #[must_use]
    pub fn visitor_of_ticket(&self, ticket: &str, names: VisitorNames) -> VisitorId {
        let named = names.was.and_then(|_| self.tickets.verify(ticket)).map(|ticket| ticket.visitor);
        named.filter(|visitor| names.has(*visitor)).unwrap_or(names.own)
    }

    /// Under which of its names a caller has a place in the line: its own, where it has none. Only who has two names costs a look at the store.
    pub async fn visitor_in_line(
        &self,
        event: EventId,
        names: VisitorNames,
    ) -> Result<VisitorId, LineUnavailable> {
        let Some(was) = names.was else { return Ok(names.own) };
        for visitor in [names.own, was] {
            let place = self.own_place(event, visitor).await?;
            if place.is_some_and(|place| place.placement.state != PlaceState::Ended) {
                return Ok(visitor);
            }
        }
        Ok(names.own)
    }
}
