//! What may happen next.

use super::state::{BuyerId, StoreRole};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SaleAction {
    // The buyer, and the process that takes the order.
    Hold(BuyerId),
    Claim(BuyerId, StoreRole),
    WriteOrder(BuyerId),
    CrashBeforeWriting(BuyerId),
    // Time.
    Lapse(BuyerId),
    Deadline(BuyerId),
    Resend(BuyerId),
    // The money.
    PaymentHandles(BuyerId),
    RequestArrives(BuyerId, RequestOutcome),
    ProviderSettles(BuyerId),
    // The seats.
    SeatsHandle(BuyerId, StoreRole),
    /// The former primary carries out the command, and dies before its reply gets out.
    SeatsHandleWithoutReply(BuyerId),
    // The order.
    HandlePaymentReply(BuyerId),
    HandleSeatReply(BuyerId),
    // Faults, and what is done about them.
    Redeliver(BuyerId),
    FailOver,
    FormerPrimaryDies,
    BeginRebuild,
    Restore {
        epoch: u64,
    },
    Repair,
}

/// What the provider makes of a request to authorize, and whether payment gets the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestOutcome {
    Authorized,
    Declined,
    AuthorizedWithoutResponse,
}
