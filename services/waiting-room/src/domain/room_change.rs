//! What may become of a room, and what not.

use std::time::Duration;

use primitives::Timestamp;

use super::changed_by::ChangedBy;
use super::draw::{Draw, DrawError, Seal, seed};
use super::fail_open::FailOpen;
use super::room::{Phase, Room, RoomRules};
use super::steer::steer;
use super::steering::{Reading, Steering};

/// What operators do to a room, and what its time does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoomChange {
    /// At once, or later, with a registration before.
    Open {
        rules: RoomRules,
        later: Option<(Timestamp, Draw)>,
    },
    Adjust(RoomRules),
    /// How many are called follows this.
    Steer(Reading),
    /// Visitors get in without a pass, so many a second and for so long.
    FailOpen {
        per_second: u32,
        lasts: Duration,
    },
    EndFailOpen,
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
    #[error("the waiting room was opened anew meanwhile")]
    AnotherRoom,
    #[error("nothing has changed")]
    Unchanged,
    #[error(transparent)]
    Draw(#[from] DrawError),
}

impl RoomChange {
    /// What the line does by itself is done to the room that it was decided for.
    pub fn apply_by(&self, by: &ChangedBy, room: Option<&Room>, now: Timestamp) -> Result<Room, RoomRefusal> {
        match (by, room) {
            (ChangedBy::Line { epoch }, Some(room)) if room.epoch != *epoch => Err(RoomRefusal::AnotherRoom),
            (ChangedBy::Line { .. } | ChangedBy::Operator(_), room) => self.apply(room, now),
        }
    }

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
            (Self::Steer(reading), Phase::Registering | Phase::Open | Phase::Paused) => {
                next.steering = steer(room, reading, now);
                if (Steering { at: room.steering.at, ..next.steering }) == room.steering {
                    return Err(RoomRefusal::Unchanged);
                }
            }
            (Self::FailOpen { per_second, lasts }, Phase::Registering | Phase::Open | Phase::Paused) => {
                next.fail_open = Some(FailOpen::lasting(*per_second, *lasts, now));
            }
            (Self::EndFailOpen, Phase::Registering | Phase::Open | Phase::Paused) => {
                next.fail_open = room.fail_open.map(|open| open.ended(now));
            }
            (Self::Pause, Phase::Open) => next.phase = Phase::Paused,
            (Self::Resume, Phase::Paused) => {
                // Nothing is saved up while it is paused.
                (next.phase, next.turned_at, next.credit) = (Phase::Open, now, 0);
            }
            (Self::Close, Phase::Registering | Phase::Open | Phase::Paused) => {
                (next.phase, next.closed_at, next.fail_open) = (Phase::Closed, Some(now), None);
            }
            (Self::Beacon(value), Phase::Registering) => draw_of(&mut next)?.enter_beacon(value)?,
            (Self::Seal(seal), Phase::Registering) => {
                if seal.count > room.issued {
                    return Err(RoomRefusal::TooMany);
                }
                draw_of(&mut next)?.seal(*seal)?;
            }
            (Self::Draw, Phase::Registering) => {
                let draw = draw_of(&mut next)?;
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

fn draw_of(room: &mut Room) -> Result<&mut Draw, RoomRefusal> {
    room.draw.as_mut().ok_or(RoomRefusal::WrongPhase)
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
    fn what_the_line_does_by_itself_is_done_to_the_room_that_it_was_decided_for() {
        let room = Room::open_at_once(RoomRules::default(), at(5));
        let by = |epoch| ChangedBy::Line { epoch };
        assert!(RoomChange::Close.apply_by(&by(room.epoch), Some(&room), at(6)).is_ok());
        let late = RoomChange::Close.apply_by(&by(room.epoch - 1), Some(&room), at(6));
        assert_eq!(late, Err(RoomRefusal::AnotherRoom));
        let steer = RoomChange::Steer(Reading::default());
        assert_eq!(steer.apply(Some(&room), at(6)), Err(RoomRefusal::Unchanged), "nothing is known");
    }

    #[test]
    fn a_sale_that_is_open_without_passes_ends_by_itself_and_with_its_room() {
        let room = Room::open_at_once(RoomRules::default(), at(0));
        let lasts = Duration::from_secs(60);
        let open = RoomChange::FailOpen { per_second: 5, lasts }.apply(Some(&room), at(10)).unwrap();
        let fail_open = FailOpen { per_second: 5, until: at(70) };
        assert_eq!((open.fail_open(at(69)), open.fail_open(at(70))), (Some(fail_open), None));
        let day = RoomChange::FailOpen { per_second: 5, lasts: lasts * 60 * 24 };
        let longest = day.apply(Some(&room), at(0)).unwrap().fail_open;
        assert_eq!(longest.map(|open| open.until), Some(at(3_600)));
        let ended = RoomChange::EndFailOpen.apply(Some(&open), at(11)).unwrap();
        assert_eq!((ended.fail_open(at(11)), ended.fail_open.map(|open| open.until)), (None, Some(at(11))));
        let closed = RoomChange::Close.apply(Some(&open), at(11)).unwrap();
        assert_eq!((closed.fail_open, closed.fail_open(at(12))), (None, None));
        assert!(day.apply(Some(&closed), at(12)).is_err());
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
