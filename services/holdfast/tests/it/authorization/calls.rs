//! How each route is asked: about what belongs to user A, with what the call takes to get as far as who may make it.

use access::{Allow, Object};
use contracts::http::headers;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{ApiClient, Call};

use super::expected::Proof;
use super::personas::Persona;
use super::table::Route;
use super::world::World;
use crate::identity::PASSWORD;
use crate::{ARENA, CLUB, HALL};

/// Without a room in front of it, and with no one who waits.
pub(super) const EVENT_OF_STAFF: i64 = ARENA;
/// Of nothing that there is.
const NO_ID: &str = "0190f3a0-0000-7000-8000-000000000000";
const INVENTED: &str = "an-invented-token";
/// Too short to be taken, so that a link stays as good as it is.
const WEAK: &str = "short";

/// One call, the same for all who make it.
#[derive(Debug)]
pub(super) struct Asked {
    method: Method,
    address: String,
    header: Option<(&'static str, String)>,
    body: Option<Value>,
}

impl Asked {
    pub(super) fn by(&self, persona: &Persona, api: &ApiClient) -> Call {
        let call = api.call(self.method.clone(), &self.address);
        let call = self
            .header
            .iter()
            .chain(&persona.presents)
            .fold(call, |call, (name, value)| call.header(name, value));
        match &self.body {
            Some(body) => call.json(body),
            None => call,
        }
    }
}

/// What stands in the address for a parameter.
pub(crate) fn any_address(path: &str) -> String {
    filled(path, |name| {
        let is_number = !name.ends_with("Id") || matches!(name, "eventId" | "seatId");
        if is_number { "1" } else { NO_ID }.to_owned()
    })
}

fn filled(path: &str, value: impl Fn(&str) -> String) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |address, part| {
        let (parameter, rest) = part.split_once('}').unwrap_or_else(|| panic!("{path} is no path"));
        let name = parameter.split(':').next().unwrap_or_default();
        format!("{address}{}{rest}", value(name))
    })
}

impl World {
    /// `is_owner`: what the call takes away is one more of the owner's, so that no other call misses it.
    pub(super) async fn call(&self, route: &Route, proof: Proof, is_owner: bool) -> Asked {
        let takes_away = is_owner && route.method == Method::DELETE;
        let is_about_a_hold = matches!(route.allow, Allow::Holder(Object::Hold | Object::Seat));
        let hold = if takes_away && is_about_a_hold { self.hold().await } else { self.things.hold };
        let token = self.token(route, proof).await;
        let event = event(route);
        let address = filled(&route.path, |name| match name {
            "eventId" => event.to_string(),
            "seatId" => hold.seat.to_string(),
            "reservationId" => hold.id.to_string(),
            "orderId" if route.allow == Allow::Holder(Object::Purchase) => self.things.purchase.to_string(),
            "orderId" => self.things.order.to_string(),
            "sessionId" => self.things.session.clone(),
            "requestId" => token.clone(),
            "orgId" => self.things.organization.to_string(),
            "userId" => self.things.member.to_string(),
            "keyId" | "deviceId" | "linkId" => NO_ID.to_owned(),
            _ => "1".to_owned(),
        });
        let is_place = route.allow == Allow::Holder(Object::Place);
        Asked {
            method: route.method.clone(),
            address: format!("{address}{}", query(&route.path, &token)),
            header: is_place.then(|| (headers::QUEUE_TICKET, token.clone())),
            body: self.body(route, proof, &token),
        }
    }

    /// What the call itself carries, where its rule is about that.
    async fn token(&self, route: &Route, proof: Proof) -> String {
        let Allow::Holder(object) = route.allow else { return INVENTED.to_owned() };
        if proof == Proof::Invented {
            return INVENTED.to_owned();
        }
        match object {
            Object::Place | Object::Position | Object::Ticket => self.ticket().await,
            Object::Link if route.path.ends_with("/verify") => self.registration().await,
            Object::Link => self.reset().await,
            Object::RefreshToken => self.refresh_token().await,
            Object::Hold
            | Object::Seat
            | Object::Order
            | Object::Purchase
            | Object::Session
            | Object::Membership => INVENTED.to_owned(),
        }
    }

    fn body(&self, route: &Route, proof: Proof, token: &str) -> Option<Value> {
        let Allow::Holder(object) = route.allow else { return None };
        match object {
            Object::Link => {
                let password = if proof == Proof::Right { WEAK } else { PASSWORD };
                Some(json!({ "token": token, "password": password }))
            }
            Object::RefreshToken => Some(json!({ "refreshToken": token })),
            // The one that is not named in the address.
            Object::Order if !route.path.contains('{') => Some(json!({ "orderId": self.things.order })),
            Object::Hold
            | Object::Seat
            | Object::Order
            | Object::Purchase
            | Object::Place
            | Object::Position
            | Object::Session
            | Object::Ticket
            | Object::Membership => None,
        }
    }
}

fn event(route: &Route) -> i64 {
    match (route.allow, route.service.as_str()) {
        (Allow::Event(_), _) => EVENT_OF_STAFF,
        (_, "waiting-room") => HALL,
        _ => CLUB,
    }
}

fn query(path: &str, token: &str) -> String {
    match path {
        "/ws" => format!("?eventId={CLUB}"),
        "/api/waiting-room/place/stream" => format!("?ticket={token}"),
        "/api/v1/queue/stream" => format!("?token={token}"),
        _ if path.contains("/threshold/") => "?threshold=5".to_owned(),
        _ => String::new(),
    }
}
