//! Who is asking, and for which place.

use std::future::{Ready, ready};

use access::AccessPolicy;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::ErrorCode;
use contracts::http::headers;
use primitives::VisitorId;
use server::{Access, ApiError};
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

const TICKET_BYTES_MAX: usize = 256;

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

/// The ticket that a visitor shows who may have one.
#[derive(Debug, Clone)]
pub(super) struct ShownTicket(pub(super) Option<String>);

impl FromRequest for ShownTicket {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(ticket(request).ok())))
    }
}

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(visitor(request, payload).map(Self))
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
        let holder =
            visitor(request, payload).and_then(|visitor| Ok(Self { visitor, ticket: ticket(request)? }));
        ready(holder)
    }
}
