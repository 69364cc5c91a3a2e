//! A buyer who holds seats, orders them, and waits for the outcome of the order.

use std::time::Duration;

use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus};
use contracts::http::reservation::ReservationBody;
use uuid::Uuid;

use super::{Answer, ApiClient};
use crate::eventually;

#[derive(Debug, Clone)]
pub struct Buyer {
    api: ApiClient,
}

/// How far a buyer came.
#[derive(Debug, Clone)]
pub enum Purchase {
    NotHeld(Answer),
    NotOrdered(ReservationBody, Answer),
    Ordered(ReservationBody, OrderPlacedBody),
}

impl Buyer {
    /// Known to the server by name.
    #[must_use]
    pub fn named(api: &ApiClient, id: &str) -> Self {
        Self { api: api.with_caller(id) }
    }

    /// Known by the token of the hold alone.
    #[must_use]
    pub fn anonymous(api: &ApiClient) -> Self {
        Self { api: api.clone() }
    }

    #[must_use]
    pub fn api(&self) -> &ApiClient {
        &self.api
    }

    /// Holds and orders; `key` names the attempt, and trying again with it is safe.
    pub async fn buy(&self, event: i64, seats: &[i64], method: Option<&str>, key: &str) -> Purchase {
        let held = self.api.hold(event, seats).await;
        if held.status != 201 {
            return Purchase::NotHeld(held);
        }
        let reservation: ReservationBody = held.ok();
        let api = self.api.with_token(&reservation.hold_token);
        let ordered = api.place_order(event, seats, method, key).await;
        if ordered.status != 201 {
            return Purchase::NotOrdered(reservation, ordered);
        }
        let order = ordered.ok();
        Purchase::Ordered(reservation, order)
    }

    /// The order once nothing can change it any more.
    pub async fn outcome(&self, order: Uuid, deadline: Duration) -> OrderBody {
        eventually("the order is confirmed or cancelled", deadline, async || {
            let answer = self.api.order(order).attempt().await.ok().filter(|answer| answer.status < 500)?;
            let order: OrderBody = answer.ok();
            (order.status != OrderStatus::Created).then_some(order)
        })
        .await
    }
}

impl Purchase {
    /// The order of a purchase that got this far.
    #[track_caller]
    #[must_use]
    pub fn ordered(self) -> OrderPlacedBody {
        match self {
            Self::Ordered(_, order) => order,
            Self::NotHeld(answer) => panic!("the seats were not held: {answer}"),
            Self::NotOrdered(_, answer) => panic!("the seats were held but not ordered: {answer}"),
        }
    }
}
