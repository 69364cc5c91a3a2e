//! An installation with users, and what belongs to one of them. No one is anything without proof: anonymous callers own nothing, and no header names
//! a user.

use std::sync::atomic::{AtomicI64, Ordering};

use access::{PlatformRole, Rights};
use contracts::demo;
use contracts::http::order::OrderPlacedBody;
use contracts::http::purchase::PurchasedBody;
use contracts::http::reservation::{ReservationBody, ReservationDetailsBody};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Address, ApiClient, Buyer, eventually};
use uuid::Uuid;

use super::tokens::{self, Tokens};
use crate::identity::{PASSWORD, Session, guest, link, post, user};
use crate::{CLUB, HALL, OPEN_AIR, SOON, Server, crowded, start};

const MINA: &str = "mina@example.com";
const JOON: &str = "joon@example.com";
const HANA: &str = "hana@example.com";

pub(super) struct World {
    _server: Server,
    pub(super) api: ApiClient,
    /// The internal listener.
    pub(super) internal: ApiClient,
    /// User A.
    pub(super) owner: Session,
    /// User B.
    pub(super) stranger: Session,
    /// The same, elsewhere.
    pub(super) thief: Session,
    pub(super) guest: Session,
    pub(super) tokens: Tokens,
    pub(super) things: Things,
    /// Of seats, and of mailboxes.
    last_number: AtomicI64,
}

/// What user A has.
pub(super) struct Things {
    pub(super) hold: Held,
    pub(super) order: Uuid,
    pub(super) purchase: Uuid,
    /// Another one than that which A asks with.
    pub(super) session: String,
    /// Of no one who asks. The shows are its events.
    pub(super) organization: Uuid,
    /// Its only owner, who does not ask either.
    pub(super) member: Uuid,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) id: Uuid,
    pub(super) seat: i64,
}

impl World {
    pub(super) const OPERATOR_TOKEN: &str = "an operator token of tests, long enough";

    pub(super) async fn start() -> Self {
        let [port] = engines::free_ports().unwrap();
        let internal = format!("127.0.0.1:{port}");
        let options = crowded()
            .env("HOLDFAST_ANONYMOUS", "closed")
            .env("HOLDFAST_CALLER_HEADER", "ignore")
            .env("HOLDFAST_OPERATOR_TOKEN", Self::OPERATOR_TOKEN)
            .env("HOLDFAST_INTERNAL_LISTEN", &internal)
            .env("HOLDFAST_SECRET", tokens::SECRET)
            .env("HOLDFAST_SERVICE_SECRET", tokens::SERVICE_SECRET)
            .env("HOLDFAST_IDENTITY_SECRET", tokens::IDENTITY_SECRET);
        let server = start(&options).await;
        let (api, internal) = (server.api(), ApiClient::new(Address::new(format!("http://{internal}"))));
        let (owner, stranger) = (user(&api, MINA).await, user(&api, JOON).await);
        open_a_room(&api).await;
        let buyer = api.with_access(&owner.access);
        let (hold, hold_token) = hold(&buyer, 1).await;
        let member = id_of(&user(&api, HANA).await);
        let things = Things {
            hold,
            organization: organization(&api, &stranger, member).await,
            member,
            order: order(&buyer, 2).await,
            purchase: purchase(&buyer).await,
            session: log_in(&api, MINA).await["sessionId"].as_str().unwrap().to_owned(),
        };
        let ticket = enter(&buyer).await;
        let tokens = Tokens::make(&api, &buyer, &owner, things.order, hold_token, ticket).await;
        let (thief, guest) = (Session::read(&log_in(&api, JOON).await), guest(&api).await);
        let last_number = AtomicI64::new(10);
        Self { _server: server, api, internal, owner, stranger, thief, guest, tokens, things, last_number }
    }

    fn buyer(&self) -> ApiClient {
        self.api.with_access(&self.owner.access)
    }

    /// One more of user A.
    pub(super) async fn hold(&self) -> Held {
        hold(&self.buyer(), self.number()).await.0
    }

