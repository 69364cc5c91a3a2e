//! What calls between services look like on the wire, to the byte: two versions of a service call each other during an upgrade.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use contracts::api::catalog::*;
use contracts::api::order::*;
use contracts::api::outbox::*;
use contracts::api::payment::*;
use contracts::api::reservation::*;
use contracts::api::waiting_room::*;
use contracts::api::{
    Answer, Api, Call, CallError, Local, NoContent, PackedSnapshot, Pending, Reply, Route, Router, Transport,
};
use contracts::http::catalog::SeatStatus;
use primitives::EventId;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Records what is sent, and always answers the same.
struct Wire {
    sent: Arc<Mutex<Vec<String>>>,
    reply: Reply,
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, call: Call) -> Result<Reply, CallError> {
        let (method, body) = match &call.body {
            Some(body) => ("POST", str::from_utf8(body).unwrap()),
            None => ("GET", ""),
        };
        self.sent.lock().unwrap().push(format!("{}: {method} {} {body}", call.route.name, call.path));
        Ok(self.reply.clone())
    }
}

/// Asserts what a call sends, and that its answer is read from `reply` and written as the same.
async fn pinned<A: Api + ?Sized, R: Answer + Debug>(
    sends: &str,
    reply: Reply,
    call: impl AsyncFnOnce(Arc<A>) -> Result<R, CallError>,
) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let answer = call(A::remote(Wire { sent: sent.clone(), reply: reply.clone() })).await.unwrap();
    assert_eq!(*sent.lock().unwrap(), [sends]);
    assert_eq!(answer.write().unwrap(), reply);
}

fn json(body: &'static str) -> Reply {
    Reply { body: body.into(), ..Reply::default() }
}

