//! Whether an order was paid for, as it was decided. Reading decides nothing.

use primitives::OrderId;

use super::payments::Payments;
use crate::domain::Payment;
use crate::store::StoreError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentDecision {
    Success,
    Fail,
}

#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    #[error("there is no decision about this order")]
    Undecided,
    #[error("the order was placed with another payment method")]
    OtherMethod,
    #[error("the payment was not read")]
    Store(#[from] StoreError),
}

impl Payments {
    /// `method` may be absent; otherwise it has to be the one that the order was placed with.
    pub async fn decision(
        &self,
        order: OrderId,
        method: Option<&str>,
    ) -> Result<PaymentDecision, DecisionError> {
        let payment = self.store.find(order).await?.ok_or(DecisionError::Undecided)?;
        let success = payment.authorization.decision().ok_or(DecisionError::Undecided)?;
        if method.is_some_and(|method| contradicts(&payment, method)) {
            return Err(DecisionError::OtherMethod);
        }
        Ok(if success { PaymentDecision::Success } else { PaymentDecision::Fail })
    }
}

/// An order that was voided before its authorization was requested has no recorded method, and contradicts none.
fn contradicts(payment: &Payment, method: &str) -> bool {
    payment.charge.as_ref().is_some_and(|charge| charge.method.as_deref() != Some(method))
}
