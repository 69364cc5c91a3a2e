//! Where the seats of an event are: rectangles on one grid, numbered section by section, row by row; and behind them the units of standing
//! sections, which are nowhere.

use primitives::{SeatId, Timestamp};

use super::arc::{InvalidArc, Point};
use super::flag::SeatFlag;
use super::section::{Section, StandingRoom};
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
    #[error("section {name:?} has seats, and stands behind a standing one")]
    SeatsBehindUnits { name: String },
    #[error("an event has at most {max} standing sections, not {count}", max = Layout::POOLS_MAX)]
    PoolCount { count: usize },
    #[error("the prices of section {name:?} are not one, and not 1 to {max} with names of their own", max = Layout::TIERS_MAX)]
    Tiers { name: String },
    #[error("an event and a standing section have 1 to {max} seats, not {count}", max = Layout::SEATS_MAX)]
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

/// The ids that belong to one section, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionSeats {
    /// Index into [`Layout::sections`].
    pub section: usize,
    pub first: SeatId,
    pub last: SeatId,
}

/// Sections that fit one grid and do not overlap. Seat ids run from 1, by section, then row, then column. Standing sections come last, so
/// that what is said of each seat says nothing of units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    rows: u32,
    cols: u32,
    sections: Vec<Section>,
    stage: Option<Stage>,
    outline: Vec<Point>,
    flags: Vec<(SeatId, SeatFlag)>,
    singles_from: Option<Timestamp>,
    buyer_limit: Option<u32>,
    capacity: u32,
    /// How many of them have a place on the grid.
    seated: u32,
}

impl Layout {
    pub const GRID_MAX: u32 = 2_000;
    pub const SECTIONS_MAX: usize = 1_000;
    pub const NAME_BYTES_MAX: usize = 100;
    /// Small enough that the sum over any order stays far from the end of the number.
    pub const PRICE_MAX: i64 = 1_000_000_000_000;
    pub const SEATS_MAX: u64 = 100_000;
    pub const CORNERS_MAX: usize = 400;
    /// Each is counted in a header of the packed map.
    pub const POOLS_MAX: usize = 32;
    pub const TIERS_MAX: usize = 16;

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
        units_come_last(&sections)?;
        let capacity = capacity(&sections)?;
        let units: u64 =
            sections.iter().filter(|section| section.standing.is_some()).map(Section::capacity).sum();
        let seated = capacity.saturating_sub(u32::try_from(units).unwrap_or(u32::MAX));
        let (stage, outline, flags, singles_from, buyer_limit) = (None, Vec::new(), Vec::new(), None, None);
        Ok(Self { rows, cols, sections, stage, outline, flags, singles_from, buyer_limit, capacity, seated })
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
            let exists = seat.get() <= i64::from(self.seated);
            if before.replace(seat) == Some(seat) || !exists {
                return Err(InvalidLayout::Flag { seat });
            }
        }
        self.flags = flags;
        Ok(self)
    }

    /// The same seats, of which none may be left alone between taken ones until this time. None: any may.
    #[must_use]
    pub fn without_singles_until(self, singles_from: Option<Timestamp>) -> Self {
        Self { singles_from, ..self }
    }

    /// The same seats, of which a named buyer may hold and have bought so many. None: what the settings say.
    #[must_use]
    pub fn with_buyer_limit(self, buyer_limit: Option<u32>) -> Self {
        Self { buyer_limit, ..self }
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

    /// When a hold may begin to leave single seats. None: always.
    #[must_use]
    pub fn singles_from(&self) -> Option<Timestamp> {
        self.singles_from
    }

    #[must_use]
    pub fn buyer_limit(&self) -> Option<u32> {
        self.buyer_limit
    }

    /// How many seats and units there are: their ids are 1 to this.
    #[must_use]
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// How many have a place: the ids of units follow behind this.
    #[must_use]
    pub fn seated(&self) -> u32 {
        self.seated
    }

    /// The ids of each section.
    pub fn ranges(&self) -> impl Iterator<Item = SectionSeats> + '_ {
        let mut next = 0_usize;
        self.sections.iter().enumerate().filter_map(move |(section, of)| {
            let first = next;
            next += usize::try_from(of.capacity()).unwrap_or(usize::MAX);
            let (first, last) = (SeatId::at_index(first).ok()?, SeatId::at_index(next.checked_sub(1)?).ok()?);
            Some(SectionSeats { section, first, last })
        })
    }

    /// Every seat that has a place, by ascending id.
    pub fn locations(&self) -> impl Iterator<Item = SeatLocation> + '_ {
        let seated = self.sections.iter().enumerate().filter(|(_, section)| section.standing.is_none());
        let spots = seated.flat_map(|(index, section)| {
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
    if let Some(room) = &section.standing {
        has_prices(section, room)?;
    }
    let drawn = section.arc.map_or(Ok(()), |arc| arc.fits(section.cols));
    drawn.map_err(|source| InvalidLayout::Arc { name: name(), source })
}

/// Each with a name of its own, the first of them at the price of the section. And a unit at least that they are prices of.
fn has_prices(
    section: &Section,
    StandingRoom { capacity, tiers }: &StandingRoom,
) -> Result<(), InvalidLayout> {
    let count = u64::from(*capacity);
    if count == 0 {
        return Err(InvalidLayout::Capacity { count });
    }
    let mut names = std::collections::HashSet::new();
    let are_apart = tiers.iter().all(|tier| names.insert(&tier.name));
    let are_prices = tiers.iter().all(|tier| (0..=Layout::PRICE_MAX).contains(&tier.price));
    let are_sold = tiers.iter().all(|tier| tier.cap.is_none_or(|cap| cap > 0));
    let begin_with_it = tiers.first().is_none_or(|tier| tier.price == section.price);
    let fit = tiers.len() <= Layout::TIERS_MAX && are_apart && are_prices && are_sold && begin_with_it;
    fit.then_some(()).ok_or_else(|| InvalidLayout::Tiers { name: section.name.clone() })
}

fn units_come_last(sections: &[Section]) -> Result<(), InvalidLayout> {
    let mut behind = sections.iter().skip_while(|section| section.standing.is_none());
    if let Some(seated) = behind.find(|section| section.standing.is_none()) {
        return Err(InvalidLayout::SeatsBehindUnits { name: seated.name.clone() });
    }
    let count = sections.iter().filter(|section| section.standing.is_some()).count();
    (count <= Layout::POOLS_MAX).then_some(()).ok_or(InvalidLayout::PoolCount { count })
}

fn capacity(sections: &[Section]) -> Result<u32, InvalidLayout> {
    let count = sections.iter().map(Section::capacity).sum();
    let fits = u32::try_from(count).ok().filter(|_| count <= Layout::SEATS_MAX);
    fits.ok_or(InvalidLayout::Capacity { count })
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
