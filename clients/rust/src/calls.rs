//! The operations that buyers and their programs need, each by its own name and with its types.

use contracts::http::catalog::{EventBody, EventListBody, LayoutBody, SeatMapBody};
use contracts::http::order::{OrderBody, OrderListBody, OrderPlacedBody, PlaceOrderBody};
use contracts::http::payment::PaymentMethodsBody;
use contracts::http::reservation::{
    BestSeatsBody, ExtendHoldBody, ExtendedBody, HoldSeatsBody, ReservationBody, ReservationDetailsBody,
};
use reqwest::Method;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{CallOptions, Holdfast, Problem, SeatMapFollower};

const NO_BODY: Option<&()> = None;

impl Holdfast {
    /// By pages: the `next_cursor` of one is the query `cursor` of the next.
    pub async fn list_events(&self, options: &CallOptions) -> Result<EventListBody, Problem> {
        self.get("/api/events", options).await
    }

    pub async fn get_event(&self, event: i64) -> Result<EventBody, Problem> {
        self.get(&format!("/api/events/{event}"), &CallOptions::default()).await
    }

    pub async fn get_layout(&self, event: i64) -> Result<LayoutBody, Problem> {
        self.get(&format!("/api/events/{event}/layout"), &CallOptions::default()).await
    }

    pub async fn get_seats(&self, event: i64) -> Result<SeatMapBody, Problem> {
        self.get(&format!("/api/events/{event}/seats"), &CallOptions::default()).await
    }

    /// The seat map, kept current.
    #[must_use]
    pub fn follow_seats(&self, event: i64) -> SeatMapFollower {
        SeatMapFollower::new(self.clone(), event)
    }

    pub async fn hold_seats(
        &self,
        body: &HoldSeatsBody,
        options: &CallOptions,
    ) -> Result<ReservationBody, Problem> {
        self.call(Method::POST, "/api/reservations", Some(body), options).await
    }

    pub async fn hold_best_seats(
        &self,
        body: &BestSeatsBody,
        options: &CallOptions,
    ) -> Result<ReservationBody, Problem> {
        self.call(Method::POST, "/api/reservations/best", Some(body), options).await
    }

    pub async fn get_reservation(
        &self,
        reservation: Uuid,
        options: &CallOptions,
    ) -> Result<ReservationDetailsBody, Problem> {
        self.get(&format!("/api/reservations/{reservation}"), options).await
    }

    pub async fn extend_reservation(
        &self,
        reservation: Uuid,
        body: &ExtendHoldBody,
        options: &CallOptions,
    ) -> Result<ExtendedBody, Problem> {
        let path = format!("/api/reservations/{reservation}/extend");
        self.call(Method::POST, &path, Some(body), options).await
    }

    pub async fn release_reservation(&self, reservation: Uuid, options: &CallOptions) -> Result<(), Problem> {
        self.call(Method::DELETE, &format!("/api/reservations/{reservation}"), NO_BODY, options).await
    }

    pub async fn release_reserved_seat(
        &self,
        reservation: Uuid,
        seat: i64,
        options: &CallOptions,
    ) -> Result<(), Problem> {
        let path = format!("/api/reservations/{reservation}/seats/{seat}");
        self.call(Method::DELETE, &path, NO_BODY, options).await
    }

    /// With `wait` its status is the outcome, if it is known by then.
    pub async fn place_order(
        &self,
        body: &PlaceOrderBody,
        options: &CallOptions,
    ) -> Result<OrderPlacedBody, Problem> {
        self.call(Method::POST, "/api/orders", Some(body), options).await
    }

    pub async fn get_order(&self, order: Uuid, options: &CallOptions) -> Result<OrderBody, Problem> {
        self.get(&format!("/api/orders/{order}"), options).await
    }

    /// By pages, as events are; the queries `eventId` and `status` narrow them down.
    pub async fn list_orders(&self, options: &CallOptions) -> Result<OrderListBody, Problem> {
        self.get("/api/orders", options).await
    }

    pub async fn cancel_order(&self, order: Uuid, options: &CallOptions) -> Result<OrderBody, Problem> {
        self.call(Method::POST, &format!("/api/orders/{order}/cancel"), NO_BODY, options).await
    }

    pub async fn list_payment_methods(&self) -> Result<PaymentMethodsBody, Problem> {
        self.get("/api/payments/methods", &CallOptions::default()).await
    }

    async fn get<Answer: DeserializeOwned>(
        &self,
        path: &str,
        options: &CallOptions,
    ) -> Result<Answer, Problem> {
        self.call(Method::GET, path, NO_BODY, options).await
    }
}
