//! What the shows of the demo season are made of.

use std::time::Duration;

use primitives::{Currency, EventId, InvalidId, SeatId, Timestamp};

use crate::domain::{Bilingual, NewEvent, Point, SeatFlag, SectionArc, Stage, TimeZone};

pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What the shows have in common: on sale since yesterday, prices in won, an evening `days` from now.
pub(super) fn show(now: Timestamp, days: u32) -> Result<NewEvent, InvalidId> {
    let nothing = || Bilingual::new("", "");
    Ok(NewEvent {
        id: EventId::new(1)?,
        title: nothing(),
        description: nothing(),
        venue: nothing(),
        time_zone: TimeZone::SEOUL,
        date_time: evening(now.plus(DAY * days)),
        on_sale_at: now.minus(DAY),
        currency: Currency::KRW,
        genre: None,
        organization: None,
        rows: 1,
        cols: 1,
        sections: Vec::new(),
        stage: None,
        outline: Vec::new(),
        flags: Vec::new(),
        singles_from: None,
        buyer_limit: None,
    })
}

/// A stage that all face. The two rows between it and the first of the seats have room for the section's name on any map.
pub(super) fn in_front(rows: u32, left: i32, cols: u32) -> Option<Stage> {
    let top = -1 - i32::try_from(rows).ok()?;
    Some(Stage { top, left, rows, cols })
}

/// Rows that open towards a stage above them, from the middle of the first one.
pub(super) fn fan(x: i32, y: i32, radius: u32) -> SectionArc {
    SectionArc::below(Point { x, y }, radius)
}

/// A room that is the same on both sides of its middle, by its corners to the right of it from the stage backwards.
pub(super) fn walls(middle: i32, corners: &[(i32, i32)]) -> Vec<Point> {
    let right = corners.iter().map(|(aside, y)| Point { x: middle + aside, y: *y });
    let left = corners.iter().rev().map(|(aside, y)| Point { x: middle - aside, y: *y });
    right.chain(left).collect()
}

/// At both ends of a row a place for a wheelchair, and the seat beside it.
pub(super) fn ends_of_row(first: i64, cols: i64) -> Result<Vec<(SeatId, SeatFlag)>, InvalidId> {
    let last = first + cols - 1;
    let seats = [
        (first, SeatFlag::Accessible),
        (first + 1, SeatFlag::Companion),
        (last - 1, SeatFlag::Companion),
        (last, SeatFlag::Accessible),
    ];
    seats.into_iter().map(|(seat, flag)| Ok((SeatId::new(seat)?, flag))).collect()
}

/// Half past seven in Seoul on the day of `at`, which is 10:30 UTC.
fn evening(at: Timestamp) -> Timestamp {
    let day = i64::try_from(DAY.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_micros(at.as_micros().div_euclid(day) * day)
        .plus(Duration::from_secs(10 * 3_600 + 30 * 60))
}
