//! A waiting room: its phase, what operators have set, and how far its line has come.

use std::time::Duration;

use primitives::Timestamp;

use super::draw::Draw;
use super::fail_open::FailOpen;
use super::steering::Steering;
use super::tally::Tally;

/// Before the sale opens, the list of those who have registered is closed for so long, and shown.
const SEALED_FOR: Duration = Duration::from_secs(10);
/// How long an announced beacon is waited for. Then the room opens without, and says so.
const BEACON_AWAITED: Duration = Duration::from_secs(10);
/// After a line was restored, no one is called for so long: those near the head ask within that time, and show their tickets.
pub const RESUMES_AFTER: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Visitors register, and their numbers are drawn when it opens.
    Registering,
    /// Visitors are called.
    Open,
    /// No visitor is called; every place is kept, and sessions go on.
    Paused,
    /// All is over.
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRules {
    /// How many may be called or in the sale at once.
    pub cap: u32,
    /// How many may be called in a minute.
    pub ceiling: u32,
    /// Shown to all who wait.
    pub message: String,
    /// How much work a new place costs, in bits; zero: none. None: as much as the setting says.
    pub work_bits: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Changes when a room is opened anew, which makes all tickets of the room before worthless.
    pub epoch: u64,
    pub phase: Phase,
    pub rules: RoomRules,
    /// How the line follows stock and load.
    pub steering: Steering,
    /// Visitors get in without a pass; None: they do not.
    pub fail_open: Option<FailOpen>,
    /// Of a room that was opened with a registration.
    pub draw: Option<Draw>,
    pub opens_at: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// When the line was put together again, after its store had lost it.
    pub restored_at: Option<Timestamp>,
    /// How many have joined.
    pub issued: u32,
    /// The highest number that was reached.
    pub serving: u32,
    /// What may be called yet, in millionths of a call.
    pub credit: u64,
    pub turned_at: Timestamp,
    /// Whether the last one called had missed a call before.
    pub returned_last: bool,
    pub tally: Tally,
}

impl Default for RoomRules {
    fn default() -> Self {
        Self { cap: 200, ceiling: 600, message: String::new(), work_bits: None }
    }
}

impl Room {
    #[must_use]
    pub fn open_at_once(rules: RoomRules, now: Timestamp) -> Self {
        let steering = Steering::begin(rules.ceiling, now);
        Self {
            epoch: u64::try_from(now.as_micros()).unwrap_or(0),
            phase: Phase::Open,
            rules,
            steering,
            fail_open: None,
            draw: None,
            opens_at: None,
            opened_at: Some(now),
            closed_at: None,
            restored_at: None,
            issued: 0,
            serving: 0,
            credit: 0,
            turned_at: now,
            returned_last: false,
            tally: Tally::default(),
        }
    }

    /// How many may be called or in the sale at once, as of now.
    #[must_use]
    pub fn cap(&self) -> u32 {
        self.steering.cap.map_or(self.rules.cap, |(cap, _)| cap.min(self.rules.cap))
    }

    /// How many may be called in a minute, as of now.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.steering.rate.min(self.rules.ceiling)
    }

    /// Put together again just now: no one is called yet.
    #[must_use]
    pub fn is_recovering(&self, now: Timestamp) -> bool {
        self.restored_at.is_some_and(|restored_at| now < restored_at.plus(RESUMES_AFTER))
    }

    /// Who is there is known from a while after this on: the numbers are new, or what was known of them is lost.
    #[must_use]
    pub fn unknown_since(&self) -> Option<Timestamp> {
        self.opened_at.max(self.restored_at)
    }

    /// None: visitors do not get in without a pass now.
    #[must_use]
    pub fn fail_open(&self, now: Timestamp) -> Option<FailOpen> {
        self.fail_open.filter(|open| self.phase != Phase::Closed && now < open.until)
    }

    /// Without what a restart may lose: then a few calls come a little later, and less is measured.
    #[must_use]
    pub fn durable(&self) -> Self {
        Self { credit: 0, turned_at: Timestamp::from_micros(0), tally: Tally::default(), ..self.clone() }
    }

    /// How many take part in the draw. Known from the seal on.
    #[must_use]
    pub fn drawn(&self) -> u32 {
        match (&self.draw, self.phase) {
            (Some(Draw { seal: Some(seal), .. }), _) => seal.count,
            (Some(Draw { seal: None, .. }), Phase::Registering) => u32::MAX,
            (Some(_) | None, _) => 0,
        }
    }

    /// What is due by time alone: closing the list, then opening.
    #[must_use]
    pub fn is_due_to_seal(&self, now: Timestamp) -> bool {
        let is_open = self.draw.as_ref().is_some_and(|draw| draw.seal.is_none());
        let due = self.opens_at.is_some_and(|opens_at| opens_at.minus(SEALED_FOR) <= now);
        self.phase == Phase::Registering && is_open && due
    }

    #[must_use]
    pub fn is_due_to_draw(&self, now: Timestamp) -> bool {
        let Some(draw) = self.draw.as_ref().filter(|draw| draw.seal.is_some()) else { return false };
        let is_awaited = draw.round.is_some() && draw.beacon.is_none();
        let since = if is_awaited { now.minus(BEACON_AWAITED) } else { now };
        self.phase == Phase::Registering && self.opens_at.is_some_and(|opens_at| opens_at <= since)
    }
}
