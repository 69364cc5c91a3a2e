//! Between the domain and the wire, and from errors to their codes.

use contracts::http::waiting_room::{ChanceBody, PlaceBody, PlaceStateBody};
use contracts::{ErrorCode, WireTime};
use primitives::{EventId, hex};
use server::ApiError;

use super::admin_bodies::{LimitBody, OpenSaleBody, OperatedRoomBody};
use super::bodies::{DrawBody, ProofBody, ProofStepBody, RoomBody, RoomPhase};
use crate::app::{AskError, EnterError, LiveLine, OpenError, PlaceView, Proof, TicketError};
use crate::domain::{
    CallRefusal, Chance, Draw, FailOpen, JoinRefusal, Limit, Phase, PlaceState, RoomRefusal, commitment,
};
use crate::ports::RoomError;

pub(super) fn room(event: EventId, line: &LiveLine) -> RoomBody {
    let room = line.room();
    RoomBody {
        event_id: event.get(),
        phase: phase(room.phase),
        opens_at: room.opens_at.map(WireTime),
        issued: room.issued,
        serving: room.serving,
        waiting: line.view.waiting(),
        calls_per_minute: line.calls_per_minute(),
        message: room.rules.message.clone(),
        recovering: room.is_recovering(line.as_of),
        draw: room.draw.as_ref().map(draw),
    }
}

pub(super) fn operated(event: EventId, line: &LiveLine) -> OperatedRoomBody {
    let ((called, active), now) = (line.view.taken(), line.as_of);
    let of_room = line.room();
    OperatedRoomBody {
        room: room(event, line),
        cap: of_room.rules.cap,
        cap_now: of_room.cap(),
        stock_cap: Some(of_room.cap()).filter(|now| *now < of_room.rules.cap),
        ceiling: of_room.rules.ceiling,
        work_bits: of_room.rules.work_bits,
        rate_now: of_room.rate(),
        conversion_percent: u32::try_from(of_room.tally.conversion() / 10).unwrap_or(100),
        dwell_seconds: of_room.tally.dwell().map(|dwell| dwell.as_secs()),
        fail_open: of_room.fail_open(now).map(open_sale),
        called,
        active,
        returned: u32::try_from(line.view.returned.len()).unwrap_or(u32::MAX),
        limited_by: limit(line.view.limit(now)),
    }
}

pub(super) fn open_sale(open: FailOpen) -> OpenSaleBody {
    OpenSaleBody { open_rate: open.per_second, until: WireTime(open.until) }
}

fn limit(limit: Limit) -> LimitBody {
    match limit {
        Limit::NotOpen => LimitBody::NotOpen,
        Limit::Paused => LimitBody::Paused,
        Limit::Closed => LimitBody::Closed,
        Limit::NoneWaiting => LimitBody::NoneWaiting,
        Limit::Recovering => LimitBody::Recovering,
        Limit::Stock => LimitBody::Stock,
        Limit::StockUnknown => LimitBody::StockUnknown,
        Limit::Dwell => LimitBody::Dwell,
        Limit::Cap => LimitBody::Cap,
        Limit::SlowHolds => LimitBody::SlowHolds,
        Limit::FullOrders => LimitBody::FullOrders,
        Limit::Unreachable => LimitBody::Unreachable,
        Limit::Rising => LimitBody::Rising,
        Limit::Ceiling => LimitBody::Ceiling,
    }
}

pub(super) fn phase(phase: Phase) -> RoomPhase {
    match phase {
        Phase::Registering => RoomPhase::Registering,
        Phase::Open => RoomPhase::Open,
        Phase::Paused => RoomPhase::Paused,
        Phase::Closed => RoomPhase::Closed,
    }
}

/// The secret is shown with the seed, and never before.
fn draw(draw: &Draw) -> DrawBody {
    DrawBody {
        commitment: hex(&commitment(&draw.secret)),
        beacon_round: draw.round,
        beacon: draw.beacon.clone(),
        registered: draw.seal.map(|seal| seal.count),
        root: draw.seal.map(|seal| hex(&seal.root)),
        secret: draw.seed.map(|_| hex(&draw.secret)),
        seed: draw.seed.map(|seed| hex(&seed)),
    }
}

