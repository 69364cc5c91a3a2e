//! The gate beside a waiting room, orders and a meter that do as the test says.

use std::sync::Arc;
use std::time::Duration;

use access::{SalePass, SalePasses, VisitorNames};
use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::waiting_room::{
    AdmitBody, AdmittedBody, AuditLineQuery, AuditedLineBody, ChangesQuery, GuardedBody, HeldBody,
    IntakeBody, LoadBody, OpenSaleBody, PlaceQuery, PlaceStandingBody, SessionHoldBody,
};
use contracts::api::{CallError, NoContent, WaitingRoomApi};
use parking_lot::Mutex;
use primitives::{Clock, EventId, FakeClock, GuestId, HoldId, Timestamp, VisitorId};
use uuid::Uuid;

use super::sale_gate::{NotAdmitted, PresentedPasses, SaleGate};
use crate::domain::meter;
use crate::ports::{OpenMeter, OrderCapacity, SalesUnavailable, Unavailable};

const SECRET: &[u8] = b"a secret of thirty-two bytes, or so";
const MINA: VisitorId = VisitorId(1);

/// What the waiting room says, and what it has heard.
#[derive(Default)]
struct Room {
    says: Mutex<GuardedBody>,
    asked: Mutex<Vec<Option<u64>>>,
    held: Mutex<Vec<HeldBody>>,
}

#[async_trait]
impl WaitingRoomApi for Room {
    /// It is the turn of one ticket, which is Mina's.
    async fn admit(&self, body: AdmitBody) -> Result<AdmittedBody, CallError> {
        if (body.ticket.as_str(), body.visitor) != ("ticket", MINA.to_string()) {
            return Err(CallError::refused(ErrorCode::NotYourTurn, "not yet"));
        }
        Ok(AdmittedBody { pass: SalePasses::new(SECRET).issue(&own_pass()).unwrap() })
    }

    async fn audit(&self, _: AuditLineQuery) -> Result<AuditedLineBody, CallError> {
        Ok(AuditedLineBody::default())
    }

    async fn place(&self, _: PlaceQuery) -> Result<PlaceStandingBody, CallError> {
        Err(CallError::refused(ErrorCode::QueueTokenRequired, "the gate does not ask for it"))
    }

    async fn guarded(&self) -> Result<GuardedBody, CallError> {
        Ok(self.says.lock().clone())
    }

    async fn changes(&self, query: ChangesQuery) -> Result<GuardedBody, CallError> {
        self.asked.lock().push(query.known);
        self.guarded().await
    }

    async fn held(&self, body: HeldBody) -> Result<NoContent, CallError> {
        self.held.lock().push(body);
        Ok(NoContent)
    }
}

/// None: they do not answer.
struct Orders(Mutex<Option<bool>>);

#[async_trait]
impl OrderCapacity for Orders {
    async fn has_room(&self) -> Result<bool, SalesUnavailable> {
        self.0.lock().ok_or_else(|| SalesUnavailable("away".into()))
    }
}

/// Of one event.
struct Meter(Arc<FakeClock>, Mutex<Option<Timestamp>>);

#[async_trait]
impl OpenMeter for Meter {
    async fn admit(&self, _: EventId, per_second: u32) -> Result<bool, Unavailable> {
        let mut used_until = self.1.lock();
        let until = meter::admitted(*used_until, per_second, self.0.now());
        *used_until = until.or(*used_until);
        Ok(until.is_some())
    }
}

struct Rig {
    gate: SaleGate,
    room: Arc<Room>,
    orders: Arc<Orders>,
    clock: Arc<FakeClock>,
}

/// Event 4 has a room, and that is known.
async fn rig() -> Rig {
    let (room, orders) = (Arc::new(Room::default()), Arc::new(Orders(Mutex::new(Some(true)))));
    let clock = Arc::new(FakeClock::default());
    let meter = Arc::new(Meter(clock.clone(), Mutex::default()));
    let gate = SaleGate::new(room.clone(), orders.clone(), meter, clock.clone(), SECRET);
    let rig = Rig { gate, room, orders, clock };
    for of in [4, 5] {
        let unknown = rig.gate.admit(event(of), &PresentedPasses::default()).await;
        assert!(matches!(unknown, Err(NotAdmitted::Unknown(_))), "nothing has been heard yet: {unknown:?}");
    }
    assert!(rig.gate.check_known().is_err());
    rig.says(|body| (body.event_ids, body.closed, body.state) = (vec![4], Some(vec![]), 7)).await;
    rig
}

