//! Publishing an event: once, and for good. Only the time at which it goes on sale may move.

use primitives::{EventId, Timestamp};

use super::catalog::Catalog;
use super::error::CatalogError;
use crate::domain::{Event, EventDetails, NewEvent};
use crate::ports::EventMeta;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    New,
    /// There is an event with this id already: it stays as it is.
    Already,
}

impl Catalog {
    /// Freezes layout and prices and creates the seats in the seat store. A crash between the two is repaired by the next start, or by
    /// calling this again.
    pub async fn publish(&self, new: NewEvent) -> Result<Published, CatalogError> {
        let event = Event::publish(new, self.clock.now())?;
        let id = event.details.id;
        let published = self.record(&event).await?;
        self.install(id).await?;
        self.map(id).await?;
        Ok(published)
    }

    /// Moves the time from which seats may be held.
    pub async fn move_on_sale(&self, event: EventId, at: Timestamp) -> Result<(), CatalogError> {
        let mut tx = self.store.begin().await?;
        if !tx.set_on_sale_at(event, at).await? {
            return Err(CatalogError::UnknownEvent);
        }
        tx.commit().await?;
        self.install(event).await
    }

    /// Installs the event in the seat store as the records have it. Repeated at every start, because the two are different stores; but the seat
    /// store forgets an event that is over, and is not to have it again.
    pub async fn install(&self, event: EventId) -> Result<(), CatalogError> {
        let (meta, details) = self.published(event).await?.ok_or(CatalogError::UnknownEvent)?;
        if details.date_time > self.forgotten_before() {
            self.reservations.install(meta).await?;
        }
        Ok(())
    }

    /// What the seat store needs to know of the event, and what it is; none when there is no such event. From the records alone, because it is
    /// read while the seat store is being rebuilt.
    pub async fn published(&self, event: EventId) -> Result<Option<(EventMeta, EventDetails)>, CatalogError> {
        let Some(details) = self.store.details(event).await? else { return Ok(None) };
        let Some(layout) = self.store.layout(event).await? else { return Ok(None) };
        let meta = EventMeta { event, seat_count: layout.capacity(), on_sale_at: details.on_sale_at };
        Ok(Some((meta, details)))
    }

    async fn record(&self, event: &Event) -> Result<Published, CatalogError> {
        let mut tx = self.store.begin().await?;
        if !tx.insert(event).await? {
            return Ok(Published::Already);
        }
        tx.commit().await?;
        Ok(Published::New)
    }
}
