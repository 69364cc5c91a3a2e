//! What a rule demands of a caller before anything else of the request is read.

use access::{Action, ActionScope, Allow, Object};
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use contracts::ErrorCode;
use uuid::Uuid;

use crate::extract::{malformed_path, signed_in};
use crate::{ApiError, OperatorGate};

pub(crate) type Check = Box<dyn Fn(&HttpRequest) -> Result<(), ApiError>>;

/// What the path of a call about an organization names it by.
const ORGANIZATION: &str = "orgId";

/// None: who may is decided where the thing is that the call is about, or by what the handler reads.
pub(crate) fn check(allow: Allow) -> Option<Check> {
    match allow {
        Allow::Anyone | Allow::Caller | Allow::Visitor | Allow::Named => None,
        Allow::Holder(Object::Session | Object::Membership) | Allow::SignedIn => Some(Box::new(session)),
        Allow::Holder(
            Object::Hold
            | Object::Seat
            | Object::Order
            | Object::Purchase
            | Object::Place
            | Object::Position
            | Object::Ticket
            | Object::Link
            | Object::RefreshToken,
        ) => None,
        Allow::Account => Some(Box::new(account)),
        Allow::Role(action) => Some(Box::new(move |request| role(request, action))),
        Allow::Operator => Some(Box::new(operator)),
        Allow::Neighbour => Some(Box::new(neighbour)),
    }
}

/// On with the request, if it was let in.
pub(crate) async fn pass(
    admitted: Result<(), ApiError>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    admitted?;
    next.call(request).await
}

fn session(request: &HttpRequest) -> Result<(), ApiError> {
    let caller = signed_in(request)?;
    request.extensions_mut().insert(caller);
    Ok(())
}

fn account(request: &HttpRequest) -> Result<(), ApiError> {
    let caller = signed_in(request)?;
    if !caller.0.subject.is_account() {
        return Err(ApiError::new(ErrorCode::NotFound, "there is no such account"));
    }
    request.extensions_mut().insert(caller);
    Ok(())
}

fn role(request: &HttpRequest, action: Action) -> Result<(), ApiError> {
    let caller = signed_in(request)?;
    let scope = match request.match_info().get(ORGANIZATION) {
        None => ActionScope::Installation,
        Some(id) => ActionScope::Organization(Uuid::parse_str(id).map_err(|_| malformed_path())?),
    };
    caller.may(action, scope)?;
    request.extensions_mut().insert(caller);
    Ok(())
}

fn operator(request: &HttpRequest) -> Result<(), ApiError> {
    let gate = request.app_data::<web::Data<OperatorGate>>();
    let gate = gate.ok_or_else(|| ApiError::internal("the server runs without a gate for operators"))?;
    gate.check(request)
}

/// The internal listener has verified the token of this request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VerifiedNeighbour;

fn neighbour(request: &HttpRequest) -> Result<(), ApiError> {
    if request.extensions().get::<VerifiedNeighbour>().is_some() {
        return Ok(());
    }
    Err(not_a_neighbour())
}

pub(crate) fn not_a_neighbour() -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, "this is for other services, with a token of theirs")
}
