//! The catalog knows which events are published.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::CatalogApi;
use contracts::api::catalog::PriceRangeBody;
use primitives::{EventId, SeatId, TierName, Timestamp};

use crate::domain::UnitRange;
use crate::ports::{EventMeta, Events, EventsUnavailable, PublishedEvent, SaleSection};

pub struct CatalogEvents(pub Arc<dyn CatalogApi>);

#[async_trait]
impl Events for CatalogEvents {
    async fn published(&self, event: EventId) -> Result<Option<PublishedEvent>, EventsUnavailable> {
        match self.0.meta(event).await {
            Ok(body) => {
                let on_sale_at = Timestamp::from_micros(body.on_sale_at_us);
                let meta = EventMeta { event, seat_count: body.seat_count, on_sale_at };
                let begins_at = body.begins_at_us.map(Timestamp::from_micros);
                Ok(Some(PublishedEvent { meta, begins_at }))
            }
            Err(error) if error.code() == Some(ErrorCode::EventNotFound) => Ok(None),
            Err(error) => Err(EventsUnavailable(error.into())),
        }
    }

    async fn sections(&self, event: EventId) -> Result<Option<Vec<SaleSection>>, EventsUnavailable> {
        match self.0.prices(event).await {
            Ok(body) => Ok(Some(body.ranges.into_iter().filter_map(section).collect())),
            Err(error) if error.code() == Some(ErrorCode::EventNotFound) => Ok(None),
            Err(error) => Err(EventsUnavailable(error.into())),
        }
    }
}

/// None: the catalog is of an earlier release, which knows no standing sections, and does not name the others.
fn section(range: PriceRangeBody) -> Option<SaleSection> {
    let PriceRangeBody { first, last, section, standing, tiers, price: _ } = range;
    let units = UnitRange { first: SeatId::new(first).ok()?, last: SeatId::new(last).ok()? };
    let tiers = tiers.iter().filter_map(|tier| TierName::parse(&tier.name)).collect();
    Some(SaleSection { name: section?, units: standing.then_some(units), tiers })
}