fn packed() -> Reply {
    let headers = vec![("Seat-Version", "3-17".to_owned()), ("Seat-Count", "5".to_owned())];
    Reply { headers, body: vec![0b01_10_00_01, 0b10].into() }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn event() -> EventId {
    EventId::new(4).unwrap()
}

#[tokio::test]
async fn catalog() {
    let prices = json(r#"{"currency":"KRW","ranges":[{"first":1,"last":100,"price":165000}]}"#);
    pinned("prices: GET /internal/catalog/events/4/prices ", prices, async |api: Arc<dyn CatalogApi>| {
        api.prices(event()).await
    })
    .await;
    let tiers = json(concat!(
        r#"{"currency":"KRW","ranges":[{"first":1,"last":100,"price":165000,"section":"A"},"#,
        r#"{"first":101,"last":600,"price":99000,"section":"FIELD","standing":true,"#,
        r#""tiers":[{"name":"adult","price":99000},{"name":"youth","price":55000}]}]}"#
    ));
    pinned("prices: GET /internal/catalog/events/4/prices ", tiers, async |api: Arc<dyn CatalogApi>| {
        api.prices(event()).await
    })
    .await;
    let meta = json(r#"{"eventId":4,"seatCount":1200,"onSaleAtUs":1700000000000001}"#);
    pinned("meta: GET /internal/catalog/events/4/meta ", meta, async |api: Arc<dyn CatalogApi>| {
        api.meta(event()).await
    })
    .await;
    let of_organization = json(concat!(
        r#"{"eventId":4,"seatCount":1200,"onSaleAtUs":1700000000000001,"beginsAtUs":1700000000000002,"#,
        r#""organizationId":"00000000-0000-0000-0000-000000000007"}"#
    ));
    let path = "meta: GET /internal/catalog/events/4/meta ";
    pinned(path, of_organization, async |api: Arc<dyn CatalogApi>| api.meta(event()).await).await;
    pinned("map: GET /internal/catalog/events/4/map ", packed(), async |api: Arc<dyn CatalogApi>| {
        let map = api.map(event()).await?;
        assert_eq!((map.epoch, map.version), (3, 17));
        let (available, held, sold) = (SeatStatus::Available, SeatStatus::Held, SeatStatus::Sold);
        assert_eq!(map.unpack().unwrap(), [held, available, sold, held, sold]);
        Ok(map)
    })
    .await;
}

#[tokio::test]
async fn claims() {
    let sends = r#"claim: POST /internal/reservation/claim {"eventId":4,"orderId":"00000000-0000-0000-0000-000000000001","seatIds":[7,8],"buyer":{"user":"mina","hold":null,"open":false}}"#;
    let claimed = json(r#"{"holds":["00000000-0000-0000-0000-000000000002"],"untilUs":1700000000000001}"#);
    pinned(sends, claimed, async |api: Arc<dyn ReservationApi>| {
        let buyer = BuyerBody { user: Some("mina".to_owned()), was_guest: None, hold: None, open: false };
        api.claim(ClaimBody { event_id: 4, order_id: id(1), seat_ids: vec![7, 8], buyer }).await
    })
    .await;
    let claimed = json(concat!(
        r#"{"holds":["00000000-0000-0000-0000-000000000002"],"untilUs":1700000000000001,"pinMs":90000,"#,
        r#""tiers":[{"seatId":7,"tier":"adult"}]}"#
    ));
    pinned(sends, claimed, async |api: Arc<dyn ReservationApi>| {
        let buyer = BuyerBody { user: Some("mina".to_owned()), was_guest: None, hold: None, open: false };
        api.claim(ClaimBody { event_id: 4, order_id: id(1), seat_ids: vec![7, 8], buyer }).await
    })
    .await;
    let sends = r#"hold-anywhere: POST /internal/reservation/hold-anywhere {"eventId":4,"quantity":2,"lifeMs":60000,"buyer":{"user":null,"hold":null,"open":true},"guest":"00000000000000ff","key":{"digest":"d","fingerprint":"f"},"passes":["p"],"visitor":"v"}"#;
    let reply =
        r#"{"hold":{"holdId":"00000000-0000-0000-0000-000000000003","seatIds":[7,8],"untilUs":9},"free":5}"#;
    pinned(sends, json(reply), async |api: Arc<dyn ReservationApi>| {
        let buyer = BuyerBody { user: None, was_guest: None, hold: None, open: true };
        let key = HoldKeyBody { digest: "d".to_owned(), fingerprint: "f".to_owned() };
        let (guest, passes, visitor) =
            ("00000000000000ff".to_owned(), vec!["p".to_owned()], Some("v".to_owned()));
        let body = HoldAnywhereBody {
            event_id: 4,
            quantity: 2,
            life_ms: 60_000,
            buyer,
            guest,
            key,
            passes,
            visitor,
            was_visitor: None,
        };
        api.hold_anywhere(body).await
    })
    .await;
    let sends = r#"unclaim: POST /internal/reservation/unclaim {"eventId":4,"orderId":"00000000-0000-0000-0000-000000000001"}"#;
    pinned(sends, Reply::default(), async |api: Arc<dyn ReservationApi>| {
        api.unclaim(UnclaimBody { event_id: 4, order_id: id(1) }).await
    })
    .await;
    assert_eq!(NoContent::CONTENT_TYPE, None);
}

#[tokio::test]
async fn seats() {
    let sends = r#"install: POST /internal/reservation/install {"eventId":4,"seatCount":5,"onSaleAtUs":1}"#;
    pinned(sends, json(r#"{"epoch":3}"#), async |api: Arc<dyn ReservationApi>| {
        api.install(InstallBody { event_id: 4, seat_count: 5, on_sale_at_us: 1 }).await
    })
    .await;
    let sends = "snapshot: GET /internal/reservation/events/4/snapshot ";
    pinned(sends, packed(), async |api: Arc<dyn ReservationApi>| api.snapshot(event()).await).await;
    assert_eq!(PackedSnapshot::CONTENT_TYPE, Some("application/octet-stream"));
    let sends = "known-events: GET /internal/reservation/known-events ";
    let known = json(r#"{"eventIds":[1,4]}"#);
    pinned(sends, known, async |api: Arc<dyn ReservationApi>| api.known_events().await).await;
    let sends = r#"records: POST /internal/reservation/records {"eventId":4,"after":7,"limit":3}"#;
    let records = json(concat!(
        r#"{"seats":[{"seatId":8,"state":"HELD","untilUs":1},"#,
        r#"{"seatId":9,"state":"PINNED","orderId":"00000000-0000-0000-0000-000000000001","untilUs":2},"#,
        r#"{"seatId":10,"state":"SOLD","orderId":"00000000-0000-0000-0000-000000000001"}]}"#
    ));
    pinned(sends, records, async |api: Arc<dyn ReservationApi>| {
        api.records(SeatRecordsQuery { event_id: 4, after: Some(7), limit: 3 }).await
    })
    .await;
    let sends = "oldest-unsent: GET /internal/reservation/oldest-unsent-message ";
    let oldest = json(r#"{"writtenUs":null}"#);
    pinned(sends, oldest, async |api: Arc<dyn ReservationApi>| api.oldest_unsent().await).await;
}

#[tokio::test]
async fn order() {
    let rebuild = json(concat!(
        r#"{"epoch":2,"sold":[{"orderId":"00000000-0000-0000-0000-000000000001","seatIds":[7,8]}],"#,
        r#""underWay":[{"orderId":"00000000-0000-0000-0000-000000000002","seatIds":[9],"#,
        r#""holds":["00000000-0000-0000-0000-000000000003"],"user":null,"stage":"CONFIRMING","pinnedUntilUs":1}]}"#
    ));
    let sends = r#"begin-rebuild: POST /internal/order/begin-rebuild {"eventId":4}"#;
    pinned(sends, rebuild, async |api: Arc<dyn OrderApi>| {
        api.begin_rebuild(BeginRebuildBody { event_id: 4 }).await
    })
    .await;
    let sends = r#"standing: POST /internal/order/standing {"eventId":4,"orderIds":["00000000-0000-0000-0000-000000000001"]}"#;
    let standing = json(r#"{"sold":[],"ended":["00000000-0000-0000-0000-000000000001"]}"#);
    pinned(sends, standing, async |api: Arc<dyn OrderApi>| {
        api.standing(StandingQuery { event_id: 4, order_ids: vec![id(1)] }).await
    })
    .await;
    let sends =
        r#"verify: POST /internal/order/verify {"page":{"book":"MESSAGES","from":{"key":"4","number":9}}}"#;
    let verified = json(concat!(
        r#"{"next":{"book":"SEATS","eventId":4,"after":null},"checked":[{"invariant":"I8","count":5}],"#,
        r#""breaches":[{"invariant":"I8","eventId":4,"orderId":null,"seatId":7,"what":"a gap"}],"tookUs":11}"#
    ));
    pinned(sends, verified, async |api: Arc<dyn OrderApi>| {
        let from = Some(MessageCursorBody { key: "4".to_owned(), number: 9 });
        api.verify(VerifyQuery { page: Some(PageBody::Messages { from }) }).await
    })
    .await;
}

#[tokio::test]
async fn payment() {
    let sends = r#"records: POST /internal/payment/records {"after":"00000000-0000-0000-0000-000000000001","upTo":null,"limit":9}"#;
    let payments = json(concat!(
        r#"{"payments":[{"orderId":"00000000-0000-0000-0000-000000000002","state":"CAPTURED","amount":44000,"currency":"KRW"},"#,
        r#"{"orderId":"00000000-0000-0000-0000-000000000003","state":"VOIDED","amount":null,"currency":null}]}"#
    ));
    pinned(sends, payments, async |api: Arc<dyn PaymentApi>| {
        api.records(PaymentsQuery { after: Some(id(1)), up_to: None, limit: 9 }).await
    })
    .await;
    let sends = r#"messages: POST /internal/payment/messages {"from":null,"limit":2}"#;
    let messages = json(r#"{"messages":[{"key":"4","number":9,"writtenUs":1,"sent":true}]}"#);
    pinned(sends, messages, async |api: Arc<dyn PaymentApi>| {
        api.messages(MessagesQuery { from: None, limit: 2 }).await
    })
    .await;
}

#[tokio::test]
async fn waiting_room() {
    let sends = "guarded: GET /internal/waiting-room/guarded ";
    let guarded = || {
        json(
            r#"{"eventIds":[4],"ended":["00000000-0000-0000-0000-000000000001"],"closed":[5],"open":[{"eventId":4,"perSecond":2,"untilUs":9}],"state":7}"#,
        )
    };
    pinned(sends, guarded(), async |api: Arc<dyn WaitingRoomApi>| api.guarded().await).await;
    let sends = r#"changes: POST /internal/waiting-room/changes {"known":7}"#;
    pinned(sends, guarded(), async |api: Arc<dyn WaitingRoomApi>| {
        api.changes(ChangesQuery { known: Some(7) }).await
    })
    .await;
    let sends = r#"audit: POST /internal/waiting-room/audit {"after":4}"#;
    pinned(sends, json(r#"{"line":null}"#), async |api: Arc<dyn WaitingRoomApi>| {
        api.audit(AuditLineQuery { after: Some(4) }).await
    })
    .await;
    let sends = r#"held: POST /internal/waiting-room/held {"holds":[{"eventId":4,"session":"00000000-0000-0000-0000-000000000001","holdId":"00000000-0000-0000-0000-000000000002"}],"load":null,"churning":["00000000000000ff"]}"#;
    pinned(sends, Reply::default(), async |api: Arc<dyn WaitingRoomApi>| {
        api.held(HeldBody {
            holds: vec![SessionHoldBody { event_id: 4, session: id(1), hold_id: id(2) }],
            load: None,
            churning: vec!["00000000000000ff".to_owned()],
        })
        .await
    })
    .await;
    let sends = r#"admit: POST /internal/waiting-room/admit {"eventId":4,"ticket":"t","visitor":"v"}"#;
    pinned(sends, json(r#"{"pass":"p"}"#), async |api: Arc<dyn WaitingRoomApi>| {
        api.admit(AdmitBody { event_id: 4, ticket: "t".to_owned(), visitor: "v".to_owned(), was: None }).await
    })
    .await;
    let sends = r#"place: POST /internal/waiting-room/place {"eventId":4,"ticket":"t"}"#;
    let standing = r#"{"state":"WAITING","position":13,"estimatedWaitSeconds":12,"pollAfterMs":2000}"#;
    pinned(sends, json(standing), async |api: Arc<dyn WaitingRoomApi>| {
        api.place(PlaceQuery { event_id: 4, ticket: "t".to_owned() }).await
    })
    .await;
}

/// Records what is answered.
#[derive(Default)]
struct Routes(Vec<String>);

impl Router for Routes {
    fn plain<A: Answer>(&mut self, route: &'static Route, _: impl Fn() -> Pending<A> + Clone + 'static) {
        self.0.push(format!("GET {}", route.path));
    }

    fn event<A: Answer>(
        &mut self,
        route: &'static Route,
        _: impl Fn(EventId) -> Pending<A> + Clone + 'static,
    ) {
        assert!(route.path.contains("{eventId}"), "{route:?}");
        self.0.push(format!("GET {}", route.path));
    }

    fn body<B: DeserializeOwned + 'static, A: Answer>(
        &mut self,
        route: &'static Route,
        _: impl Fn(B) -> Pending<A> + Clone + 'static,
    ) {
        self.0.push(format!("POST {}", route.path));
    }
}

fn routes<A: Api + ?Sized>() -> Vec<String> {
    let mut routes = Routes::default();
    A::routes(&A::late(&Local::default()), &mut routes);
    routes.0
}

#[test]
fn every_call_has_a_route_at_the_service_that_answers_it() {
    let catalog = [
        "GET /events/{eventId}/prices",
        "GET /events/{eventId}/meta",
        "GET /events/{eventId}/map",
        "GET /events/{eventId}/stock",
    ];
    assert_eq!(routes::<dyn CatalogApi>(), catalog);
    let reservation = [
        "POST /claim",
        "POST /hold-anywhere",
        "POST /unclaim",
        "POST /install",
        "GET /events/{eventId}/snapshot",
        "GET /known-events",
        "POST /records",
        "GET /oldest-unsent-message",
    ];
    assert_eq!(routes::<dyn ReservationApi>(), reservation);
    assert_eq!(
        routes::<dyn OrderApi>(),
        ["POST /begin-rebuild", "POST /standing", "POST /sell-at-box-office", "GET /intake", "POST /verify"]
    );
    assert_eq!(routes::<dyn PaymentApi>(), ["POST /records", "POST /messages"]);
    assert_eq!(
        routes::<dyn WaitingRoomApi>(),
        ["GET /guarded", "POST /changes", "POST /held", "POST /audit", "POST /admit", "POST /place"]
    );
}

#[tokio::test]
async fn a_neighbour_in_the_same_process_is_unavailable_until_it_is_built() {
    let local = Local::<dyn CatalogApi>::default();
    let early = <dyn CatalogApi>::late(&local);
    let error = early.meta(event()).await.unwrap_err();
    assert!(matches!(error, CallError::Unavailable(_)), "{error:?}");
    let reply = json(r#"{"eventId":4,"seatCount":5,"onSaleAtUs":1}"#);
    local.bind(<dyn CatalogApi>::remote(Wire { sent: Arc::default(), reply }));
    assert_eq!(early.meta(event()).await.unwrap().seat_count, 5);
}
