//! The order service asks the catalog what seats cost.

use std::sync::Arc;

use async_trait::async_trait;
use catalog::app::Catalog;
use order::domain::{PriceList, PriceRange};
use order::ports::{Prices, PricesUnavailable};
use primitives::EventId;

pub(crate) struct CatalogPrices(pub(crate) Arc<Catalog>);

#[async_trait]
impl Prices for CatalogPrices {
    async fn price_list(&self, event: EventId) -> Result<Option<PriceList>, PricesUnavailable> {
        let prices = self.0.prices(event).await.map_err(|error| PricesUnavailable(error.into()))?;
        Ok(prices.map(|prices| {
            let ranges = prices.ranges.into_iter();
            let ranges =
                ranges.map(|range| PriceRange { first: range.first, last: range.last, price: range.price });
            PriceList::new(prices.currency, ranges.collect())
        }))
    }
}
