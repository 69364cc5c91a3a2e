//! The arena of the demo season: forty blocks in two rings around a stage.

use std::f64::consts::PI;

use primitives::{EventId, InvalidId, SeatId, Timestamp};

use super::parts::{ends_of_row, show};
use crate::domain::{Bilingual, Genre, NewEvent, Point, SeatFlag, Section, SectionArc, Stage};

const BLOCK_ROWS: u32 = 20;
const BLOCK_COLS: u32 = 25;
const AISLE: u32 = 2;
/// Of the grid, and so of the stage, in seats.
const MIDDLE: (f64, f64) = (121.0, 54.5);
/// Along each of the long sides of a ring.
const STRAIGHT_BLOCKS: u32 = 4;

/// From left to right and back, beginning with the block in the middle of the left end.
const INNER_RING: [&str; 18] = [
    "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "D9", "D8", "D7", "D6", "D5", "D4", "D3", "D2",
    "D1",
];
const OUTER_RING: [&str; 22] = [
    "C1", "C2", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "C9", "C8", "E9", "E8", "E7", "E6",
    "E5", "E4", "E3", "E2", "E1",
];

/// On the grid there are nine by five places, and the five in the middle of the third row are left free for the stage.
pub(super) fn arena(now: Timestamp) -> Result<NewEvent, InvalidId> {
    let sections = sections();
    let flags = flags(&sections)?;
    Ok(NewEvent {
        id: EventId::new(4)?,
        title: Bilingual::new("노을밴드 월드투어 서울", "Noeul World Tour: Seoul"),
        description: Bilingual::new(
            "이만 석, 사방이 열린 무대. 예매는 서두르세요.",
            "Twenty thousand seats around one open stage. Be quick.",
        ),
        venue: Bilingual::new("잠실 아레나", "Jamsil Arena"),
        rows: 5 * BLOCK_ROWS + 4 * AISLE,
        cols: 9 * BLOCK_COLS + 8 * AISLE,
        sections,
        // Within what the five places leave free, with room to walk around it.
        stage: Some(Stage { top: 47, left: 76, rows: 16, cols: 91 }),
        outline: OUTER.walls(),
        flags,
        genre: Some(Genre::Concert),
        ..show(now, 80)?
    })
}

fn sections() -> Vec<Section> {
    let (inner, outer) = (INNER_RING.iter().zip(INNER.arcs()), OUTER_RING.iter().zip(OUTER.arcs()));
    let arcs: Vec<_> = inner.chain(outer).collect();
    let mut sections = Vec::new();
    for (row, letter) in (0..5).zip(["A", "B", "C", "D", "E"]) {
        for col in 0..9 {
            let (near_stage, beside) = (row == 2, (2..=6).contains(&col));
            if near_stage && beside {
                continue;
            }
            let name = format!("{letter}{}", col + 1);
            let arc = arcs.iter().find(|(drawn, _)| **drawn == name).map(|(_, arc)| *arc);
            let section = Section::new(&name, price(&name, arc))
                .at(row * (BLOCK_ROWS + AISLE) + 1, col * (BLOCK_COLS + AISLE) + 1)
                .sized(BLOCK_ROWS, BLOCK_COLS);
            sections.push(Section { arc, ..section });
        }
    }
    sections
}

/// Near the stage it costs more than behind, and along its sides more than at the ends.
fn price(name: &str, arc: Option<SectionArc>) -> i64 {
    let (is_near, is_beside) = (INNER_RING.contains(&name), arc.is_some_and(|arc| arc.radius == 0));
    match (is_near, is_beside) {
        (true, true) => 154_000,
        (true, false) => 121_000,
        (false, true) => 110_000,
        (false, false) => 88_000,
    }
}

/// At the ends of the last row of each block of the inner ring, where the way in is.
fn flags(sections: &[Section]) -> Result<Vec<(SeatId, SeatFlag)>, InvalidId> {
    let mut flags = Vec::new();
    let (rows, cols) = (i64::from(BLOCK_ROWS), i64::from(BLOCK_COLS));
    for (index, section) in (0_i64..).zip(sections) {
        if INNER_RING.contains(&section.name.as_str()) {
            flags.extend(ends_of_row(index * rows * cols + (rows - 1) * cols + 1, cols)?);
        }
    }
    Ok(flags)
}

