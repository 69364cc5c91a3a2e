//! The catalog knows what seats cost.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::CatalogApi;
use contracts::api::catalog::{PriceRangeBody, PricesBody};
use contracts::http::catalog::TierBody;
use primitives::{Cause, Currency, EventId, InvalidId, SeatId, TierName};

use crate::domain::{PriceList, PriceRange};
use crate::ports::{Prices, PricesUnavailable};

pub struct CatalogPrices(pub Arc<dyn CatalogApi>);

#[async_trait]
impl Prices for CatalogPrices {
    async fn price_list(&self, event: EventId) -> Result<Option<PriceList>, PricesUnavailable> {
        match self.0.prices(event).await {
            Ok(body) => price_list(&body).map(Some).map_err(PricesUnavailable),
            Err(error) if error.code() == Some(ErrorCode::EventNotFound) => Ok(None),
            Err(error) => Err(PricesUnavailable(error.into())),
        }
    }
}

fn price_list(body: &PricesBody) -> Result<PriceList, Cause> {
    let ranges = body.ranges.iter().map(range).collect::<Result<_, _>>()?;
    Ok(PriceList::new(Currency::parse(&body.currency)?, ranges).with_buyer_limit(body.buyer_limit))
}

fn range(body: &PriceRangeBody) -> Result<PriceRange, InvalidId> {
    let tier = |tier: &TierBody| Some((TierName::parse(&tier.name)?, tier.price));
    let tiers = body.tiers.iter().filter_map(tier).collect();
    Ok(PriceRange {
        first: SeatId::new(body.first)?,
        last: SeatId::new(body.last)?,
        price: body.price,
        tiers,
    })
}
