//! What the catalog answers to other services: order wants prices and compares maps with its books, reservation wants to know what an
//! event is, and the doors of routes about events whose it is.

use async_trait::async_trait;
use bytes::Bytes;
use contracts::ErrorCode;
use contracts::api::catalog::{
    CountsBody, EventMetaBody, GridAreaBody, PoolStockBody, PriceRangeBody, PricesBody, StockBody,
};
use contracts::api::{CallError, CatalogApi, PackedSnapshot};
use contracts::http::catalog::TierBody;
use primitives::{EventId, Timestamp};
use server::ApiError;

use crate::app::{Catalog, CatalogError};
use crate::domain::{PoolCount, PriceTier, SeatRange, Section, Stage};

#[async_trait]
impl CatalogApi for Catalog {
    async fn prices(&self, event: EventId) -> Result<PricesBody, CallError> {
        let map = self.map(event).await?.ok_or_else(no_event)?;
        let (layout, prices) = (map.plan().layout(), map.plan().prices());
        let stage =
            layout.stage().map(|Stage { top, left, rows, cols }| GridAreaBody { top, left, rows, cols });
        Ok(PricesBody {
            currency: prices.currency.to_string(),
            ranges: prices.ranges.iter().zip(layout.sections()).map(range).collect(),
            stage,
            set_aside: layout.flags().iter().map(|(seat, _)| seat.get()).collect(),
            singles_from_us: layout.singles_from().map(Timestamp::as_micros),
            buyer_limit: layout.buyer_limit(),
        })
    }

    async fn meta(&self, event: EventId) -> Result<EventMetaBody, CallError> {
        let (meta, details) = self.published(event).await?.ok_or_else(no_event)?;
        Ok(EventMetaBody {
            event_id: meta.event.get(),
            seat_count: meta.seat_count,
            on_sale_at_us: meta.on_sale_at.as_micros(),
            begins_at_us: Some(details.date_time.as_micros()),
            organization_id: details.organization,
        })
    }

    async fn map(&self, event: EventId) -> Result<PackedSnapshot, CallError> {
        let snapshot = self.live_map(event).await?.snapshot().ok_or(CatalogError::NotReady)?;
        Ok(PackedSnapshot {
            epoch: snapshot.position.epoch,
            version: snapshot.position.version,
            seats: snapshot.statuses.seats() as usize,
            packed: Bytes::copy_from_slice(snapshot.statuses.packed()),
            left_single: None,
        })
    }

    async fn stock(&self, event: EventId) -> Result<StockBody, CallError> {
        let feed = self.sale(event).await?;
        let last = feed.last_stock();
        let (position, counts) = feed.map().pool_counts().ok_or(CatalogError::NotReady)?;
        let seats = last.filter(|(at, _)| *at == position).map(|(_, stock)| CountsBody {
            available: stock.remaining,
            held: stock.in_hold,
            sold: stock.sold,
        });
        let ranges = feed.map().plan().prices().ranges.iter().filter(|range| range.standing);
        let pools = ranges.zip(counts).map(|(range, count)| pool(range, count)).collect();
        Ok(StockBody { epoch: position.epoch, version: position.version, seats, pools })
    }
}

fn pool(range: &SeatRange, PoolCount { available, held, sold, .. }: PoolCount) -> PoolStockBody {
    let units = CountsBody { available, held, sold };
    PoolStockBody { first: range.first.get(), last: range.last.get(), units }
}

fn range((range, section): (&SeatRange, &Section)) -> PriceRangeBody {
    let seats = section.standing.is_none().then_some(section);
    PriceRangeBody {
        first: range.first.get(),
        last: range.last.get(),
        price: range.price,
        section: Some(range.section.clone()),
        standing: range.standing,
        area: seats.and_then(area),
        tiers: range.tiers.iter().map(tier).collect(),
    }
}

fn area(section: &Section) -> Option<GridAreaBody> {
    let (top, left) = (i32::try_from(section.top).ok()?, i32::try_from(section.left).ok()?);
    Some(GridAreaBody { top, left, rows: section.rows, cols: section.cols })
}

fn tier(tier: &PriceTier) -> TierBody {
    TierBody { name: tier.name.to_string(), price: tier.price, cap: tier.cap }
}

fn no_event() -> CallError {
    CallError::refused(ErrorCode::EventNotFound, "there is no such event")
}

impl From<CatalogError> for CallError {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::Store(_) | CatalogError::Reservations(_) => Self::unavailable(error),
            CatalogError::UnknownEvent
            | CatalogError::Invalid(_)
            | CatalogError::NotReady
            | CatalogError::Render(_) => ApiError::from(error).into(),
        }
    }
}