impl Rig {
    /// Something is new.
    async fn says(&self, change: impl FnOnce(&mut GuardedBody)) {
        change(&mut self.room.says.lock());
        self.gate.follow().await.unwrap();
    }

    fn pass(&self, session: u128) -> SalePass {
        let (issued_at, expires_at) = (self.clock.now(), self.clock.now().plus(Duration::from_secs(600)));
        SalePass { session: Uuid::from_u128(session), issued_at, expires_at, ..own_pass() }
    }

    async fn check(
        &self,
        token: Option<String>,
        visitor: Option<VisitorId>,
    ) -> Result<Option<Uuid>, NotAdmitted> {
        let tokens = token.into_iter().collect();
        let visitor = visitor.map(VisitorNames::of);
        self.gate.admit(event(4), &PresentedPasses { visitor, tokens }).await
    }

    async fn admits(&self, pass: Option<&SalePass>) -> bool {
        let token = pass.map(|pass| SalePasses::new(SECRET).issue(pass).unwrap());
        self.check(token, Some(MINA)).await.is_ok()
    }
}

/// A pass of session 1 as of the beginning.
fn own_pass() -> SalePass {
    let now = FakeClock::default().now();
    let (session, expires_at) = (Uuid::from_u128(1), now.plus(Duration::from_secs(600)));
    SalePass { event: event(4), visitor: MINA, session, issued_at: now, expires_at }
}

fn event(number: i64) -> EventId {
    EventId::new(number).unwrap()
}

#[tokio::test]
async fn no_hold_is_let_through_before_the_first_answer_and_those_without_a_line_right_after_it() {
    let rig = rig().await;
    assert!(rig.gate.check_known().is_ok());
    let presented = PresentedPasses::default();
    assert_eq!(rig.gate.admit(event(5), &presented).await.unwrap(), None, "it has no room");
    assert!(matches!(rig.gate.admit(event(4), &presented).await, Err(NotAdmitted::PassNeeded)));
}

#[tokio::test]
async fn a_guarded_sale_admits_those_with_a_pass_of_their_own() {
    let rig = rig().await;
    assert!(!rig.admits(None).await);
    let pass = rig.pass(1);
    let issue = |pass: &SalePass| Some(SalePasses::new(SECRET).issue(pass).unwrap());
    assert_eq!(rig.check(issue(&pass), Some(MINA)).await.unwrap(), Some(pass.session));
    for (token, visitor) in [
        (issue(&pass), Some(VisitorId(2))),
        (issue(&pass), None),
        (issue(&SalePass { event: event(5), ..pass }), Some(MINA)),
        (SalePasses::new(b"another").issue(&pass).ok(), Some(MINA)),
    ] {
        assert!(matches!(rig.check(token, visitor).await, Err(NotAdmitted::PassNeeded)));
    }
    assert_eq!(rig.gate.admit(event(5), &PresentedPasses::default()).await.unwrap(), None, "it has no room");
    let tokens = vec![SalePasses::new(SECRET).issue(&pass).unwrap()];
    let grown = Some(VisitorNames { own: VisitorId(2), was: Some(MINA) });
    let presented = PresentedPasses { visitor: grown, tokens };
    assert_eq!(rig.gate.admit(event(4), &presented).await.unwrap(), Some(pass.session), "it was mina's");
    rig.clock.advance(Duration::from_secs(600));
    assert!(!rig.admits(Some(&pass)).await, "it is over");
}

#[tokio::test]
async fn the_pass_of_a_session_that_has_ended_is_worth_nothing() {
    let rig = rig().await;
    let pass = rig.pass(1);
    assert!(rig.admits(Some(&pass)).await);
    rig.says(|body| body.ended.push(pass.session)).await;
    assert!(!rig.admits(Some(&pass)).await);
    rig.says(|body| body.ended.clear()).await;
    assert!(!rig.admits(Some(&pass)).await, "it is said for ten seconds, and known for longer");
    assert_eq!(*rig.room.asked.lock(), [None, Some(7), Some(7)], "it asks for what it does not know yet");
}

#[tokio::test]
async fn a_room_that_is_lost_goes_on_guarding_and_one_that_is_closed_does_not() {
    let rig = rig().await;
    rig.says(|body| body.event_ids.clear()).await;
    assert!(!rig.admits(None).await, "the waiting room has lost what it had");
    rig.says(|body| body.closed = Some(vec![4])).await;
    assert!(rig.admits(None).await);
    rig.says(|body| (body.event_ids, body.closed) = (vec![4], None)).await;
    assert!(!rig.admits(None).await);
    rig.says(|body| body.event_ids.clear()).await;
    assert!(rig.admits(None).await, "an earlier release names the guarded ones alone");
}

