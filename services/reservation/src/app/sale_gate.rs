//! The gate in front of a sale that has a waiting room: a hold needs a pass. Passes are verified here; the waiting room is only asked, from time
//! to time, which sales need one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use access::SalePasses;
use contracts::api::waiting_room::{AdmitBody, GuardedBody};
use contracts::api::{CallError, WaitingRoomApi};
use parking_lot::RwLock;
use primitives::{Clock, EventId, HoldId, VisitorId};
use tokio::time::Instant;
use uuid::Uuid;

use super::session_holds::SessionHolds;
use crate::metrics;

/// Longer than any pass is valid.
const ENDED_KEPT: Duration = Duration::from_secs(900);

/// A hold without a valid pass, where one is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sale of this event needs a pass of its waiting room")]
pub struct PassNeeded;

/// Why a caller who may present a ticket instead of a pass is not admitted.
#[derive(Debug, thiserror::Error)]
pub enum AdmitError {
    #[error(transparent)]
    PassNeeded(#[from] PassNeeded),
    /// By the waiting room, or it does not answer.
    #[error("the waiting room does not admit the ticket")]
    Ticket(#[from] CallError),
}

/// The passes that a caller presents, and who that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PresentedPasses {
    pub visitor: Option<VisitorId>,
    pub tokens: Vec<String>,
}

pub struct SaleGate {
    rooms: Arc<dyn WaitingRoomApi>,
    passes: SalePasses,
    clock: Arc<dyn Clock>,
    /// As the waiting room has answered last. Until it has answered once, no sale needs a pass.
    guarded: RwLock<HashSet<EventId>>,
    /// Sessions that have ended before their passes, and when that was heard of.
    ended: RwLock<HashMap<Uuid, Instant>>,
    holds: SessionHolds,
}

impl SaleGate {
    /// `secret`: behind the passes.
    #[must_use]
    pub fn new(rooms: Arc<dyn WaitingRoomApi>, clock: Arc<dyn Clock>, secret: &[u8]) -> Self {
        Self {
            rooms,
            passes: SalePasses::new(secret),
            clock,
            guarded: RwLock::default(),
            ended: RwLock::default(),
            holds: SessionHolds::default(),
        }
    }

    /// The session of the pass; none where the event needs none.
    pub fn check(&self, event: EventId, presented: &PresentedPasses) -> Result<Option<Uuid>, PassNeeded> {
        if !self.guarded.read().contains(&event) {
            return Ok(None);
        }
        let now = self.clock.now();
        let verified = presented.tokens.iter().filter_map(|token| self.passes.verify(event, token, now).ok());
        let ended = self.ended.read();
        let theirs = verified
            .into_iter()
            .find(|pass| Some(pass.visitor) == presented.visitor && !ended.contains_key(&pass.session));
        metrics::pass_checked(theirs.is_some());
        theirs.map(|pass| Some(pass.session)).ok_or(PassNeeded)
    }

    /// As `check`, for clients whose one token is the ticket of their place: the waiting room says whether it is its turn.
    pub async fn admit(
        &self,
        event: EventId,
        presented: &PresentedPasses,
    ) -> Result<Option<Uuid>, AdmitError> {
        let refused = match self.check(event, presented) {
            Ok(session) => return Ok(session),
            Err(refused) => refused,
        };
        let ticket = presented.tokens.iter().find(|token| !is_pass(token));
        let (Some(ticket), Some(visitor)) = (ticket, presented.visitor) else { return Err(refused.into()) };
        let body = AdmitBody { event_id: event.get(), ticket: ticket.clone(), visitor: visitor.to_string() };
        let tokens = vec![self.rooms.admit(body).await?.pass];
        Ok(self.check(event, &PresentedPasses { visitor: Some(visitor), tokens })?)
    }

    /// The waiting room hears of it a little later.
    pub fn note_hold(&self, event: EventId, session: Uuid, hold: HoldId) {
        self.holds.note(event, session, hold);
    }

    /// While the waiting room does not answer, the sales that needed a pass go on needing one.
    pub async fn refresh(&self) -> Result<(), CallError> {
        let GuardedBody { event_ids, ended } = self.rooms.guarded().await?;
        let events = event_ids.into_iter().filter_map(|event| EventId::new(event).ok()).collect();
        *self.guarded.write() = events;
        let now = Instant::now();
        let mut known = self.ended.write();
        known.retain(|_, since| now.duration_since(*since) < ENDED_KEPT);
        for session in ended {
            known.entry(session).or_insert(now);
        }
        Ok(())
    }

