//! How a section is drawn when not on its rectangle: its rows lie on arcs around one point, and the whole may be turned.

/// A place on the map, in tenths of a seat. The seat of the first row and column has its middle at (10, 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

impl Point {
    /// Far beyond any grid: a map that shows both could not show the seats any more.
    pub const SIDE_MAX: i32 = 50_000;

    pub(super) fn fits(self) -> bool {
        [self.x, self.y].iter().all(|side| (-Self::SIDE_MAX..=Self::SIDE_MAX).contains(side))
    }
}

/// The first row is in front. It is as long as it has seats; the others lie behind it, each seat behind the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionArc {
    /// The middle of the first row.
    pub front: Point,
    /// In tenths of a degree, clockwise. At 0 the section looks up, and its numbers rise to the right.
    pub turn: i32,
    /// From the middle of the first row to the point that its rows lie around, in tenths of a seat. At 0 they are straight.
    pub radius: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidArc {
    #[error("it is drawn within {max} seats of the grid", max = Point::SIDE_MAX / 10)]
    FarAway,
    #[error("it is turned by -180 to 180 degrees")]
    Turn,
    #[error("the radius of its rows is at most {max} seats, and at least half as long as a row", max = SectionArc::RADIUS_MAX / 10)]
    Radius,
}

impl SectionArc {
    pub const RADIUS_MAX: u32 = 50_000;
    const HALF_TURN: i32 = 1_800;

    /// Rows that look up, around a point above them.
    #[must_use]
    pub fn below(front: Point, radius: u32) -> Self {
        Self { front, turn: 0, radius }
    }

    /// Whether rows of so many seats can be drawn on it: on less than a third of a circle.
    pub(super) fn fits(self, cols: u32) -> Result<(), InvalidArc> {
        if !self.front.fits() {
            return Err(InvalidArc::FarAway);
        }
        if !(-Self::HALF_TURN..=Self::HALF_TURN).contains(&self.turn) {
            return Err(InvalidArc::Turn);
        }
        let is_wide_enough = self.radius == 0 || self.radius / 5 >= cols;
        if self.radius > Self::RADIUS_MAX || !is_wide_enough {
            return Err(InvalidArc::Radius);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRONT: Point = Point { x: 10, y: -20 };

    fn drawn(turn: i32, radius: u32) -> Result<(), InvalidArc> {
        SectionArc { front: FRONT, turn, radius }.fits(20)
    }

    #[test]
    fn rows_are_straight_or_on_a_part_of_a_circle() {
        assert_eq!([drawn(0, 0), drawn(0, 100), drawn(-1_800, 50_000)], [Ok(()), Ok(()), Ok(())]);
        assert_eq!(drawn(0, 99), Err(InvalidArc::Radius));
        assert_eq!(drawn(0, 50_001), Err(InvalidArc::Radius));
        assert_eq!(drawn(1_801, 0), Err(InvalidArc::Turn));
        assert_eq!(drawn(i32::MIN, 0), Err(InvalidArc::Turn));
    }

    #[test]
    fn a_section_is_drawn_near_the_others() {
        for far in [Point { x: 50_001, y: 0 }, Point { x: 0, y: -50_001 }, Point { x: i32::MIN, y: i32::MAX }]
        {
            assert_eq!(SectionArc::below(far, 100).fits(20), Err(InvalidArc::FarAway), "{far:?}");
        }
    }
}
