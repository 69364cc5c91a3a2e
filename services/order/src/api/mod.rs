//! What order answers to other services: what is sold and under way, for reservation, which rebuilds its seats from that and checks them
//! against it, and sells at the box office; and whether the promises are kept, for the operators.

mod box_office;
mod verify;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use contracts::api::order::{
    BeginRebuildBody, IntakeAnswerBody, RebuildBody, SellAtBoxOfficeBody, SoldBody, StageBody, StandingBody,
    StandingQuery, UnderWayBody, VerifiedBody, VerifyQuery,
};
use contracts::api::reservation::SeatTierBody;
use contracts::api::{CallError, OrderApi};
use contracts::http::box_office::BoxOfficeSaleBody;
use primitives::{EventId, HoldOwner, OrderId, SeatId, TierName};
use uuid::Uuid;

use crate::app::audit::Audit;
use crate::app::{Orders, SalesRecords};
use crate::domain::sales::{LedgerRow, OrderStage, UnderWay};

pub struct OrderRecords {
    pub sales: SalesRecords,
    pub audit: Arc<Audit>,
    pub orders: Arc<Orders>,
}

#[async_trait]
impl OrderApi for OrderRecords {
    async fn begin_rebuild(&self, body: BeginRebuildBody) -> Result<RebuildBody, CallError> {
        // Whatever is wrong with the records, the seats can only wait.
        let sales = self.sales.begin_rebuild(EventId::new(body.event_id)?).await;
        let sales = sales.map_err(CallError::unavailable)?;
        let under_way = sales.under_way.iter().map(|order| under_way(order, &self.sales));
        let tier =
            |(seat, tier): &(SeatId, TierName)| SeatTierBody { seat_id: seat.get(), tier: tier.to_string() };
        Ok(RebuildBody {
            epoch: sales.epoch,
            under_way: under_way.collect(),
            sold: by_order(&sales.sold),
            tiers: sales.tiers.iter().map(tier).collect(),
        })
    }

    async fn standing(&self, body: StandingQuery) -> Result<StandingBody, CallError> {
        let orders: Vec<OrderId> = body.order_ids.into_iter().map(OrderId::from_uuid).collect();
        let standing = self.sales.standing(EventId::new(body.event_id)?, &orders).await;
        let standing = standing.map_err(CallError::unavailable)?;
        let ended = standing.ended.iter().map(|order| *order.as_uuid()).collect();
        Ok(StandingBody { sold: by_order(&standing.sold), ended })
    }

    async fn sell_at_box_office(&self, body: SellAtBoxOfficeBody) -> Result<BoxOfficeSaleBody, CallError> {
        let (tender, reference) = (body.tender, body.reference.clone());
        let sold = self.orders.sell_at_box_office(box_office::sale(body)?).await;
        Ok(box_office::body(sold.map_err(box_office::refused)?, tender, reference))
    }

    async fn intake(&self) -> Result<IntakeAnswerBody, CallError> {
        Ok(IntakeAnswerBody { has_room: self.orders.has_room() })
    }

    async fn verify(&self, body: VerifyQuery) -> Result<VerifiedBody, CallError> {
        verify::page(&self.audit, body).await
    }
}

fn by_order(sold: &[LedgerRow]) -> Vec<SoldBody> {
    let mut orders: BTreeMap<Uuid, Vec<i64>> = BTreeMap::new();
    for row in sold {
        orders.entry(*row.order.as_uuid()).or_default().push(row.seat.get());
    }
    orders.into_iter().map(|(order_id, seat_ids)| SoldBody { order_id, seat_ids }).collect()
}

fn under_way(order: &UnderWay, sales: &SalesRecords) -> UnderWayBody {
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
        pinned_until_us: sales.pinned_until(order).as_micros(),
    }
}
