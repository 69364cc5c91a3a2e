//! Whether an order was paid for, as it was decided. Reading decides nothing.

use primitives::{Credentials, OrderId};

use super::payments::Payments;
use crate::store::StoreError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentDecision {
    Success,
    Fail,
}

#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// Also for an order that the caller could not read, whose existence is not disclosed.
    #[error("there is no decision about this order for this caller")]
    Undecided,
    #[error("the order was placed with another payment method")]
    OtherMethod,
    #[error("the payment was not read")]
    Store(#[from] StoreError),
}

impl Payments {
    /// `method` may be absent; otherwise it has to be the one that the order was placed with. To a caller who could not read the order nothing was
    /// decided.
    pub async fn decision(
        &self,
        order: OrderId,
        method: Option<&str>,
        caller: &Credentials,
    ) -> Result<PaymentDecision, DecisionError> {
        let payment = self.store.find(order).await?.ok_or(DecisionError::Undecided)?;
        let success = payment.authorization.decision().ok_or(DecisionError::Undecided)?;
        let charge = payment.charge.as_ref().filter(|charge| charge.is_visible_to(caller));
        let charge = charge.ok_or(DecisionError::Undecided)?;
        if method.is_some_and(|method| charge.method.as_deref() != Some(method)) {
            return Err(DecisionError::OtherMethod);
        }
        Ok(if success { PaymentDecision::Success } else { PaymentDecision::Fail })
    }
}
