//! The order service tells what is sold and what may yet be.

use async_trait::async_trait;
use contracts::internal::order::{
    AskStandingBody, BEGIN_REBUILD, BeginRebuildBody, RebuildBody, STANDING, SoldBody, StageBody,
    StandingBody, UnderWayBody, path,
};
use primitives::{Cause, EventId, HoldId, HoldOwner, InvalidId, OrderId, SeatId, Timestamp, UserId};
use service_client::{Call, CallError, RetryingClient};

use crate::ports::{OrderUnderWay, Sales, SalesSnapshot, SalesUnavailable, Stage, Standing};

/// Fifty thousand seats that were sold one by one are four million bytes.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

pub struct HttpSales {
    order: RetryingClient,
}

#[derive(Debug, thiserror::Error)]
#[error("an order belongs to a user whom nobody can be")]
struct NobodysOrder;

impl HttpSales {
    #[must_use]
    pub fn new(order: RetryingClient) -> Self {
        Self { order }
    }

    async fn ask_to_begin(&self, event: EventId) -> Result<RebuildBody, CallError> {
        let body = BeginRebuildBody { event_id: event.get() };
        let call = Call::post("begin-rebuild", path(BEGIN_REBUILD), &body)?.with_answer_of(ANSWER_BYTES_MAX);
        self.order.call(&call).await
    }

    async fn ask_for_standing(&self, event: EventId, orders: &[OrderId]) -> Result<StandingBody, CallError> {
        let order_ids = orders.iter().map(|order| *order.as_uuid()).collect();
        let body = AskStandingBody { event_id: event.get(), order_ids };
        let call = Call::post("standing", path(STANDING), &body)?.with_answer_of(ANSWER_BYTES_MAX);
        self.order.call(&call).await
    }
}

#[async_trait]
impl Sales for HttpSales {
    async fn begin_rebuild(&self, event: EventId) -> Result<SalesSnapshot, SalesUnavailable> {
        let body = self.ask_to_begin(event).await.map_err(|error| SalesUnavailable(error.into()))?;
        Ok(SalesSnapshot {
            epoch: body.epoch,
            sold: sold(body.sold)?,
            under_way: body
                .under_way
                .into_iter()
                .map(under_way)
                .collect::<Result<_, _>>()
                .map_err(SalesUnavailable)?,
        })
    }

    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, SalesUnavailable> {
        let body =
            self.ask_for_standing(event, orders).await.map_err(|error| SalesUnavailable(error.into()))?;
        let ended = body.ended.into_iter().map(OrderId::from_uuid).collect();
        Ok(Standing { sold: sold(body.sold)?, ended })
    }
}

fn sold(orders: Vec<SoldBody>) -> Result<Vec<(SeatId, OrderId)>, SalesUnavailable> {
    let mut sold = Vec::new();
    for SoldBody { order_id, seat_ids } in orders {
        let seats = seats(seat_ids).map_err(|error| SalesUnavailable(error.into()))?;
        sold.extend(seats.into_iter().map(|seat| (seat, OrderId::from_uuid(order_id))));
    }
    Ok(sold)
}

fn seats(ids: Vec<i64>) -> Result<Vec<SeatId>, InvalidId> {
    ids.into_iter().map(SeatId::new).collect()
}

fn under_way(body: UnderWayBody) -> Result<OrderUnderWay, Cause> {
    let owner = match body.user {
        Some(name) => HoldOwner::User(UserId::parse(&name).ok_or(NobodysOrder)?),
        None => HoldOwner::Anonymous,
    };
    Ok(OrderUnderWay {
        order: OrderId::from_uuid(body.order_id),
        seats: seats(body.seat_ids)?,
        holds: body.holds.into_iter().map(HoldId::from_uuid).collect(),
        owner,
        stage: match body.stage {
            StageBody::Authorizing => Stage::Authorizing,
            StageBody::Confirming => Stage::Confirming,
        },
        pinned_until: Timestamp::from_micros(body.pinned_until_us),
    })
}
