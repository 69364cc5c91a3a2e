//! What reservation asks: what is sold and under way when it builds its seats up, and whether it is right in between; and what
//! whoever runs the house asks: whether the promises are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::web::{Data, Json};
use contracts::ErrorCode;
use contracts::internal::order::{
    AskStandingBody, BEGIN_REBUILD, BeginRebuildBody, RebuildBody, STANDING, SoldBody, StageBody,
    StandingBody, UnderWayBody, VERIFY,
};
use primitives::{EventId, HoldOwner, OrderId};
use server::{ApiError, Endpoint, JsonBody, Routes};
use uuid::Uuid;

use super::verify::verify;
use crate::app::SalesRecords;
use crate::app::audit::Audit;
use crate::domain::sales::{LedgerRow, OrderStage, UnderWay};

pub(crate) fn routes(records: SalesRecords, audit: Arc<Audit>) -> Routes {
    let (records, audit) = (Data::from(Arc::new(records)), Data::from(audit));
    Arc::new(move |config| {
        config
            .app_data(records.clone())
            .app_data(audit.clone())
            .service(Endpoint::new(BEGIN_REBUILD).post(begin_rebuild))
            .service(Endpoint::new(STANDING).post(standing))
            .service(Endpoint::new(VERIFY).post(verify));
    })
}

async fn begin_rebuild(
    body: JsonBody<BeginRebuildBody>,
    records: Data<SalesRecords>,
) -> Result<Json<RebuildBody>, ApiError> {
    // Whatever is wrong with the records, the seats can only wait.
    let sales = records.begin_rebuild(event(body.0.event_id)?).await.map_err(ApiError::unavailable)?;
    let under_way = sales.under_way.iter().map(|order| under_way(order, &records));
    Ok(Json(RebuildBody { epoch: sales.epoch, under_way: under_way.collect(), sold: by_order(&sales.sold) }))
}

async fn standing(
    body: JsonBody<AskStandingBody>,
    records: Data<SalesRecords>,
) -> Result<Json<StandingBody>, ApiError> {
    let orders: Vec<OrderId> = body.0.order_ids.into_iter().map(OrderId::from_uuid).collect();
    let standing = records.standing(event(body.0.event_id)?, &orders).await.map_err(ApiError::unavailable)?;
    let ended = standing.ended.iter().map(|order| *order.as_uuid()).collect();
    Ok(Json(StandingBody { sold: by_order(&standing.sold), ended }))
}

fn event(id: i64) -> Result<EventId, ApiError> {
    EventId::new(id).map_err(|error| ApiError::new(ErrorCode::BadRequest, error.to_string()))
}

fn by_order(sold: &[LedgerRow]) -> Vec<SoldBody> {
    let mut orders: BTreeMap<Uuid, Vec<i64>> = BTreeMap::new();
    for row in sold {
        orders.entry(*row.order.as_uuid()).or_default().push(row.seat.get());
    }
    orders.into_iter().map(|(order_id, seat_ids)| SoldBody { order_id, seat_ids }).collect()
}

fn under_way(order: &UnderWay, records: &SalesRecords) -> UnderWayBody {
    UnderWayBody {
        order_id: *order.order.as_uuid(),
        seat_ids: order.seats.iter().map(|seat| seat.get()).collect(),
        holds: order.holds.iter().map(|hold| *hold.as_uuid()).collect(),
        user: match &order.owner {
            HoldOwner::User(user) => Some(user.as_str().to_owned()),
            HoldOwner::Anonymous => None,
        },
        stage: match order.stage {
            OrderStage::Authorizing => StageBody::Authorizing,
            OrderStage::Confirming => StageBody::Confirming,
        },
        pinned_until_us: records.pinned_until(order).as_micros(),
    }
}