pub(crate) fn place(placement: &PlaceView) -> PlaceBody {
    let (state, ahead, until) = match placement.state {
        PlaceState::Registered => (PlaceStateBody::Registered, None, None),
        PlaceState::Waiting { ahead } => (PlaceStateBody::Waiting, Some(ahead), None),
        PlaceState::Away => (PlaceStateBody::Away, None, None),
        PlaceState::Returned { ahead } => (PlaceStateBody::Returned, Some(ahead), None),
        PlaceState::Called { until } => (PlaceStateBody::Called, None, Some(until)),
        PlaceState::Active { lease, .. } => (PlaceStateBody::Active, None, Some(lease)),
        PlaceState::Ended => (PlaceStateBody::Ended, None, None),
        PlaceState::Closed => (PlaceStateBody::Closed, None, None),
    };
    PlaceBody {
        state,
        number: placement.number.map(|number| number.0),
        ahead,
        estimated_wait_seconds: placement.wait.as_secs(),
        poll_after_ms: u64::try_from(placement.ask_after.as_millis()).unwrap_or(u64::MAX),
        stream: placement.may_stream,
        until: until.map(WireTime),
        chance: placement.chance.map(chance),
    }
}

fn chance(chance: Chance) -> ChanceBody {
    match chance {
        Chance::Likely => ChanceBody::Likely,
        Chance::Possible => ChanceBody::Possible,
        Chance::Unlikely => ChanceBody::Unlikely,
    }
}

/// None: the room has no draw.
pub(super) fn proof(proof: &Proof) -> Option<ProofBody> {
    let step =
        |step: &crate::domain::ProofStep| ProofStepBody { sibling: hex(&step.sibling), left: step.is_left };
    Some(ProofBody {
        index: proof.index.0,
        visitor: proof.visitor.to_string(),
        steps: proof.steps.iter().map(step).collect(),
        number: proof.number.map(|number| number.0),
        draw: draw(proof.room.draw.as_ref()?),
    })
}

pub(super) fn no_room() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "this event has no waiting room")
}

fn closed() -> ApiError {
    ApiError::new(ErrorCode::SaleNotOpen, "the waiting room of this event is closed")
}

impl From<EnterError> for ApiError {
    fn from(error: EnterError) -> Self {
        match error {
            EnterError::Refused(JoinRefusal::NoRoom) => no_room(),
            EnterError::Refused(JoinRefusal::Closed) => closed(),
            EnterError::Refused(JoinRefusal::Full) => {
                Self::new(ErrorCode::RateLimited, "the waiting room of this event is full")
            }
            EnterError::Work(refusal) => refusal.into(),
            EnterError::Busy => {
                Self::new(ErrorCode::Unavailable, "too many are joining at the moment, please try again")
            }
            EnterError::Unavailable(error) => Self::unavailable(error),
        }
    }
}

impl From<TicketError> for ApiError {
    fn from(error: TicketError) -> Self {
        match error {
            TicketError::NotYours => {
                Self::new(ErrorCode::QueueTokenRequired, "the ticket is not genuine, or not yours")
            }
            TicketError::Outdated | TicketError::Claim(CallRefusal::NotTheirs) => {
                let message = "the ticket is of a waiting room that is no more: enter again";
                Self::new(ErrorCode::QueueTokenRequired, message)
            }
            TicketError::NotSealed => Self::new(ErrorCode::NotFound, "this place is on no closed list"),
            TicketError::Claim(CallRefusal::NotCalled) => {
                Self::new(ErrorCode::NotYourTurn, "it is not your turn yet, or your turn is over")
            }
            TicketError::Claim(CallRefusal::Closed) => closed(),
            TicketError::Signing(error) => Self::internal(error),
            TicketError::Unavailable(error) => Self::unavailable(error),
        }
    }
}

impl From<AskError> for ApiError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Enter(error) => error.into(),
            AskError::Ticket(error) => error.into(),
        }
    }
}

impl From<RoomError> for ApiError {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::Refused(RoomRefusal::NoRoom) => no_room(),
            RoomError::Refused(
                refusal @ (RoomRefusal::OpenAlready
                | RoomRefusal::WrongPhase
                | RoomRefusal::TooMany
                | RoomRefusal::AnotherRoom
                | RoomRefusal::Unchanged
                | RoomRefusal::Draw(_)),
            ) => Self::new(ErrorCode::SaleNotOpen, refusal.to_string()),
            RoomError::Unavailable(error) => Self::unavailable(error),
        }
    }
}

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::InThePast => {
                server::FieldErrors::one("opensAt", server::FieldFault::OutOfRange, "has passed already")
                    .into()
            }
            OpenError::Room(error) => error.into(),
        }
    }
}
