//! The lines of all events.

use std::time::Duration;

use async_trait::async_trait;
use primitives::{EventId, Timestamp, VisitorId};

use super::unavailable::LineUnavailable;
use crate::domain::{
    AdmissionEntry, CallRefusal, ChangedBy, ControlRecord, Join, JoinIndex, JoinRefusal, JoinedPlace,
    KnownLine, PlaceClaim, PlaceEnd, PlaceNumber, Room, RoomChange, RoomRefusal, Slot, TurnReport,
};

/// Each call is one step: all of it, or nothing. A call that is repeated has the same effect and answer as the first. The store has one
/// clock for all instances. Where the event has no room, a call about a place does nothing.
#[async_trait]
pub trait LineStore: Send + Sync {
    /// The events that have a room, also a closed one.
    async fn rooms(&self) -> Result<Vec<EventId>, LineUnavailable>;

    /// As [`RoomChange::apply_by`] decides. Opened anew, a room has lost all places of the one before. What an operator does is recorded in the
    /// same step.
    async fn change(&self, event: EventId, change: RoomChange, by: ChangedBy) -> Result<Room, RoomError>;

    /// The last so many things that operators did, the latest first. They outlive the room, and are kept for [`RECORDS_KEPT`].
    async fn controls(&self, event: EventId, limit: u32) -> Result<Vec<ControlRecord>, LineUnavailable>;

    /// Gives places in the order of the list, to each visitor one. Durable when it returns.
    async fn join(&self, event: EventId, joins: &[Join]) -> Result<Vec<JoinedPlace>, JoinError>;

    /// Those who have registered before the draw, by index, from `from` on, at most so many.
    async fn registered(
        &self,
        event: EventId,
        from: JoinIndex,
        limit: u32,
    ) -> Result<Vec<VisitorId>, LineUnavailable>;

    /// The place of a visitor; none without one in the room that there is.
    async fn find(&self, event: EventId, visitor: VisitorId) -> Result<Option<JoinIndex>, LineUnavailable>;

    /// These were there just now. One who has missed a call waits for another one from now on.
    async fn seen(&self, event: EventId, numbers: &[PlaceNumber]) -> Result<(), LineUnavailable>;

    /// Ends what has lapsed, and calls as many as may be called. Any instance may do it, at any time: what one has done, the next finds done.
    async fn turn(&self, event: EventId) -> Result<TurnReport, LineUnavailable>;

    /// Answers a call. Durable when it returns; a second claim gets the session of the first.
    async fn claim(&self, event: EventId, claim: &PlaceClaim) -> Result<Slot, ClaimError>;

    /// Renews the lease of a session.
    async fn renew(&self, event: EventId, number: PlaceNumber) -> Result<(), LineUnavailable>;

    /// Gives a place up, and frees its slot.
    async fn end(
        &self,
        event: EventId,
        number: PlaceNumber,
        outcome: PlaceEnd,
    ) -> Result<(), LineUnavailable>;

    /// What has changed since that position.
    async fn view(&self, event: EventId, since: Option<ViewCursor>) -> Result<ViewAnswer, LineUnavailable>;

    /// What has become of slots since the room was opened, the oldest first: the last [`crate::domain::ADMISSIONS_KEPT`] steps. Each was
    /// recorded together with its effect.
    async fn admissions(&self, event: EventId) -> Result<Vec<AdmissionEntry>, LineUnavailable>;

    /// Adds what the store is missing of a line, as [`KnownLine`] says. May stop half-way; then it is repeated. From then on the version is above
    /// the one that was known.
    async fn restore(&self, event: EventId, known: &KnownLine) -> Result<(), LineUnavailable>;

    /// These visitors have shown the tickets of these places.
    async fn recall(&self, event: EventId, tickets: &[(VisitorId, JoinIndex)])
    -> Result<(), LineUnavailable>;

    /// Removes rooms that have been closed for longer, and old records. How many rooms were removed.
    async fn forget(&self, keep: Duration) -> Result<u32, LineUnavailable>;

    /// Whether the engine could execute a command now.
    async fn check(&self) -> Result<(), LineUnavailable>;
}

/// How long it is known what operators did.
pub const RECORDS_KEPT: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// What a reader knows already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewCursor {
    pub epoch: u64,
    pub version: u64,
    /// How many of the numbers that are gone.
    pub gone: u32,
    /// A line that was restored since has its own order of the numbers that are gone.
    pub restored_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViewAnswer {
    NoRoom,
    Unchanged,
    Changed(Box<ViewUpdate>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewUpdate {
    pub room: Room,
    pub version: u64,
    pub slots: Vec<(PlaceNumber, Slot)>,
    pub returned: Vec<PlaceNumber>,
    /// Those behind the cursor; all of them where the epoch is another one, or the line was restored since.
    pub gone: Vec<PlaceNumber>,
}

#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    #[error(transparent)]
    Refused(#[from] RoomRefusal),
    #[error(transparent)]
    Unavailable(#[from] LineUnavailable),
}

#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error(transparent)]
    Refused(#[from] JoinRefusal),
    #[error(transparent)]
    Unavailable(#[from] LineUnavailable),
}

#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    #[error(transparent)]
    Refused(#[from] CallRefusal),
    #[error(transparent)]
    Unavailable(#[from] LineUnavailable),
}
