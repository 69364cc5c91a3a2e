//! Tokens of every kind that there is, each genuine, and of no use where another kind is asked for.

use std::sync::Arc;
use std::time::Duration;

use access::{AccessClaims, AccessKey, Bearer, GatePlace, Rights, SalePass, SalePasses, ServiceKey};
use contracts::ErrorCode;
use contracts::http::reservation::ReservationBody;
use contracts::http::stream_token::StreamTokenBody;
use primitives::{Clock, EventId, SystemClock, Timestamp, UserId, VisitorId};
use serde_json::json;
use testkit::ApiClient;
use uuid::Uuid;

use crate::identity::{Session, guest, is_refused, post};
use crate::{CLUB, HALL};

pub(super) const SECRET: &str = "a secret of tests that is long enough";
pub(super) const SERVICE_SECRET: &str = "a service secret of tests, long enough";
pub(super) const IDENTITY_SECRET: &str = "a secret of identity that is long enough";
/// Where buyers find the shop, unless it is said otherwise.
const ISSUER: &str = "http://localhost:8080";
const HOUR: Duration = Duration::from_secs(60 * 60);
const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);

pub(super) struct Tokens {
    pub(super) hold: String,
    pub(super) other_hold: String,
    pub(super) ticket: String,
    pub(super) stream: String,
    pub(super) pass: String,
    pub(super) service: String,
    pub(super) expired: String,
    pub(super) ended: String,
    pub(super) foreign: String,
}

impl Tokens {
    /// Beside a hold token and a ticket of user A.
    pub(super) async fn make(
        api: &ApiClient,
        buyer: &ApiClient,
        owner: &Session,
        order: Uuid,
        hold: String,
        ticket: String,
    ) -> Self {
        let other: ReservationBody = api.hold(CLUB, &[3]).await.ok();
        let stream: StreamTokenBody = buyer.post(&format!("/api/orders/{order}/stream-token")).await.ok();
        let now = SystemClock.now();
        let key = |secret: &str| AccessKey::derive(secret.as_bytes(), 1);
        Self {
            hold,
            ticket,
            other_hold: other.hold_token,
            stream: stream.stream_token,
            pass: pass(now),
            service: of_service("catalog"),
            expired: key(IDENTITY_SECRET).sign(&claims(&owner.subject, now.minus(HOUR))).unwrap(),
            ended: ended(api).await,
            foreign: key("a secret of another installation").sign(&claims(&owner.subject, now)).unwrap(),
        }
    }
}

/// Of order, for the service of this name.
pub(super) fn of_service(audience: &'static str) -> String {
    let key = ServiceKey::derive(SERVICE_SECRET.as_bytes());
    Bearer::new(key, "order", audience, Arc::new(SystemClock)).token().unwrap()
}

/// Of a caller of any kind, as identity would sign it now.
pub(super) fn with_rights(subject: &str, session: Uuid, rights: Rights, gate: Option<GatePlace>) -> String {
    let claims = claims(subject, SystemClock.now());
    let claims = AccessClaims { session, rights, gate, ..claims };
    AccessKey::derive(IDENTITY_SECRET.as_bytes(), 1).sign(&claims).unwrap()
}

/// As identity signs them, so that only the time is wrong, or only the key.
fn claims(subject: &str, issued_at: Timestamp) -> AccessClaims {
    AccessClaims {
        issuer: ISSUER.to_owned(),
        subject: UserId::parse(subject).unwrap(),
        session: Uuid::from_u128(7),
        token: Uuid::from_u128(8),
        issued_at,
        expires_at: issued_at.plus(HALF_AN_HOUR),
        authenticated_at: issued_at,
        method: "pwd",
        guest: None,
        rights: Rights::default(),
        gate: None,
    }
}

fn pass(now: Timestamp) -> String {
    let pass = SalePass {
        event: EventId::new(HALL).unwrap(),
        visitor: VisitorId(7),
        session: Uuid::from_u128(9),
        issued_at: now,
        expires_at: now.plus(HALF_AN_HOUR),
    };
    SalePasses::new(SECRET.as_bytes()).issue(&pass).unwrap()
}

/// Of a guest who has logged out.
async fn ended(api: &ApiClient) -> String {
    let session = guest(api).await;
    assert_eq!(post(api, "logout", &json!({ "refreshToken": session.refresh })).await.status, 204);
    is_refused(api, &session, ErrorCode::SessionEnded).await;
    session.access
}
