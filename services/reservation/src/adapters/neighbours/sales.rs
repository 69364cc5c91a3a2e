//! Order knows what is sold and what may yet be.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::api::OrderApi;
use contracts::api::order::{BeginRebuildBody, SoldBody, StageBody, StandingQuery, UnderWayBody};
use contracts::api::reservation::SeatTierBody;
use primitives::{
    Cause, EventId, HoldId, HoldOwner, InvalidId, OrderId, SeatId, TierName, Timestamp, UserId,
};

use crate::ports::{
    OrderCapacity, OrderStage, OrderUnderWay, Sales, SalesSnapshot, SalesUnavailable, Standing,
};

pub struct OrderSales(pub Arc<dyn OrderApi>);

#[derive(Debug, thiserror::Error)]
#[error("an order belongs to a user with an impossible name")]
struct ImpossibleName;

#[async_trait]
impl Sales for OrderSales {
    async fn begin_rebuild(&self, event: EventId) -> Result<SalesSnapshot, SalesUnavailable> {
        let body = self.0.begin_rebuild(BeginRebuildBody { event_id: event.get() }).await;
        let body = body.map_err(unavailable)?;
        let under_way = body.under_way.into_iter().map(under_way).collect::<Result<_, _>>();
        Ok(SalesSnapshot {
            epoch: body.epoch,
            sold: sold(body.sold).map_err(unavailable)?,
            tiers: body.tiers.into_iter().filter_map(tier).collect(),
            under_way: under_way.map_err(SalesUnavailable)?,
        })
    }

    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, SalesUnavailable> {
        let order_ids = orders.iter().map(|order| *order.as_uuid()).collect();
        let body = self.0.standing(StandingQuery { event_id: event.get(), order_ids }).await;
        let body = body.map_err(unavailable)?;
        let ended = body.ended.into_iter().map(OrderId::from_uuid).collect();
        Ok(Standing { sold: sold(body.sold).map_err(unavailable)?, ended })
    }
}

#[async_trait]
impl OrderCapacity for OrderSales {
    async fn has_room(&self) -> Result<bool, SalesUnavailable> {
        Ok(self.0.intake().await.map_err(unavailable)?.has_room)
    }
}

fn unavailable(cause: impl Into<Cause>) -> SalesUnavailable {
    SalesUnavailable(cause.into())
}

fn sold(orders: Vec<SoldBody>) -> Result<Vec<(SeatId, OrderId)>, InvalidId> {
    let mut sold = Vec::new();
    for SoldBody { order_id, seat_ids } in orders {
        sold.extend(seats(seat_ids)?.into_iter().map(|seat| (seat, OrderId::from_uuid(order_id))));
    }
    Ok(sold)
}

/// None: that is not one that a hold can be made at.
fn tier(SeatTierBody { seat_id, tier }: SeatTierBody) -> Option<(SeatId, TierName)> {
    Some((SeatId::new(seat_id).ok()?, TierName::parse(&tier)?))
}

fn seats(ids: Vec<i64>) -> Result<Vec<SeatId>, InvalidId> {
    ids.into_iter().map(SeatId::new).collect()
}

fn under_way(body: UnderWayBody) -> Result<OrderUnderWay, Cause> {
    let owner = match body.user {
        Some(name) => HoldOwner::User(UserId::parse(&name).ok_or(ImpossibleName)?),
        None => HoldOwner::Anonymous,
    };
    Ok(OrderUnderWay {
        order: OrderId::from_uuid(body.order_id),
        seats: seats(body.seat_ids)?,
        holds: body.holds.into_iter().map(HoldId::from_uuid).collect(),
        owner,
        stage: match body.stage {
            StageBody::Authorizing => OrderStage::Authorizing,
            StageBody::Confirming => OrderStage::Confirming,
        },
        pinned_until: Timestamp::from_micros(body.pinned_until_us),
    })
}
