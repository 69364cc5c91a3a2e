//! What a rule demands of a caller before anything else of the request is read.

use access::{Action, ActionScope, Allow, Object, may};
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use contracts::ErrorCode;
use uuid::Uuid;

use crate::extract::{CheckedOperator, SignedIn, malformed_path, signed_in};
use crate::{ApiError, EventIdPath, EventOrganizations, OperatorGate};

type Check = Box<dyn Fn(&HttpRequest) -> Result<(), ApiError>>;

/// What stands in front of a handler.
pub(crate) enum Door {
    /// Who may is decided where the thing is that the call is about, or by what the handler reads.
    Open,
    Checked(Check),
    /// Where the organization of an event is not known yet, the catalog is asked.
    OfEvent(Action),
}

/// What the path of a call about an organization names it by.
const ORGANIZATION: &str = "orgId";

pub(crate) fn of(allow: Allow) -> Door {
    match allow {
        Allow::Anyone | Allow::Caller | Allow::Visitor | Allow::Named => Door::Open,
        Allow::Holder(Object::Session | Object::Membership) | Allow::SignedIn => {
            Door::Checked(Box::new(session))
        }
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
        ) => Door::Open,
        Allow::Account => Door::Checked(Box::new(account)),
        Allow::Role(action) => Door::Checked(Box::new(move |request| role(request, action))),
        Allow::Event(action) => Door::OfEvent(action),
        Allow::Operator => Door::Checked(Box::new(operator)),
        Allow::Neighbour => Door::Checked(Box::new(neighbour)),
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
    let operator = operators(request)?.check(request)?;
    request.extensions_mut().insert(operator);
    Ok(())
}

fn operators(request: &HttpRequest) -> Result<&web::Data<OperatorGate>, ApiError> {
    let gate = request.app_data::<web::Data<OperatorGate>>();
    gate.ok_or_else(|| ApiError::internal("the server runs without a gate for operators"))
}

/// Operators are let in without a question. Of the others the catalog is asked for those alone who have a role in any organization.
pub(crate) async fn event(request: &HttpRequest, action: Action) -> Result<(), ApiError> {
    let caller = operators(request)?.caller(request)?;
    if let Some(caller) = &caller {
        at_event(request, caller, action).await?;
    }
    request.extensions_mut().insert(CheckedOperator::new(caller));
    Ok(())
}

async fn at_event(request: &HttpRequest, caller: &SignedIn, action: Action) -> Result<(), ApiError> {
    let EventIdPath(event) = EventIdPath::try_from(request)?;
    let is_staff = may(&caller.0, action, ActionScope::Installation);
    let organization = if is_staff || caller.0.rights.orgs.is_empty() {
        None
    } else {
        organizations(request)?.of(event).await?
    };
    caller.may(action, ActionScope::Event { event, organization })
}

fn organizations(request: &HttpRequest) -> Result<&web::Data<EventOrganizations>, ApiError> {
    let organizations = request.app_data::<web::Data<EventOrganizations>>();
    organizations.ok_or_else(|| ApiError::internal("the service knows no organizations of events"))
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
