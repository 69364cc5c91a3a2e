//! What other services ask: order wants prices and compares maps with its books, reservation wants to know what an event is.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use contracts::ErrorCode;
use contracts::http::headers::SEAT_VERSION;
use contracts::internal::catalog::{EventMetaBody, MAP, META, PRICES, PriceRangeBody, PricesBody};
use contracts::internal::reservation::SEAT_COUNT;
use server::{ApiError, Endpoint, EventIdPath, Routes};

use crate::app::{Catalog, CatalogError};

pub(crate) fn routes(catalog: Arc<Catalog>) -> Routes {
    let catalog = Data::from(catalog);
    Arc::new(move |config| {
        config
            .app_data(catalog.clone())
            .service(Endpoint::new(PRICES).get(prices))
            .service(Endpoint::new(META).get(meta))
            .service(Endpoint::new(MAP).get(map));
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

/// The map as this instance has it, which is what the streams of this instance have told.
async fn map(path: EventIdPath, catalog: Data<Catalog>) -> Result<HttpResponse, ApiError> {
    let map = catalog.live_map(path.0).await?;
    let snapshot = map.snapshot().ok_or(CatalogError::NotReady)?;
    let position = snapshot.position;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((SEAT_VERSION, format!("{}-{}", position.epoch, position.version)))
        .insert_header((SEAT_COUNT, snapshot.statuses.seats()))
        .body(snapshot.statuses.packed().to_vec()))
}

fn no_event() -> ApiError {
    ApiError::new(ErrorCode::EventNotFound, "there is no such event")
}
