//! Who has sold what at the box office, in the audit that `sql` keeps for every service.

use primitives::{Timestamp, UserId};
use serde_json::json;
use sql::audit::{self, AuditRow};

use super::{CounterRecord, OrderStore, OrderTx, StoreError};
use crate::domain::{Order, PaymentMethod};

/// One with the token of the installation, which names no one.
const OPERATOR: &str = "operator";

impl OrderTx {
    /// Beside the order itself: both are there, or neither is.
    pub async fn record_counter_sale(
        &mut self,
        order: &Order,
        record: &CounterRecord,
    ) -> Result<(), StoreError> {
        let seller = record.seller.as_ref();
        let is_now = json!({
            "tender": order.method.as_ref().map(PaymentMethod::as_str),
            "reference": order.reference,
        });
        let row = AuditRow {
            id: record.id.to_string(),
            at_us: order.created.as_micros(),
            actor: seller.map_or(OPERATOR, UserId::as_str).to_owned(),
            actor_kind: if seller.is_some() { "USER" } else { "OPERATOR" }.to_owned(),
            action: "sale.confirm".to_owned(),
            object_kind: "ORDER".to_owned(),
            object_id: order.id.to_string(),
            was: None,
            is_now: Some(is_now.to_string()),
            reason: None,
            trace_id: record.trace_id.clone(),
        };
        Ok(audit::record(self.transaction(), &row).await?)
    }
}

impl OrderStore {
    /// Deletes a slice of what is too old, and says whether there may be more.
    pub async fn prune_counter_sales(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(audit::prune_old(self.database(), now).await?)
    }
}