    pub async fn report_holds(&self) -> Result<(), CallError> {
        self.holds.report(self.rooms.as_ref()).await
    }
}

/// Passes have three parts with dots between them, and tickets none.
fn is_pass(token: &str) -> bool {
    token.contains('.')
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use access::SalePass;
    use async_trait::async_trait;
    use contracts::ErrorCode;
    use contracts::api::NoContent;
    use contracts::api::waiting_room::{AdmittedBody, HeldBody, SessionHoldBody};
    use parking_lot::Mutex;
    use primitives::FakeClock;

    use super::*;

    const SECRET: &[u8] = b"a secret of thirty-two bytes, or so";
    const MINA: VisitorId = VisitorId(1);

    /// Event 4 has a room.
    #[derive(Default)]
    struct OneRoom {
        ended: Mutex<Vec<Uuid>>,
        held: Mutex<Vec<SessionHoldBody>>,
    }

    #[async_trait]
    impl WaitingRoomApi for OneRoom {
        async fn guarded(&self) -> Result<GuardedBody, CallError> {
            Ok(GuardedBody { event_ids: vec![4], ended: self.ended.lock().clone() })
        }

        async fn held(&self, body: HeldBody) -> Result<NoContent, CallError> {
            self.held.lock().extend(body.holds);
            Ok(NoContent)
        }

        /// It is the turn of one ticket, which is Mina's.
        async fn admit(&self, body: AdmitBody) -> Result<AdmittedBody, CallError> {
            if (body.ticket.as_str(), body.visitor) != ("ticket", MINA.to_string()) {
                return Err(CallError::refused(ErrorCode::NotYourTurn, "not yet"));
            }
            Ok(AdmittedBody { pass: SalePasses::new(SECRET).issue(&pass()).unwrap() })
        }
    }

    fn pass() -> SalePass {
        let now = FakeClock::default().now();
        let (session, expires_at) = (Uuid::from_u128(1), now.plus(Duration::from_secs(600)));
        SalePass { event: event(4), visitor: MINA, session, issued_at: now, expires_at }
    }

    fn event(number: i64) -> EventId {
        EventId::new(number).unwrap()
    }

    #[tokio::test]
    async fn a_guarded_sale_admits_those_with_a_pass_of_their_own() {
        let clock = Arc::new(FakeClock::default());
        let gate = SaleGate::new(Arc::new(OneRoom::default()), clock.clone(), SECRET);
        let nothing = PresentedPasses::default();
        assert_eq!(gate.check(event(4), &nothing), Ok(None), "no room is known yet");
        gate.refresh().await.unwrap();
        assert_eq!(gate.check(event(4), &nothing), Err(PassNeeded));
        assert_eq!(gate.check(event(5), &nothing), Ok(None), "it has no room");

        let pass = SalePass {
            event: event(4),
            visitor: MINA,
            session: Uuid::from_u128(1),
            issued_at: clock.now(),
            expires_at: clock.now().plus(Duration::from_secs(600)),
        };
        let issue = |pass: &SalePass| SalePasses::new(SECRET).issue(pass).unwrap();
        let present = |token: String, visitor| PresentedPasses { visitor, tokens: vec![token] };
        assert_eq!(gate.check(event(4), &present(issue(&pass), Some(MINA))), Ok(Some(pass.session)));
        for (token, visitor) in [
            (issue(&pass), Some(VisitorId(2))),
            (issue(&pass), None),
            (issue(&SalePass { event: event(5), ..pass }), Some(MINA)),
            (SalePasses::new(b"another").issue(&pass).unwrap(), Some(MINA)),
        ] {
            assert_eq!(gate.check(event(4), &present(token, visitor)), Err(PassNeeded));
        }
        clock.advance(Duration::from_secs(600));
        assert_eq!(gate.check(event(4), &present(issue(&pass), Some(MINA))), Err(PassNeeded), "it is over");
    }

    #[tokio::test]
    async fn the_pass_of_a_session_that_has_ended_is_worth_nothing() {
        let (clock, rooms) = (Arc::new(FakeClock::default()), Arc::new(OneRoom::default()));
        let gate = SaleGate::new(rooms.clone(), clock.clone(), SECRET);
        let session = Uuid::from_u128(1);
        let (issued_at, expires_at) = (clock.now(), clock.now().plus(Duration::from_secs(600)));
        let pass = SalePass { event: event(4), visitor: MINA, session, issued_at, expires_at };
        let token = SalePasses::new(SECRET).issue(&pass).unwrap();
        let presented = PresentedPasses { visitor: Some(MINA), tokens: vec![token] };
        gate.refresh().await.unwrap();
        assert_eq!(gate.check(event(4), &presented), Ok(Some(session)));
        rooms.ended.lock().push(session);
        gate.refresh().await.unwrap();
        rooms.ended.lock().clear();
        gate.refresh().await.unwrap();
        assert_eq!(
            gate.check(event(4), &presented),
            Err(PassNeeded),
            "it is said for ten seconds, and known for longer"
        );
    }

    #[tokio::test]
    async fn the_waiting_room_hears_of_the_holds_of_its_sessions() {
        let rooms = Arc::new(OneRoom::default());
        let gate = SaleGate::new(rooms.clone(), Arc::new(FakeClock::default()), SECRET);
        let (session, hold) = (Uuid::from_u128(1), HoldId::from_uuid(Uuid::from_u128(2)));
        gate.note_hold(event(4), session, hold);
        gate.report_holds().await.unwrap();
        gate.report_holds().await.unwrap();
        let expected = SessionHoldBody { event_id: 4, session, hold_id: *hold.as_uuid() };
        assert_eq!(*rooms.held.lock(), [expected], "once");
    }

    #[tokio::test]
    async fn a_ticket_whose_turn_it_is_admits_its_visitor() {
        let gate = SaleGate::new(Arc::new(OneRoom::default()), Arc::new(FakeClock::default()), SECRET);
        gate.refresh().await.unwrap();
        let admitted = async |event_id, token: &str, visitor| {
            let presented = PresentedPasses { visitor, tokens: vec![token.to_owned()] };
            gate.admit(event(event_id), &presented).await
        };
        let session = Some(pass().session);
        assert_eq!(admitted(4, "ticket", Some(MINA)).await.unwrap(), session);
        let own = SalePasses::new(SECRET).issue(&pass()).unwrap();
        assert_eq!(admitted(4, &own, Some(MINA)).await.unwrap(), session);
        assert_eq!(admitted(5, "", None).await.unwrap(), None, "it has no room");
        assert!(matches!(admitted(4, "ticket", Some(VisitorId(2))).await, Err(AdmitError::Ticket(_))));
        for (token, visitor) in [("ticket", None), (own.as_str(), Some(VisitorId(2)))] {
            assert!(matches!(admitted(4, token, visitor).await, Err(AdmitError::PassNeeded(_))), "{token}");
        }
    }
}
