//! What other services ask: order wants prices, reservation wants to know what an event is.

use std::sync::Arc;

use actix_web::web::{Data, Json};
use contracts::ErrorCode;
use contracts::internal::catalog::{EventMetaBody, META, PRICES, PriceRangeBody, PricesBody};
use server::{ApiError, Endpoint, EventIdPath, Routes};

use crate::app::Catalog;

pub(crate) fn routes(catalog: Arc<Catalog>) -> Routes {
    let catalog = Data::from(catalog);
    Arc::new(move |config| {
        config
            .app_data(catalog.clone())
            .service(Endpoint::new(PRICES).get(prices))
            .service(Endpoint::new(META).get(meta));
    })
}

async fn prices(path: EventIdPath, catalog: Data<Catalog>) -> Result<Json<PricesBody>, ApiError> {
    let prices = catalog.prices(path.0).await?.ok_or_else(no_event)?;
    let ranges = prices.ranges.iter().map(|range| PriceRangeBody {
        first: range.first.get(),
        last: range.last.get(),
        price: range.price,
    });
    Ok(Json(PricesBody { currency: prices.currency.to_string(), ranges: ranges.collect() }))
}

async fn meta(path: EventIdPath, catalog: Data<Catalog>) -> Result<Json<EventMetaBody>, ApiError> {
    let meta = catalog.meta(path.0).await?.ok_or_else(no_event)?;
    Ok(Json(EventMetaBody {
        event_id: meta.event.get(),
        seat_count: meta.seat_count,
        on_sale_at_us: meta.on_sale_at.as_micros(),
    }))
}

fn no_event() -> ApiError {
    ApiError::new(ErrorCode::EventNotFound, "there is no such event")
}
