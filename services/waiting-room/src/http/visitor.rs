//! Who is asking, and for which place.

use std::future::{Ready, ready};

use access::{AccessPolicy, VisitorNames};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::ErrorCode;
use contracts::http::headers;
use primitives::{EventId, VisitorId};
use server::{Access, ApiError, ShownWork};
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::app::{LineArrival, WaitingRooms};
use crate::domain::Network;

const TICKET_BYTES_MAX: usize = 256;

/// A user, or a client that presents a secret of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visitor(VisitorNames);

impl Visitor {
    pub(super) async fn in_line(self, event: EventId, rooms: &WaitingRooms) -> Result<VisitorId, ApiError> {
        rooms.visitor_in_line(event, self.0).await.map_err(ApiError::unavailable)
    }
}

/// A visitor with the ticket of a place.
#[derive(Debug, Clone)]
pub(super) struct TicketHolder {
    pub(super) names: VisitorNames,
    pub(super) ticket: String,
}

impl TicketHolder {
    pub(super) fn visitor(&self, rooms: &WaitingRooms) -> VisitorId {
        rooms.visitor_of_ticket(&self.ticket, self.names)
    }
}

fn names(request: &HttpRequest, payload: &mut Payload) -> Result<VisitorNames, ApiError> {
    // It refuses headers that cannot be used.
    let access = Access::from_request(request, payload).into_inner()?;
    let policy = request
        .app_data::<web::Data<AccessPolicy>>()
        .ok_or_else(|| ApiError::internal("the server runs without an access policy"))?;
    let secret = request.headers().get(headers::GUEST_SECRET).and_then(|secret| secret.to_str().ok());
    policy.guests.visitor(&access.credentials, secret).ok_or_else(|| {
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

impl FromRequest for Arriving {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let arrival = Access::from_request(request, payload).into_inner().map(|access| LineArrival {
            network: Network::of(access.address),
            address: Some(access.guest()),
            ticket: ticket(request).ok(),
            proof: ShownWork::of(request).0,
        });
        ready(arrival.map(Self))
    }
}

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(names(request, payload).map(Self))
    }
}

impl IntoParams for TicketHolder {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let header = ParameterBuilder::new().name(headers::QUEUE_TICKET).parameter_in(ParameterIn::Header);
        let header = header.required(Required::True).description(Some("The ticket of the place"));
        vec![header.schema(Some(text)).example(Some("a-ticket-of-this-place".into())).build()]
    }
}

impl FromRequest for TicketHolder {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let holder = names(request, payload).and_then(|names| Ok(Self { names, ticket: ticket(request)? }));
        ready(holder)
    }
}