#[tokio::test]
async fn a_sale_that_is_open_without_passes_lets_so_many_in_a_second_and_for_so_long() {
    let rig = rig().await;
    let until_us = rig.clock.now().plus(Duration::from_secs(60)).as_micros();
    rig.says(|body| body.open.push(OpenSaleBody { event_id: 4, per_second: 10, until_us })).await;
    assert!(rig.admits(None).await && rig.admits(None).await);
    assert!(matches!(rig.check(None, None).await, Err(NotAdmitted::TooMany)));
    assert!(rig.admits(Some(&rig.pass(1))).await, "a pass is not metered");
    let mut admitted = 0;
    for _ in 0..50 {
        rig.clock.advance(Duration::from_millis(100));
        for _ in 0..5 {
            admitted += u32::from(rig.admits(None).await);
        }
    }
    assert_eq!(admitted, 50, "ten a second for five seconds");
    rig.clock.advance(Duration::from_secs(55));
    assert!(matches!(rig.check(None, None).await, Err(NotAdmitted::PassNeeded)), "it has ended by itself");
}

#[tokio::test]
async fn the_waiting_room_hears_of_holds_and_of_how_the_sale_copes() {
    let rig = rig().await;
    let (session, hold) = (Uuid::from_u128(1), HoldId::from_uuid(Uuid::from_u128(2)));
    rig.gate.note_hold(event(4), session, hold);
    rig.gate.note_time(Duration::from_millis(30));
    let reported = async || {
        rig.gate.report().await.unwrap();
        rig.room.held.lock().pop().unwrap()
    };
    let first = reported().await;
    assert_eq!(first.holds, [SessionHoldBody { event_id: 4, session, hold_id: *hold.as_uuid() }]);
    assert_eq!(first.load, Some(LoadBody { hold_p95_ms: Some(30), orders: IntakeBody::HasRoom }));
    *rig.orders.0.lock() = Some(false);
    let second = reported().await;
    assert_eq!((second.holds, second.load.map(|load| load.orders)), (vec![], Some(IntakeBody::Full)), "once");
    *rig.orders.0.lock() = None;
    let mut said = Vec::new();
    for _ in 0..3 {
        said.extend(reported().await.load.map(|load| load.orders));
    }
    assert_eq!(said, [IntakeBody::Full, IntakeBody::Full, IntakeBody::Unreachable]);
}

#[tokio::test]
async fn the_waiting_room_hears_where_seats_are_held_again_and_again_and_not_ordered() {
    let rig = rig().await;
    let hold = |number| HoldId::from_uuid(Uuid::from_u128(number));
    (0..21).for_each(|number| rig.gate.note_address(GuestId(255), hold(number)));
    rig.gate.note_address(GuestId(7), hold(100));
    let churning = async || {
        rig.gate.report().await.unwrap();
        rig.room.held.lock().pop().unwrap().churning
    };
    assert_eq!(churning().await, ["00000000000000ff"]);
    rig.gate.note_order(&[hold(3)]);
    assert_eq!(churning().await.len(), 0);
}

#[tokio::test]
async fn a_ticket_whose_turn_it_is_admits_its_visitor() {
    let rig = rig().await;
    let admitted = async |event_id, token: &str, visitor: Option<VisitorId>| {
        let visitor = visitor.map(VisitorNames::of);
        let presented = PresentedPasses { visitor, tokens: vec![token.to_owned()] };
        rig.gate.admit_visitor(event(event_id), &presented).await
    };
    let (session, own) = (Some(own_pass().session), SalePasses::new(SECRET).issue(&own_pass()).unwrap());
    assert_eq!(admitted(4, "ticket", Some(MINA)).await.unwrap(), session);
    assert_eq!(admitted(4, &own, Some(MINA)).await.unwrap(), session);
    assert_eq!(admitted(5, "", None).await.unwrap(), None, "it has no room");
    assert!(matches!(admitted(4, "ticket", Some(VisitorId(2))).await, Err(NotAdmitted::Ticket(_))));
    for (token, visitor) in [("ticket", None), (own.as_str(), Some(VisitorId(2)))] {
        assert!(matches!(admitted(4, token, visitor).await, Err(NotAdmitted::PassNeeded)), "{token}");
    }
}
