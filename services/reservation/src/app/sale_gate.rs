//! The gate in front of a sale that has a waiting room: a hold needs a pass. Passes are verified here; which sales need one, and which passes are
//! worth nothing any more, the waiting room says as soon as it changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use access::{SalePasses, VisitorNames};
use contracts::api::waiting_room::{AdmitBody, ChangesQuery, HeldBody, IntakeBody, LoadBody};
use contracts::api::{CallError, WaitingRoomApi};
use primitives::{Clock, EventId, GuestId, HoldId};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::churn::Churn;
use super::hold_times::HoldTimes;
use super::known_sales::{KnownSales, SalesUnknown};
use super::session_holds::SessionHolds;
use crate::metrics;
use crate::ports::{OpenMeter, OrderCapacity, Unavailable};

/// A waiting room of an earlier release answers at once, so it is asked less often.
const ASK_AGAIN: Duration = Duration::from_millis(500);
/// Between two questions, however much changes.
const NEWS_PAUSE: Duration = Duration::from_millis(20);
const INTAKE_TIMEOUT: Duration = Duration::from_secs(1);
/// After so many questions without an answer orders count as unreachable; until then, as having no room.
const UNANSWERED_MAX: u32 = 3;

/// A hold without a valid pass, where one is needed.
#[derive(Debug, thiserror::Error)]
pub enum NotAdmitted {
    #[error("the sale of this event needs a pass of its waiting room")]
    PassNeeded,
    #[error("as many as may get in without a pass at the moment have got in")]
    TooMany,
    /// By the waiting room, or it does not answer.
    #[error("the waiting room does not admit the ticket")]
    Ticket(#[from] CallError),
    /// For the first moment of a process.
    #[error(transparent)]
    Unknown(#[from] SalesUnknown),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// The passes that a caller presents, and who that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PresentedPasses {
    pub visitor: Option<VisitorNames>,
    pub tokens: Vec<String>,
}

pub struct SaleGate {
    rooms: Arc<dyn WaitingRoomApi>,
    orders: Arc<dyn OrderCapacity>,
    meter: Arc<dyn OpenMeter>,
    passes: SalePasses,
    clock: Arc<dyn Clock>,
    news: KnownSales,
    holds: SessionHolds,
    times: HoldTimes,
    churn: Churn,
    /// Questions to the orders that were not answered, since the last that was.
    unanswered: AtomicU32,
}

impl SaleGate {
    /// `secret`: behind the passes.
    #[must_use]
    pub fn new(
        rooms: Arc<dyn WaitingRoomApi>,
        orders: Arc<dyn OrderCapacity>,
        meter: Arc<dyn OpenMeter>,
        clock: Arc<dyn Clock>,
        secret: &[u8],
    ) -> Self {
        Self {
            rooms,
            orders,
            meter,
            passes: SalePasses::new(secret),
            clock,
            news: KnownSales::default(),
            holds: SessionHolds::default(),
            times: HoldTimes::default(),
            churn: Churn::default(),
            unanswered: AtomicU32::new(0),
        }
    }

    /// The session of the pass; none where the event needs none, or where operators let visitors in without. Until the waiting room has said once
    /// which events need one, no hold is let through.
    pub async fn admit(
        &self,
        event: EventId,
        presented: &PresentedPasses,
    ) -> Result<Option<Uuid>, NotAdmitted> {
        let is_guarded = self.news.is_guarded(event).inspect_err(|_| metrics::pass_checked("unknown"))?;
        if !is_guarded {
            return Ok(None);
        }
        let now = self.clock.now();
        let session = self.session(event, presented);
        if session.is_some() {
            metrics::pass_checked("valid");
            return Ok(session);
        }
        let Some(per_second) = self.news.open_rate(event, now) else {
            metrics::pass_checked("refused");
            return Err(NotAdmitted::PassNeeded);
        };
        if !self.meter.admit(event, per_second).await? {
            metrics::pass_checked("over_rate");
            return Err(NotAdmitted::TooMany);
        }
        metrics::pass_checked("open");
        Ok(None)
    }

    /// As [`Self::admit`], for clients whose one token is the ticket of their place: the waiting room says whether it is its turn.
    pub async fn admit_visitor(
        &self,
        event: EventId,
        presented: &PresentedPasses,
    ) -> Result<Option<Uuid>, NotAdmitted> {
        let refused = match self.admit(event, presented).await {
            Err(refused @ NotAdmitted::PassNeeded) => refused,
            outcome => return outcome,
        };
        let ticket = presented.tokens.iter().find(|token| !is_pass(token));
        let (Some(ticket), Some(visitor)) = (ticket, presented.visitor) else { return Err(refused) };
        let was = visitor.was.map(|was| was.to_string());
        let (ticket, visitor_id) = (ticket.clone(), visitor.own.to_string());
        let body = AdmitBody { event_id: event.get(), ticket, visitor: visitor_id, was };
        let tokens = vec![self.rooms.admit(body).await?.pass];
        self.admit(event, &PresentedPasses { visitor: Some(visitor), tokens }).await
    }

    fn session(&self, event: EventId, presented: &PresentedPasses) -> Option<Uuid> {
        let now = self.clock.now();
        let verified = presented.tokens.iter().filter_map(|token| self.passes.verify(event, token, now).ok());
        let theirs = verified.into_iter().find(|pass| {
            presented.visitor.is_some_and(|names| names.has(pass.visitor))
                && !self.news.has_ended(pass.session)
        });
        theirs.map(|pass| pass.session)
    }

    /// Whether the waiting room has said once which sales need a pass.
    pub fn check_known(&self) -> Result<(), SalesUnknown> {
        self.news.check_known()
    }

    /// The waiting room hears of it a little later.
    pub fn note_hold(&self, event: EventId, session: Uuid, hold: HoldId) {
        self.holds.note(event, session, hold);
    }

    /// Where it was made: an address that only holds pays more for a place in a line.
    pub fn note_address(&self, address: GuestId, hold: HoldId) {
        if self.news.guards_any() {
            self.churn.held(address, hold, Instant::now());
        }
    }

    /// These holds are being bought.
    pub fn note_order(&self, holds: &[HoldId]) {
        self.churn.ordered(holds);
    }

    /// How long the store took to decide about a hold.
    pub fn note_time(&self, took: Duration) {
        if self.news.guards_any() {
            self.times.note(took, Instant::now());
        }
    }

    /// Waits for what is new at the waiting room, for a while. Returns how long to pause before the next question.
    pub async fn follow(&self) -> Result<Duration, CallError> {
        let (body, pause) = match self.rooms.changes(ChangesQuery { known: self.news.state() }).await {
            Err(CallError::Refused(_)) => (self.rooms.guarded().await?, ASK_AGAIN),
            body => (body?, NEWS_PAUSE),
        };
        self.news.note(body, Instant::now());
        Ok(pause)
    }

    /// What was held with passes, how the sale copes, and where it is held without an order.
    pub async fn report(&self) -> Result<(), CallError> {
        if !self.news.guards_any() {
            return Ok(());
        }
        let hold_p95 = self.times.p95(Instant::now());
        let hold_p95_ms = hold_p95.map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        let load = Some(LoadBody { hold_p95_ms, orders: self.intake().await });
        let (holds, churning) = (self.holds.take(), self.churn.addresses(Instant::now()));
        let churning = churning.iter().map(GuestId::to_string).collect();
        let reported = self.rooms.held(HeldBody { holds: holds.clone(), load, churning }).await;
        if reported.is_err() {
            self.holds.put(holds);
        }
        reported.map(drop)
    }

    async fn intake(&self) -> IntakeBody {
        if let Ok(Ok(has_room)) = timeout(INTAKE_TIMEOUT, self.orders.has_room()).await {
            self.unanswered.store(0, Ordering::Relaxed);
            return if has_room { IntakeBody::HasRoom } else { IntakeBody::Full };
        }
        let unanswered = self.unanswered.fetch_add(1, Ordering::Relaxed) + 1;
        if unanswered < UNANSWERED_MAX { IntakeBody::Full } else { IntakeBody::Unreachable }
    }
}

/// Passes have three parts with dots between them, and tickets none.
fn is_pass(token: &str) -> bool {
    token.contains('.')
}
