//! The catalog tells what seats cost.

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::internal::catalog::{PriceRangeBody, PricesBody, prices_path};
use primitives::{Cause, Currency, EventId, InvalidId, SeatId};
use service_client::{Call, CallError, RetryingClient};

use crate::domain::{PriceList, PriceRange};
use crate::ports::{Prices, PricesUnavailable};

pub struct HttpPrices {
    catalog: RetryingClient,
}

impl HttpPrices {
    #[must_use]
    pub fn new(catalog: RetryingClient) -> Self {
        Self { catalog }
    }
}

#[async_trait]
impl Prices for HttpPrices {
    async fn price_list(&self, event: EventId) -> Result<Option<PriceList>, PricesUnavailable> {
        match self.catalog.call::<PricesBody>(&Call::get("prices", prices_path(event))).await {
            Ok(body) => read(&body).map(Some).map_err(PricesUnavailable),
            Err(CallError::Refused(refusal)) if refusal.code == ErrorCode::EventNotFound => Ok(None),
            Err(error) => Err(PricesUnavailable(error.into())),
        }
    }
}

fn read(body: &PricesBody) -> Result<PriceList, Cause> {
    let ranges = body.ranges.iter().map(range).collect::<Result<_, _>>()?;
    Ok(PriceList::new(Currency::parse(&body.currency)?, ranges))
}

fn range(body: &PriceRangeBody) -> Result<PriceRange, InvalidId> {
    Ok(PriceRange { first: SeatId::new(body.first)?, last: SeatId::new(body.last)?, price: body.price })
}
