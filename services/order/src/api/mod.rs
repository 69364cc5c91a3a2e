//! What order answers to other services: what is sold and under way, for reservation, which rebuilds its seats from that and checks them
//! against it; and whether the promises are kept, for the operators.

mod verify;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use contracts::api::order::{
    BeginRebuildBody, RebuildBody, SoldBody, StageBody, StandingBody, StandingQuery, UnderWayBody,
    VerifiedBody, VerifyQuery,
};
use contracts::api::{CallError, OrderApi};
use primitives::{Clock, EventId, HoldOwner, OrderId};
use uuid::Uuid;

use crate::app::SalesRecords;
use crate::app::audit::Audit;
use crate::domain::Pace;
use crate::domain::sales::{Sale, Stage, UnderWay};
use crate::ports::{OrderStore, OtherBooks, OwnBooks, StoreError};

pub struct OrderRecords {
    pub sales: SalesRecords,
    pub audit: Arc<Audit>,
}

impl OrderRecords {
    #[must_use]
    pub fn new(
        store: Arc<dyn OrderStore>,
        own: Arc<dyn OwnBooks>,
        others: Arc<dyn OtherBooks>,
        clock: Arc<dyn Clock>,
        pace: Pace,
    ) -> Self {
        let audit = Arc::new(Audit::new(own, others, clock, pace));
        Self { sales: SalesRecords::new(store, pace.pin), audit }
    }
}

#[async_trait]
impl OrderApi for OrderRecords {
    async fn begin_rebuild(&self, body: BeginRebuildBody) -> Result<RebuildBody, CallError> {
        let rebuild = self.sales.begin_rebuild(EventId::new(body.event_id)?).await?;
        let under_way = rebuild.sales.under_way.iter().map(|order| under_way(order, &self.sales));
        Ok(RebuildBody {
            epoch: rebuild.epoch,
            under_way: under_way.collect(),
            sold: by_order(&rebuild.sales.sold),
        })
    }

    async fn standing(&self, body: StandingQuery) -> Result<StandingBody, CallError> {
        let orders: Vec<OrderId> = body.order_ids.into_iter().map(OrderId::from_uuid).collect();
        let standing = self.sales.standing(EventId::new(body.event_id)?, &orders).await?;
        let ended = standing.ended.iter().map(|order| *order.as_uuid()).collect();
        Ok(StandingBody { sold: by_order(&standing.sold), ended })
    }

    async fn verify(&self, body: VerifyQuery) -> Result<VerifiedBody, CallError> {
        verify::page(&self.audit, body).await
    }
}

/// Whatever is wrong with the records, the seats can only wait.
impl From<StoreError> for CallError {
    fn from(error: StoreError) -> Self {
        Self::unavailable(error)
    }
}

fn by_order(sold: &[Sale]) -> Vec<SoldBody> {
    let mut orders: BTreeMap<Uuid, Vec<i64>> = BTreeMap::new();
    for sale in sold {
        orders.entry(*sale.order.as_uuid()).or_default().push(sale.seat.get());
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
            Stage::Authorizing => StageBody::Authorizing,
            Stage::Confirming => StageBody::Confirming,
        },
        pinned_until_us: sales.pinned_until(order).as_micros(),
    }
}