    fn number(&self) -> i64 {
        1 + self.last_number.fetch_add(1, Ordering::Relaxed)
    }

    /// Of the place of user A, who takes another one where it was given up.
    pub(super) async fn ticket(&self) -> String {
        enter(&self.buyer()).await
    }

    /// Of a mailbox without an account.
    pub(super) async fn registration(&self) -> String {
        let email = format!("sora-{}@example.com", self.number());
        post(&self.api, "register", &json!({ "email": email })).await;
        link(&self.api, &email).await
    }

    pub(super) async fn reset(&self) -> String {
        let first = link(&self.api, MINA).await;
        post(&self.api, "forgot", &json!({ "email": MINA })).await;
        eventually("a letter about another password", SOON, async || {
            Some(link(&self.api, MINA).await).filter(|newest| *newest != first)
        })
        .await
    }

    pub(super) async fn refresh_token(&self) -> String {
        guest(&self.api).await.refresh
    }

    /// What user A has is as it was, whatever others asked for.
    pub(super) async fn assert_untouched(&self) {
        let buyer = self.buyer();
        let path = format!("/api/reservations/{}", self.things.hold.id);
        let held: ReservationDetailsBody = buyer.get(&path).await.ok();
        assert_eq!(held.seat_ids, [self.things.hold.seat]);
        assert_eq!(buyer.order(self.things.order).await.status, 200);
        assert_eq!(buyer.get("/api/users/me").await.status, 200);
    }
}

fn id_of(session: &Session) -> Uuid {
    session.subject.strip_prefix("u:").unwrap().parse().unwrap()
}

/// The one that the shows belong to; its owner is appointed by user B, while an administrator.
async fn organization(api: &ApiClient, appoints: &Session, owner: Uuid) -> Uuid {
    let rights = Rights { platform: Some(PlatformRole::Admin), ..Rights::default() };
    let admin = tokens::with_rights(&appoints.subject, Uuid::from_u128(99), rights, None);
    let path = format!("/api/orgs/{}/members/{owner}", demo::ORGANIZATION);
    let put = api.with_access(&admin).call(Method::PUT, &path);
    let _: Value = put.json(&json!({ "role": "OWNER" })).await.ok();
    demo::ORGANIZATION
}

async fn open_a_room(api: &ApiClient) {
    let open = api.post(&format!("/api/waiting-room/admin/events/{HALL}/open"));
    let operator = open.header("Authorization", &format!("Bearer {}", World::OPERATOR_TOKEN));
    let _: Value = operator.json(&json!({ "cap": 100, "ceiling": 6000 })).await.ok();
}

async fn enter(visitor: &ApiClient) -> String {
    let entered: Value = visitor.post(&format!("/api/waiting-room/events/{HALL}/enter")).await.ok();
    entered["ticket"].as_str().unwrap().to_owned()
}

/// And its token.
async fn hold(buyer: &ApiClient, seat: i64) -> (Held, String) {
    let held: ReservationBody = buyer.hold(CLUB, &[seat]).await.ok();
    (Held { id: held.reservation_id, seat }, held.hold_token)
}

/// One that is decided.
async fn order(buyer: &ApiClient, seat: i64) -> Uuid {
    hold(buyer, seat).await;
    let placed: OrderPlacedBody =
        buyer.place_order(CLUB, &[seat], Some("tok_ok"), "the-order-of-a").await.ok();
    Buyer::anonymous(buyer).outcome(placed.order_id, SOON).await.order_id
}

async fn purchase(buyer: &ApiClient) -> Uuid {
    let body = json!({ "eventId": OPEN_AIR, "qty": 1 });
    match buyer.post("/purchase").key("the-purchase-of-a").json(&body).await.ok() {
        PurchasedBody::Hold { order_id, .. } => order_id,
        PurchasedBody::Rejected { remaining, .. } => panic!("only {remaining} places are left"),
    }
}

async fn log_in(api: &ApiClient, email: &str) -> Value {
    post(api, "login", &json!({ "email": email, "password": PASSWORD })).await.ok()
}
