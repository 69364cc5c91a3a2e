//! A sale at the box office: the staff holds seats, or finds those that a buyer holds, takes the money, and confirms. It is an order like any other,
//! through the same saga; only its money is there already.

use std::sync::Arc;

use primitives::{Credentials, GuestId};
use tokio::time::Instant;

use super::error::SaleError;
use super::orders::Orders;
use super::pay::PayOutcome;
use super::place_order::{CounterSale, PlaceOrder};
use crate::domain::{OrderDetails, OrderKey, OrderRequest};
use crate::store::StoreError;

/// All counters together are one address, of those whose undecided orders are limited.
const AT_THE_COUNTER: GuestId = GuestId(0);

#[derive(Debug, Clone)]
pub struct BoxOfficeSale {
    /// Its method is the tender.
    pub request: OrderRequest,
    pub sale: CounterSale,
    /// The one that the seats obey.
    pub holder: Credentials,
}

impl Orders {
    /// Repeated under its reference, it is the same sale. Gives the order as it is when it is decided, or when that took too long.
    pub async fn sell_at_box_office(
        self: &Arc<Self>,
        BoxOfficeSale { request, sale, holder }: BoxOfficeSale,
    ) -> Result<OrderDetails, SaleError> {
        let by = Instant::now() + self.limits.decision_wait;
        let key = OrderKey { scope: "box office".to_owned(), key: sale.reference.clone() };
        let counter = Some(sale);
        let placing =
            PlaceOrder { key, request, hold: None, caller: holder, address: AT_THE_COUNTER, counter };
        let order = self.place(placing).await?.answer.order;
        match self.decided(order, by).await? {
            Some(PayOutcome::Paid) | None => self.reader.order(order).await?.ok_or(SaleError::Undone),
            Some(_) => Err(SaleError::Undone),
        }
    }

    /// Deletes a slice of the records of who has sold, which are kept for longer than a year, and says whether there may be more.
    pub async fn prune_counter_sales(&self) -> Result<bool, StoreError> {
        self.store.prune_counter_sales(self.clock.now()).await
    }
}
