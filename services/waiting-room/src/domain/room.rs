//! A waiting room: its phase, what operators have set, and how far its line has come.

use std::time::Duration;

use primitives::Timestamp;

use super::draw::{Draw, DrawError, Seal, seed};

/// Before the sale opens, the list of those who have registered is closed for so long, and shown.
const SEALED_FOR: Duration = Duration::from_secs(10);
/// How long an announced beacon is waited for. Then the room opens without, and says so.
const BEACON_AWAITED: Duration = Duration::from_secs(10);

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
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Changes when a room is opened anew, which makes all tickets of the room before worthless.
    pub epoch: u64,
    pub phase: Phase,
    pub rules: RoomRules,
    /// How many may be in the sale at once for what is left; None: it limits nothing.
    pub stock_cap: Option<u32>,
    /// Of a room that was opened with a registration.
    pub draw: Option<Draw>,
    pub opens_at: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// How many have joined.
    pub issued: u32,
    /// The highest number that was reached.
    pub serving: u32,
    /// What may be called yet, in millionths of a call.
    pub credit: u64,
    pub turned_at: Timestamp,
    /// Whether the last one called had missed a call before.
    pub returned_last: bool,
}

/// What operators do to a room, and what its time does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoomChange {
    /// At once, or later, with a registration before.
    Open {
        rules: RoomRules,
        later: Option<(Timestamp, Draw)>,
    },
    Adjust(RoomRules),
    /// What is left allows so many at once.
    Stock(Option<u32>),
    Pause,
    Resume,
    Close,
    /// The value of the round that was announced.
    Beacon(String),
    /// Visitors who register from now on stand behind the draw.
    Seal(Seal),
    /// The numbers are drawn, and the sale opens.
    Draw,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoomRefusal {
    #[error("the event has no waiting room")]
    NoRoom,
    #[error("the waiting room is open already")]
    OpenAlready,
    #[error("the phase of the waiting room does not allow it")]
    WrongPhase,
    #[error("so many have not registered")]
    TooMany,
    #[error(transparent)]
    Draw(#[from] DrawError),
}

impl Default for RoomRules {
    fn default() -> Self {
        Self { cap: 200, ceiling: 600, message: String::new() }
    }
}

impl RoomChange {
    /// Opens a room where there is none, or where it is closed; changes it otherwise. Repeated, it is refused or changes nothing.
    pub fn apply(&self, room: Option<&Room>, now: Timestamp) -> Result<Room, RoomRefusal> {
        if let Self::Open { rules, later } = self {
            return match room {
                Some(room) if room.phase != Phase::Closed => Err(RoomRefusal::OpenAlready),
                Some(_) | None => Ok(opened(rules.clone(), later.clone(), now)),
            };
        }
        let room = room.ok_or(RoomRefusal::NoRoom)?;
        let mut next = room.clone();
        match (self, room.phase) {
            (Self::Adjust(rules), Phase::Registering | Phase::Open | Phase::Paused) => {
                next.rules = rules.clone();
            }
            (Self::Stock(cap), Phase::Registering | Phase::Open | Phase::Paused) => next.stock_cap = *cap,
            (Self::Pause, Phase::Open) => next.phase = Phase::Paused,
            (Self::Resume, Phase::Paused) => {
                // Nothing is saved up while it is paused.
                (next.phase, next.turned_at, next.credit) = (Phase::Open, now, 0);
            }
            (Self::Close, Phase::Registering | Phase::Open | Phase::Paused) => {
                (next.phase, next.closed_at) = (Phase::Closed, Some(now));
            }
            (Self::Beacon(value), Phase::Registering) => next.draw_mut()?.enter_beacon(value)?,
            (Self::Seal(seal), Phase::Registering) => {
                if seal.count > room.issued {
                    return Err(RoomRefusal::TooMany);
                }
                next.draw_mut()?.seal(*seal)?;
            }
            (Self::Draw, Phase::Registering) => {
                let draw = next.draw_mut()?;
                draw.seed = Some(seed(draw)?);
                (next.phase, next.opened_at, next.turned_at) = (Phase::Open, Some(now), now);
            }
            _ => return Err(RoomRefusal::WrongPhase),
        }
        Ok(next)
    }
}

fn opened(rules: RoomRules, later: Option<(Timestamp, Draw)>, now: Timestamp) -> Room {
    match later {
        None => Room::open_at_once(rules, now),
        Some((opens_at, draw)) => Room {
            phase: Phase::Registering,
            draw: Some(draw),
            opens_at: Some(opens_at),
            opened_at: None,
            ..Room::open_at_once(rules, now)
        },
    }
}

impl Room {
    #[must_use]
    pub fn open_at_once(rules: RoomRules, now: Timestamp) -> Self {
        Self {
            epoch: u64::try_from(now.as_micros()).unwrap_or(0),
            phase: Phase::Open,
            rules,
            stock_cap: None,
            draw: None,
            opens_at: None,
            opened_at: Some(now),
            closed_at: None,
            issued: 0,
            serving: 0,
            credit: 0,
            turned_at: now,
            returned_last: false,
        }
    }

    /// How many may be called or in the sale at once, as of now.
    #[must_use]
    pub fn cap(&self) -> u32 {
        self.stock_cap.map_or(self.rules.cap, |cap| cap.min(self.rules.cap))
    }

    /// Without what a restart may lose: then a few calls come a little later.
    #[must_use]
    pub fn durable(&self) -> Self {
        Self { credit: 0, turned_at: Timestamp::from_micros(0), ..self.clone() }
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

    fn draw_mut(&mut self) -> Result<&mut Draw, RoomRefusal> {
        self.draw.as_mut().ok_or(RoomRefusal::WrongPhase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros(0).plus(Duration::from_secs(seconds))
    }

    fn registering() -> Room {
        let draw = Draw::new([7; 32], Some(9));
        let open = RoomChange::Open { rules: RoomRules::default(), later: Some((at(100), draw)) };
        open.apply(None, at(0)).unwrap()
    }

    #[test]
    fn a_room_is_opened_once_until_it_is_closed() {
        let open = RoomChange::Open { rules: RoomRules::default(), later: None };
        let room = open.apply(None, at(1)).unwrap();
        assert_eq!((room.phase, room.drawn()), (Phase::Open, 0));
        assert_eq!(open.apply(Some(&room), at(2)), Err(RoomRefusal::OpenAlready));
        let closed = RoomChange::Close.apply(Some(&room), at(3)).unwrap();
        assert_eq!(closed.closed_at, Some(at(3)));
        assert!(open.apply(Some(&closed), at(4)).unwrap().epoch > room.epoch);
        assert_eq!(RoomChange::Pause.apply(None, at(1)), Err(RoomRefusal::NoRoom));
        assert_eq!(RoomChange::Resume.apply(Some(&closed), at(5)), Err(RoomRefusal::WrongPhase));
    }

    #[test]
    fn a_pause_saves_nothing_up() {
        let room = Room { credit: 5_000_000, ..Room::open_at_once(RoomRules::default(), at(0)) };
        let paused = RoomChange::Pause.apply(Some(&room), at(1)).unwrap();
        let resumed = RoomChange::Resume.apply(Some(&paused), at(60)).unwrap();
        assert_eq!((resumed.phase, resumed.credit, resumed.turned_at), (Phase::Open, 0, at(60)));
    }

    #[test]
    fn the_list_is_closed_before_the_numbers_are_drawn() {
        let mut room = registering();
        assert_eq!(room.drawn(), u32::MAX);
        assert!(!room.is_due_to_seal(at(89)) && room.is_due_to_seal(at(90)) && !room.is_due_to_draw(at(100)));
        assert!(RoomChange::Draw.apply(Some(&room), at(100)).is_err(), "the list is not closed");
        room.issued = 3;
        let seal = |count| RoomChange::Seal(Seal { count, root: [1; 32] });
        assert_eq!(seal(4).apply(Some(&room), at(91)), Err(RoomRefusal::TooMany));
        let mut sealed = seal(3).apply(Some(&room), at(91)).unwrap();
        sealed.issued = 5;
        assert!(!sealed.is_due_to_draw(at(109)) && sealed.is_due_to_draw(at(110)), "the beacon is awaited");
        sealed = RoomChange::Beacon("ab".to_owned()).apply(Some(&sealed), at(92)).unwrap();
        assert!(!sealed.is_due_to_draw(at(99)) && sealed.is_due_to_draw(at(100)));
        let open = RoomChange::Draw.apply(Some(&sealed), at(100)).unwrap();
        assert_eq!((open.phase, open.drawn(), open.opened_at), (Phase::Open, 3, Some(at(100))));
        assert_eq!(open.draw.as_ref().and_then(|draw| draw.seed), seed(sealed.draw.as_ref().unwrap()).ok());
    }
}
