//! The catalog knows which events are published.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::CatalogApi;
use contracts::api::catalog::{GridAreaBody, PriceRangeBody, PricesBody};
use contracts::http::catalog::TierBody;
use primitives::{Currency, EventId, SeatId, TierName, Timestamp};

use crate::domain::{GridArea, SalePlan, SaleSection, SectionRows, TierPrice, UnitRange};
use crate::ports::{EventMeta, Events, EventsUnavailable, PublishedEvent};

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

    async fn plan(&self, event: EventId) -> Result<Option<SalePlan>, EventsUnavailable> {
        match self.0.prices(event).await {
            Ok(body) => Ok(Some(plan(body))),
            Err(error) if error.code() == Some(ErrorCode::EventNotFound) => Ok(None),
            Err(error) => Err(EventsUnavailable(error.into())),
        }
    }
}

fn plan(body: PricesBody) -> SalePlan {
    let PricesBody { ranges, stage, set_aside, singles_from_us, buyer_limit, currency } = body;
    let sections = ranges.into_iter().filter_map(section).collect();
    let set_aside = set_aside.into_iter().filter_map(|seat| SeatId::new(seat).ok()).collect();
    SalePlan::new(sections, stage.map(grid_area))
        .priced_in(Currency::parse(&currency).ok())
        .setting_aside(set_aside)
        .without_singles_until(singles_from_us.map(Timestamp::from_micros))
        .with_buyer_limit(buyer_limit)
}

/// None: the catalog is of an earlier release, which knows no standing sections, and does not name the others.
fn section(range: PriceRangeBody) -> Option<SaleSection> {
    let PriceRangeBody { first, last, section, standing, area, tiers, price } = range;
    let units = UnitRange { first: SeatId::new(first).ok()?, last: SeatId::new(last).ok()? };
    let rows = area.map(|body| SectionRows { first: units.first, area: grid_area(body) });
    let tier = |TierBody { name, price, cap }: &TierBody| {
        Some(TierPrice { name: TierName::parse(name)?, price: *price, cap: *cap })
    };
    let tiers = tiers.iter().filter_map(tier).collect();
    Some(SaleSection { name: section?, price, units: standing.then_some(units), rows, tiers })
}

fn grid_area(GridAreaBody { top, left, rows, cols }: GridAreaBody) -> GridArea {
    GridArea { top, left, rows, cols }
}
