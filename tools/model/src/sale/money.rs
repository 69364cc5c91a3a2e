//! Payment, by its real tables, and the provider, some of whose responses never arrive.

use payment::domain::{Operation, ProviderCall, ProviderResponse, on_operation, on_response};

use super::action::RequestOutcome;
use super::state::{Buyer, BuyerId, ProviderFunds, WorldState, receive, send};
use crate::{Rule, Rules};

pub(super) fn handle(rules: Rules, state: &mut WorldState, who: BuyerId) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    let operation = receive(&mut buyer.queues.to_payment)?;
    let transition = on_operation(buyer.funds.known.as_ref(), operation);
    if operation == Operation::Void && !rules.hold(Rule::PaymentTombstone) {
        buyer.funds.known = None;
    } else if let Some(next) = transition.next {
        buyer.funds.known = Some(next);
    }
    if let Some(reply) = transition.reply {
        send(&mut buyer.queues.from_payment, reply);
    }
    buyer.funds.request_in_flight |= buyer.funds.owes(ProviderCall::Authorize);
    Some(())
}

/// A repeated request has the same outcome, and one after a release is declined.
pub(super) fn request_arrives(state: &mut WorldState, who: BuyerId, outcome: RequestOutcome) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    // A request without a response is repeated.
    buyer.funds.request_in_flight =
        outcome == RequestOutcome::AuthorizedWithoutResponse && buyer.funds.owes(ProviderCall::Authorize);
    let (at_provider, response) = match outcome {
        RequestOutcome::Authorized | RequestOutcome::AuthorizedWithoutResponse => {
            (ProviderFunds::Authorized, ProviderResponse::Authorized)
        }
        RequestOutcome::Declined => {
            (ProviderFunds::Declined, ProviderResponse::Declined { reason: String::new() })
        }
    };
    if buyer.funds.at_provider == ProviderFunds::Untouched {
        buyer.funds.at_provider = at_provider;
    }
    if outcome != RequestOutcome::AuthorizedWithoutResponse {
        respond(buyer, &response);
    }
    Some(())
}

pub(super) fn provider_settles(state: &mut WorldState, who: BuyerId) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    let response = match buyer.funds.known.as_ref()?.outstanding_call()? {
        ProviderCall::Authorize => return None,
        ProviderCall::Capture => {
            buyer.funds.at_provider = ProviderFunds::Captured;
            ProviderResponse::Captured
        }
        ProviderCall::Release => {
            buyer.funds.at_provider = ProviderFunds::Released;
            ProviderResponse::Released
        }
        ProviderCall::Refund => {
            buyer.funds.at_provider = ProviderFunds::Released;
            ProviderResponse::Refunded
        }
    };
    respond(buyer, &response);
    Some(())
}

/// What the provider may make of a request to authorize.
pub(super) fn request_outcomes(
    at_provider: ProviderFunds,
    unreliable_provider: bool,
) -> &'static [RequestOutcome] {
    use RequestOutcome::{Authorized, AuthorizedWithoutResponse, Declined};
    match at_provider {
        ProviderFunds::Untouched if !unreliable_provider => &[Authorized],
        ProviderFunds::Untouched => &[Authorized, Declined, AuthorizedWithoutResponse],
        ProviderFunds::Authorized | ProviderFunds::Captured => &[Authorized],
        ProviderFunds::Declined | ProviderFunds::Released => &[Declined],
    }
}

fn respond(buyer: &mut Buyer, response: &ProviderResponse) {
    // Payment drops a response about a payment that it does not know.
    let Some(known) = &buyer.funds.known else { return };
    let transition = on_response(known, response);
    if let Some(next) = transition.next {
        buyer.funds.known = Some(next);
    }
    if let Some(reply) = transition.reply {
        send(&mut buyer.queues.from_payment, reply);
    }
}
