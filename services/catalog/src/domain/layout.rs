//! Where the seats of an event are: rectangles on one grid, numbered section by section, row by row.

use primitives::SeatId;

use super::arc::{InvalidArc, Point};
use super::flag::SeatFlag;
use super::section::Section;
use super::stage::{InvalidStage, Stage};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLayout {
    #[error("a grid has 1 to {max} rows and columns, not {rows} x {cols}", max = Layout::GRID_MAX)]
    Grid { rows: u32, cols: u32 },
    #[error("an event has 1 to {max} sections, not {count}", max = Layout::SECTIONS_MAX)]
    SectionCount { count: usize },
    #[error("a section's name has 1 to {max} bytes: {name:?}", max = Layout::NAME_BYTES_MAX)]
    Name { name: String },
    #[error("two sections are named {name:?}")]
    SameName { name: String },
    #[error("a price is from 0 to {max}, not {price} as in section {name:?}", max = Layout::PRICE_MAX)]
    Price { name: String, price: i64 },
    #[error("section {name:?} does not fit the grid")]
    Outside { name: String },
    #[error("sections {first:?} and {second:?} overlap")]
    Overlap { first: String, second: String },
    #[error("an event has at most {max} seats, not {count}", max = Layout::SEATS_MAX)]
    Capacity { count: u64 },
    #[error("section {name:?} cannot be drawn")]
    Arc { name: String, source: InvalidArc },
    #[error("an outline has no corner, or 3 to {max} near the seats, and not {count}", max = Layout::CORNERS_MAX)]
    Outline { count: usize },
    #[error("each seat of the event has at most one flag: {seat}")]
    Flag { seat: SeatId },
    #[error("the stage cannot stand there")]
    Stage(#[from] InvalidStage),
}

/// Where one seat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatLocation {
    pub seat: SeatId,
    pub r: u32,
    pub c: u32,
    /// Index into [`Layout::sections`].
    pub section: usize,
}

/// Sections that fit one grid and do not overlap. Seat ids run from 1, by section, then row, then column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    rows: u32,
    cols: u32,
    sections: Vec<Section>,
    stage: Option<Stage>,
    outline: Vec<Point>,
    flags: Vec<(SeatId, SeatFlag)>,
    capacity: u32,
}

impl Layout {
    pub const GRID_MAX: u32 = 2_000;
    pub const SECTIONS_MAX: usize = 1_000;
    pub const NAME_BYTES_MAX: usize = 100;
    /// Small enough that the sum over any order stays far from the end of the number.
    pub const PRICE_MAX: i64 = 1_000_000_000_000;
    pub const SEATS_MAX: u64 = 100_000;
    pub const CORNERS_MAX: usize = 400;

    pub fn new(rows: u32, cols: u32, sections: Vec<Section>) -> Result<Self, InvalidLayout> {
        let sides = 1..=Self::GRID_MAX;
        if !sides.contains(&rows) || !sides.contains(&cols) {
            return Err(InvalidLayout::Grid { rows, cols });
        }
        if !(1..=Self::SECTIONS_MAX).contains(&sections.len()) {
            return Err(InvalidLayout::SectionCount { count: sections.len() });
        }
        sections.iter().try_for_each(|section| fits(section, rows, cols))?;
        do_not_collide(&sections)?;
        let count = sections.iter().map(Section::seats).sum();
        if count > Self::SEATS_MAX {
            return Err(InvalidLayout::Capacity { count });
        }
        let capacity = u32::try_from(count).map_err(|_| InvalidLayout::Capacity { count })?;
        Ok(Self { rows, cols, sections, stage: None, outline: Vec::new(), flags: Vec::new(), capacity })
    }

    /// The same seats, and the stage that they face.
    pub fn with_stage(mut self, stage: Option<Stage>) -> Result<Self, InvalidLayout> {
        if let Some(stage) = stage {
            stage.fits(self.rows, self.cols, &self.sections)?;
        }
        self.stage = stage;
        Ok(self)
    }

    /// The same seats, and the walls around them: none, or a polygon.
    pub fn with_outline(mut self, corners: Vec<Point>) -> Result<Self, InvalidLayout> {
        let count = corners.len();
        let is_polygon = count == 0 || (3..=Self::CORNERS_MAX).contains(&count);
        if !is_polygon || !corners.iter().all(|corner| corner.fits()) {
            return Err(InvalidLayout::Outline { count });
        }
        self.outline = corners;
        Ok(self)
    }

    /// The same seats, and what some of them are meant for.
    pub fn with_flags(mut self, mut flags: Vec<(SeatId, SeatFlag)>) -> Result<Self, InvalidLayout> {
        flags.sort_by_key(|(seat, _)| *seat);
        let mut before = None;
        for &(seat, _) in &flags {
            let exists = seat.get() <= i64::from(self.capacity);
            if before.replace(seat) == Some(seat) || !exists {
                return Err(InvalidLayout::Flag { seat });
            }
        }
        self.flags = flags;
        Ok(self)
    }

    #[must_use]
    pub fn rows(&self) -> u32 {
        self.rows
    }

    #[must_use]
    pub fn cols(&self) -> u32 {
        self.cols
    }

    #[must_use]
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// None where the layout does not say where the stage stands.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.stage
    }

    /// The corners of the room, or nothing where the layout does not say.
    #[must_use]
    pub fn outline(&self) -> &[Point] {
        &self.outline
    }

    /// The seats that are meant for some buyers, by ascending id.
    #[must_use]
    pub fn flags(&self) -> &[(SeatId, SeatFlag)] {
        &self.flags
    }

    /// How many seats there are: their ids are 1 to this.
    #[must_use]
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// Every seat by ascending id.
    pub fn locations(&self) -> impl Iterator<Item = SeatLocation> + '_ {
        let spots = self.sections.iter().enumerate().flat_map(|(index, section)| {
            (0..section.rows).flat_map(move |row| {
                (0..section.cols).map(move |col| (index, section.top + row, section.left + col))
            })
        });
        spots.enumerate().filter_map(|(index, (section, r, c))| {
            SeatId::at_index(index).ok().map(|seat| SeatLocation { seat, r, c, section })
        })
    }
}

fn fits(section: &Section, rows: u32, cols: u32) -> Result<(), InvalidLayout> {
    let name = || section.name.clone();
    if !(1..=Layout::NAME_BYTES_MAX).contains(&section.name.len()) {
        return Err(InvalidLayout::Name { name: name() });
    }
    if !(0..=Layout::PRICE_MAX).contains(&section.price) {
        return Err(InvalidLayout::Price { name: name(), price: section.price });
    }
    let (bottom, right) = section.end();
    let starts = section.top >= 1 && section.left >= 1 && section.rows >= 1 && section.cols >= 1;
    if !starts || bottom > u64::from(rows) + 1 || right > u64::from(cols) + 1 {
        return Err(InvalidLayout::Outside { name: name() });
    }
    let drawn = section.arc.map_or(Ok(()), |arc| arc.fits(section.cols));
    drawn.map_err(|source| InvalidLayout::Arc { name: name(), source })
}

fn do_not_collide(sections: &[Section]) -> Result<(), InvalidLayout> {
    for (index, first) in sections.iter().enumerate() {
        for second in sections.iter().skip(index + 1) {
            if first.name == second.name {
                return Err(InvalidLayout::SameName { name: first.name.clone() });
            }
            if first.overlaps(second) {
                let (first, second) = (first.name.clone(), second.name.clone());
                return Err(InvalidLayout::Overlap { first, second });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
