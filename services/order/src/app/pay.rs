//! Paying for a purchase: its order is placed, once, and its decision is waited for.

use std::sync::Arc;

use primitives::{Credentials, GuestId, OrderId};
use tokio::time::{Instant, timeout_at};

use super::error::{PayError, PlaceError, ReadError};
use super::orders::Orders;
use super::place_order::PlaceOrder;
use crate::domain::saga::State;
use crate::domain::{CancelReason, OrderRequest, OrderStatus, Purchase};
use crate::store::StoreError;

#[derive(Debug, Clone)]
pub struct PayPurchase {
    pub order: OrderId,
    /// Whose keys the caller's are, and whose they were before the log-in.
    pub scopes: Vec<String>,
    pub caller: Credentials,
    /// Where the caller is.
    pub address: GuestId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayOutcome {
    Paid,
    Declined,
    /// The hold had ended, or the payment took too long.
    Expired,
    /// The buyer has bought as much as one may.
    LimitReached,
    /// Not decided in time.
    Pending,
}

impl Orders {
    /// Repeated, it is about the same order.
    pub async fn pay(self: &Arc<Self>, command: PayPurchase) -> Result<PayOutcome, PayError> {
        let by = Instant::now() + self.limits.decision_wait;
        let Some(purchase) = self.store.find_purchase_of(command.order).await? else {
            // Forgotten, or placed in another way: its order is there all the same.
            let found = self.find(command.order, &command.caller).await.map_err(not_found)?;
            return Ok(outcome(&found.progress.state).unwrap_or(PayOutcome::Pending));
        };
        if !purchase.is_of(&command.scopes, &command.caller) {
            return Err(PayError::NotFound);
        }
        let order = purchase.order;
        match timeout_at(by, self.place(placing(purchase, command)?)).await {
            Ok(Ok(_)) => Ok(self.decided(order, by).await?.unwrap_or(PayOutcome::Pending)),
            Ok(Err(error)) if has_lost_its_hold(&error) => Ok(PayOutcome::Expired),
            Ok(Err(PlaceError::InProgress)) | Err(_) => Ok(PayOutcome::Pending),
            Ok(Err(error)) => Err(error.into()),
        }
    }

    /// What was decided about an accepted order; none: nothing until then.
    pub(super) async fn decided(
        &self,
        order: OrderId,
        by: Instant,
    ) -> Result<Option<PayOutcome>, StoreError> {
        let details = self.when_decided(order, by).await?;
        Ok(details.and_then(|details| outcome(&details.progress.state)))
    }
}

/// An anonymous hold obeys its token, and a named one the name that the caller has.
fn placing(purchase: Purchase, command: PayPurchase) -> Result<PlaceOrder, PayError> {
    let Purchase { key, event, seats, hold, .. } = purchase;
    Ok(PlaceOrder {
        key: Purchase::order_key(&key),
        request: OrderRequest::new(event, seats, None).map_err(PayError::Unorderable)?,
        // A named buyer may have held the same places anew since, which is another purchase.
        hold: Some(hold),
        caller: Credentials { token: Some(hold), ..command.caller },
        address: command.address,
        counter: None,
    })
}

fn outcome(state: &State) -> Option<PayOutcome> {
    match (state.status(), state.reason()) {
        (OrderStatus::Created, _) => None,
        (OrderStatus::Confirmed, _) => Some(PayOutcome::Paid),
        (OrderStatus::Cancelled, Some(CancelReason::PaymentDeclined)) => Some(PayOutcome::Declined),
        (OrderStatus::Cancelled, Some(CancelReason::LimitReached)) => Some(PayOutcome::LimitReached),
        (
            OrderStatus::Cancelled,
            Some(
                CancelReason::PaymentTimedOut
                | CancelReason::SeatsLost
                | CancelReason::ConfirmationTimedOut
                | CancelReason::CancelledByBuyer,
            )
            | None,
        ) => Some(PayOutcome::Expired),
    }
}

/// Whatever has become of the places since, the hold that was to be paid for is not there any more.
fn has_lost_its_hold(error: &PlaceError) -> bool {
    match error {
        PlaceError::Sold(_)
        | PlaceError::Taken(_)
        | PlaceError::NotOwner
        | PlaceError::HoldExpired
        | PlaceError::HoldRequired => true,
        PlaceError::InProgress
        | PlaceError::KeyReused
        | PlaceError::EventNotFound
        | PlaceError::SeatNotFound(_)
        | PlaceError::LimitReached
        | PlaceError::Overloaded { .. }
        | PlaceError::TooManyUndecided
        | PlaceError::SeatsUnavailable(_)
        | PlaceError::PricesUnavailable(_)
        | PlaceError::Store(_)
        | PlaceError::Unwritable(_)
        | PlaceError::BrokenOff(_) => false,
    }
}

fn not_found(error: ReadError) -> PayError {
    match error {
        ReadError::NotFound => PayError::NotFound,
        ReadError::Store(error) => error.into(),
    }
}