/// Blocks along two long sides and around two ends that are half circles.
struct Ring {
    /// From the long axis to the first row of the blocks, in seats.
    away: f64,
    blocks_of_end: u32,
}

const INNER: Ring = Ring { away: 43.0, blocks_of_end: 5 };
const OUTER: Ring = Ring { away: 65.0, blocks_of_end: 7 };

impl Ring {
    /// Clockwise, beginning with the block in the middle of the left end.
    fn arcs(&self) -> Vec<SectionArc> {
        let half = self.blocks_of_end / 2;
        let step = PI / f64::from(self.blocks_of_end);
        let end = |first: u32, count: u32, from: f64, side: f64| {
            (first..first + count).map(move |block| self.around_end(side, from + f64::from(block) * step))
        };
        let along = |side: f64| (0..STRAIGHT_BLOCKS).map(move |block| self.on_side(side, block));
        end(0, half + 1, PI, -1.0)
            .chain(along(-1.0))
            .chain(end(0, self.blocks_of_end, 1.5 * PI + step / 2.0, 1.0))
            .chain(along(1.0))
            .chain(end(0, half, PI / 2.0 + step / 2.0, -1.0))
            .collect()
    }

    /// `angle` runs clockwise from the right.
    fn around_end(&self, side: f64, angle: f64) -> SectionArc {
        let (x, y) = (end_middle(side) + self.away * angle.cos(), MIDDLE.1 + self.away * angle.sin());
        let turn = (angle - PI / 2.0).to_degrees();
        let turn = if turn > 180.0 { turn - 360.0 } else { turn };
        SectionArc { front: point(x, y), turn: tenths(turn), radius: tenths(self.away).unsigned_abs() }
    }

    /// Straight rows above (-1) or below (1) the stage, clockwise.
    fn on_side(&self, side: f64, block: u32) -> SectionArc {
        let pitch = f64::from(BLOCK_COLS + AISLE);
        let aside = (f64::from(block) - f64::from(STRAIGHT_BLOCKS - 1) / 2.0) * pitch;
        let front = point(MIDDLE.0 - side * aside, MIDDLE.1 + side * self.away);
        SectionArc { front, turn: if side < 0.0 { 1_800 } else { 0 }, radius: 0 }
    }

    /// Behind the last row.
    fn walls(&self) -> Vec<Point> {
        const CORNERS_OF_END: u32 = 25;
        let away = self.away + f64::from(BLOCK_ROWS + AISLE);
        let end = |side: f64, from: f64| {
            (0..CORNERS_OF_END).map(move |corner| {
                let angle = from + PI * f64::from(corner) / f64::from(CORNERS_OF_END - 1);
                point(end_middle(side) + away * angle.cos(), MIDDLE.1 + away * angle.sin())
            })
        };
        end(-1.0, PI / 2.0).chain(end(1.0, 1.5 * PI)).collect()
    }
}

/// The middle of the half circle at the left (-1) or the right (1) end.
fn end_middle(side: f64) -> f64 {
    MIDDLE.0 + side * f64::from(STRAIGHT_BLOCKS * (BLOCK_COLS + AISLE)) / 2.0
}

fn point(x: f64, y: f64) -> Point {
    Point { x: tenths(x), y: tenths(y) }
}

fn tenths(value: f64) -> i32 {
    (value * 10.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_has_a_place_of_its_own_in_a_ring() {
        let sections = sections();
        let fronts: Vec<Point> = sections.iter().filter_map(|section| Some(section.arc?.front)).collect();
        assert_eq!(fronts.len(), 40);
        for (index, one) in fronts.iter().enumerate() {
            for other in fronts.iter().skip(index + 1) {
                let (x, y) = (f64::from(one.x - other.x), f64::from(one.y - other.y));
                assert!(x.hypot(y) >= f64::from(10 * BLOCK_ROWS), "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn blocks_look_at_the_stage() {
        for section in sections() {
            let Some(SectionArc { front, turn, .. }) = section.arc else {
                panic!("{} is not drawn", section.name)
            };
            // Where its rows go on, away from the stage.
            let back = (f64::from(turn) / 10.0).to_radians();
            let (x, y) = (f64::from(front.x) / 10.0 - MIDDLE.0, f64::from(front.y) / 10.0 - MIDDLE.1);
            assert!(-back.sin() * x + back.cos() * y > 0.0, "{} at {x}, {y}", section.name);
        }
    }
}
