//! The public API, one method per call.

use std::time::Duration;

use contracts::http::headers;
use contracts::http::order::PlaceOrderBody;
use contracts::http::payment::AuthorizeBody;
use contracts::http::reservation::{BestSeatsBody, ExtendHoldBody, HoldSeatsBody};
use contracts::services::CATALOG;
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION};
use reqwest::redirect::Policy;
use uuid::Uuid;

use super::Call;
use crate::{Address, Socket};

/// A call that takes longer has failed; the server promises to give up earlier itself.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct ApiClient {
    http: reqwest::Client,
    streams: reqwest::Client,
    visits: reqwest::Client,
    address: Address,
    caller: Option<String>,
    token: Option<String>,
    access: Option<String>,
}

impl ApiClient {
    #[must_use]
    pub fn new(address: Address) -> Self {
        let client = |timeout: Option<Duration>, redirects: Policy| {
            let builder = reqwest::Client::builder().no_proxy().redirect(redirects);
            let builder = timeout.into_iter().fold(builder, reqwest::ClientBuilder::timeout);
            builder.build().unwrap_or_else(|error| panic!("cannot make an HTTP client: {error}"))
        };
        Self {
            http: client(Some(ANSWER_WITHIN), Policy::default()),
            streams: client(None, Policy::default()),
            visits: client(Some(ANSWER_WITHIN), Policy::none()),
            address,
            caller: None,
            token: None,
            access: None,
        }
    }

    /// The same client, speaking as this user.
    #[must_use]
    pub fn with_caller(&self, id: &str) -> Self {
        Self { caller: Some(id.to_owned()), ..self.clone() }
    }

    /// The same client, showing this hold token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same client, showing this access token.
    #[must_use]
    pub fn with_access(&self, token: &str) -> Self {
        Self { access: Some(token.to_owned()), ..self.clone() }
    }

    /// Any call, also one that the API does not have.
    pub fn call(&self, method: Method, path: &str) -> Call {
        self.call_through(&self.http, method, path)
    }

    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    /// A GET whose answer is where it leads to, which it does not follow.
    pub fn visit(&self, path: &str) -> Call {
        self.call_through(&self.visits, Method::GET, path)
    }

    /// A GET whose body never ends.
    pub(crate) fn stream(&self, path: &str) -> Call {
        self.call_through(&self.streams, Method::GET, path).header(ACCEPT.as_str(), "text/event-stream")
    }

    fn call_through(&self, client: &reqwest::Client, method: Method, path: &str) -> Call {
        let mut call = Call::new(client.request(method, self.address.url(path)));
        if let Some(caller) = &self.caller {
            call = call.caller(caller);
        }
        if let Some(token) = &self.token {
            call = call.header(headers::HOLD_TOKEN, token);
        }
        if let Some(token) = &self.access {
            call = call.header(AUTHORIZATION.as_str(), &format!("Bearer {token}"));
        }
        call
    }

    /// Opens a WebSocket, where the events are. The error is what the server has answered instead, with its head.
    pub async fn socket(&self, path: &str) -> Result<Socket, String> {
        let url = self.address.url(CATALOG.prefix);
        let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default();
        let address = host.parse().map_err(|error| format!("{host} is not an address: {error}"))?;
        let bearer = self.access.as_ref().map(|token| format!("Bearer {token}"));
        let caller = self.caller.iter().map(|id| (headers::CALLER_ID, id.as_str()));
        let access = bearer.iter().map(|bearer| (AUTHORIZATION.as_str(), bearer.as_str()));
        Socket::open(address, path, &caller.chain(access).collect::<Vec<_>>()).await
    }

    pub fn events(&self) -> Call {
        self.get("/api/events")
    }

    pub fn event(&self, event: i64) -> Call {
        self.get(&format!("/api/events/{event}"))
    }

    pub fn seats(&self, event: i64) -> Call {
        self.get(&format!("/api/events/{event}/seats"))
    }

    /// The statuses alone, two bits each.
    pub fn packed_seats(&self, event: i64) -> Call {
        self.seats(event).header(ACCEPT.as_str(), "application/octet-stream")
    }

    pub fn layout(&self, event: i64) -> Call {
        self.get(&format!("/api/events/{event}/layout"))
    }

    /// Holds for as long as the server thinks right.
    pub fn hold(&self, event: i64, seats: &[i64]) -> Call {
        let seat_ids = Some(seats.to_vec());
        self.hold_as(&HoldSeatsBody { event_id: event, seat_ids, ..HoldSeatsBody::default() })
    }

    /// Some places of a standing section.
    pub fn hold_units(&self, event: i64, section: &str, quantity: i64, tier: Option<&str>) -> Call {
        let (section, tier) = (Some(section.to_owned()), tier.map(str::to_owned));
        let quantity = Some(quantity);
        self.hold_as(&HoldSeatsBody { event_id: event, section, quantity, tier, ..HoldSeatsBody::default() })
    }

    pub fn hold_as(&self, body: &HoldSeatsBody) -> Call {
        self.post("/api/reservations").json(body)
    }

    /// So many seats, wherever the best are.
    pub fn hold_best(&self, event: i64, quantity: i64) -> Call {
        self.hold_best_as(&BestSeatsBody { event_id: event, quantity, ..BestSeatsBody::default() })
    }

    pub fn hold_best_as(&self, body: &BestSeatsBody) -> Call {
        self.post("/api/reservations/best").json(body)
    }

    pub fn extend(&self, event: i64, seat: i64, seconds: Option<i64>) -> Call {
        self.post(&format!("/api/reservations/{event}/{seat}/extend")).json(&ExtendHoldBody { seconds })
    }

    pub fn release(&self, event: i64, seat: i64) -> Call {
        self.call(Method::DELETE, &format!("/api/reservations/{event}/{seat}"))
    }

    /// Orders with a key of this order's own; `method` is one of the mock's tokens.
    pub fn place_order(&self, event: i64, seats: &[i64], method: Option<&str>, key: &str) -> Call {
        let payment_method = method.map(str::to_owned);
        let body =
            PlaceOrderBody { event_id: event, seat_ids: seats.to_vec(), payment_method, hold_token: None };
        self.place_order_as(&body).key(key)
    }

    /// Sends no key unless the caller adds one.
    pub fn place_order_as(&self, body: &PlaceOrderBody) -> Call {
        self.post("/api/orders").json(body)
    }

    pub fn order(&self, id: Uuid) -> Call {
        self.get(&format!("/api/orders/{id}"))
    }

    pub fn orders(&self, cursor: Option<&str>) -> Call {
        match cursor {
            Some(cursor) => self.get(&format!("/api/orders?cursor={cursor}")),
            None => self.get("/api/orders"),
        }
    }

    pub fn authorize(&self, order: Uuid, method: Option<&str>) -> Call {
        let body = AuthorizeBody { order_id: order.to_string(), method: method.map(str::to_owned) };
        self.post("/api/payments/authorize").json(&body)
    }
}
