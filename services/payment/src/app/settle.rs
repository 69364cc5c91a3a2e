//! Settling a payment: calling the provider until it has given a definite response, and having the response recorded.

use contracts::http::box_office::Tender;
use primitives::{OrderId, failpoint};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument, Span};

use super::error::PaymentError;
use super::payments::Payments;
use super::provider_queue::ProviderWork;
use super::response_queue::Received;
use crate::domain::{Charge, Payment, ProviderCall, ProviderResponse};
use crate::metrics;
use crate::ports::{AuthorizationRequest, OutcomeUnknown};

/// Why the work on a payment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettleOutcome {
    /// No call is outstanding any more.
    Settled,
    /// The process is stopping.
    Stopped,
}

impl Payments {
    /// Calls until no call is outstanding. `superseded` says that the payment was changed meanwhile, and with it the outstanding call.
    pub async fn settle(
        &self,
        work: ProviderWork,
        superseded: &Notify,
        stopped: impl Future<Output = ()>,
    ) -> Result<SettleOutcome, PaymentError> {
        tokio::pin!(stopped);
        let mut known = work.known;
        let mut attempt = 0;
        loop {
            let payment = match known.take() {
                Some(payment) => Some(payment),
                None => self.store.find(work.order).await?,
            };
            let Some(payment) = payment else { return Ok(SettleOutcome::Settled) };
            let Some(call) = payment.authorization.outstanding_call() else {
                return Ok(SettleOutcome::Settled);
            };
            attempt += 1;
            let span = span(call, attempt, work.order);
            telemetry::in_trace(&span, payment.traceparent.as_deref());
            let outcome = tokio::select! {
                biased;
                () = &mut stopped => return Ok(SettleOutcome::Stopped),
                () = superseded.notified() => continue,
                outcome = self.call_provider(call, &payment).instrument(span.clone()) => outcome,
            };
            span.record("saga.outcome", metrics::outcome_name(&outcome));
            match outcome {
                Ok(response) => known = self.record(Received { order: work.order, response, span }).await?,
                Err(OutcomeUnknown) => tokio::select! {
                    () = &mut stopped => return Ok(SettleOutcome::Stopped),
                    () = superseded.notified() => {}
                    () = sleep(self.timeouts.backoff(work.order, attempt)) => {}
                },
            }
        }
    }

    async fn call_provider(
        &self,
        call: ProviderCall,
        payment: &Payment,
    ) -> Result<ProviderResponse, OutcomeUnknown> {
        if payment.charge.as_ref().is_some_and(is_taken_by_hand) {
            return Ok(by_hand(call));
        }
        let called_at = Instant::now();
        let response = async {
            match (call, &payment.charge) {
                (ProviderCall::Authorize, Some(charge)) => {
                    let (money, method) = (charge.money, charge.method.clone());
                    let request = AuthorizationRequest { order: payment.order, money, method };
                    self.provider.authorize(&request).await
                }
                // There is nothing to authorize: any response but a decline would be wrong.
                (ProviderCall::Authorize, None) => {
                    Ok(ProviderResponse::Declined { reason: "nothing to pay".to_owned() })
                }
                (ProviderCall::Capture, _) => {
                    failpoint!("capture.before");
                    let response = self.provider.capture(payment.order).await;
                    failpoint!("capture.after");
                    response
                }
                (ProviderCall::Release, _) => self.provider.release(payment.order).await,
                (ProviderCall::Refund, _) => self.provider.refund(payment.order).await,
            }
        };
        let outcome = timeout(self.timeouts.call, response).await.unwrap_or(Err(OutcomeUnknown));
        // A response to another call is as good as none, and the call must not be repeated without backoff.
        let outcome = outcome.and_then(|response| match response.settles(call) {
            true => Ok(response),
            false => Err(OutcomeUnknown),
        });
        metrics::provider_called(call, &outcome, called_at.elapsed());
        outcome
    }
}

/// The staff of a box office has the money already, and gives it back where the sale is undone. No provider knows of it.
fn is_taken_by_hand(charge: &Charge) -> bool {
    charge.method.as_deref().and_then(Tender::of_method).is_some()
}

fn by_hand(call: ProviderCall) -> ProviderResponse {
    match call {
        ProviderCall::Authorize => ProviderResponse::Authorized,
        ProviderCall::Capture => ProviderResponse::Captured,
        ProviderCall::Release => ProviderResponse::Released,
        ProviderCall::Refund => ProviderResponse::Refunded,
    }
}

/// One span an attempt, named after the step of the order that it is.
fn span(call: ProviderCall, attempt: u32, order: OrderId) -> Span {
    macro_rules! step {
        ($name:literal, $step:literal) => {
            tracing::info_span!(
                $name,
                order.id = %order,
                saga.step = $step,
                saga.attempt = attempt,
                saga.outcome = tracing::field::Empty,
            )
        };
    }
    match call {
        ProviderCall::Authorize => step!("authorize", "AUTHORIZE"),
        ProviderCall::Capture => step!("capture", "CAPTURE"),
        ProviderCall::Release => step!("void", "VOID"),
        ProviderCall::Refund => step!("refund", "VOID"),
    }
}
