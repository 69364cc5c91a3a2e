//! Who is asking, and for which place.

use std::future::{Ready, ready};

use access::AccessPolicy;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::ErrorCode;
use contracts::http::headers;
use primitives::VisitorId;
use server::{Access, ApiError};

use crate::app::LineArrival;
use crate::domain::Network;
use crate::domain::work::WorkProof;

const TICKET_BYTES_MAX: usize = 256;
/// A challenge and its solution, and some.
const PROOF_BYTES_MAX: usize = 160;

/// A user, or a client that presents a secret of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visitor(pub(super) VisitorId);

/// A visitor with the ticket of a place.
#[derive(Debug, Clone)]
pub(super) struct TicketHolder {
    pub(super) visitor: VisitorId,
    pub(super) ticket: String,
}

fn visitor(request: &HttpRequest, payload: &mut Payload) -> Result<VisitorId, ApiError> {
    // It refuses headers that cannot be used.
    let access = Access::from_request(request, payload).into_inner()?;
    let policy = request
        .app_data::<web::Data<AccessPolicy>>()
        .ok_or_else(|| ApiError::internal("the server runs without an access policy"))?;
    let secret = request.headers().get(headers::GUEST_SECRET).and_then(|secret| secret.to_str().ok());
    policy.guests.visitor(access.credentials.user.as_ref(), secret).ok_or_else(|| {
        let message = "a place belongs to a user, or to a client that presents a secret of its own in the header Guest-Secret";
        ApiError::new(ErrorCode::Unauthenticated, message)
    })
}

fn ticket(request: &HttpRequest) -> Result<String, ApiError> {
    let ticket = request.headers().get(headers::QUEUE_TICKET).and_then(|ticket| ticket.to_str().ok());
    let ticket = ticket.filter(|ticket| ticket.len() <= TICKET_BYTES_MAX).ok_or_else(|| {
        let message = "the header Queue-Ticket must be the ticket of a place";
        ApiError::new(ErrorCode::QueueTokenRequired, message)
    })?;
    Ok(ticket.to_owned())
}

/// What one who enters brings along: a ticket, and work that pays for a place.
#[derive(Debug, Clone)]
pub(super) struct Arriving(pub(super) LineArrival);

/// A header that cannot be read is no proof, and is refused as a forged one.
fn proof(request: &HttpRequest) -> Option<WorkProof> {
    let text = request.headers().get(headers::PROOF_OF_WORK)?.to_str();
    let text = text.ok().filter(|text| text.len() <= PROOF_BYTES_MAX).unwrap_or_default();
    let (challenge, solution) = text.split_once('.').unwrap_or((text, ""));
    Some(WorkProof { challenge: challenge.to_owned(), solution: solution.to_owned() })
}

impl FromRequest for Arriving {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let arrival = Access::from_request(request, payload).into_inner().map(|access| LineArrival {
            network: Network::of(access.address),
            ticket: ticket(request).ok(),
            proof: proof(request),
        });
        ready(arrival.map(Self))
    }
}

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(visitor(request, payload).map(Self))
    }
}

impl FromRequest for TicketHolder {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let holder =
            visitor(request, payload).and_then(|visitor| Ok(Self { visitor, ticket: ticket(request)? }));
        ready(holder)
    }
}
