//! Decoding rows into domain values. A row that cannot be decoded was not written by this program.

use primitives::{Currency, EventId, SeatId, TierName, Timestamp};
use sql::DbError;
use uuid::Uuid;

use crate::domain::{
    Bilingual, EventDetails, Genre, Layout, Point, PriceTier, SeatFlag, Section, SectionArc, Stage,
    StandingRoom, TimeZone,
};

#[derive(sqlx::FromRow)]
pub(super) struct DetailsRow {
    id: i64,
    title_ko: String,
    title_en: String,
    description_ko: String,
    description_en: String,
    venue_ko: String,
    venue_en: String,
    time_zone: String,
    starts_us: i64,
    on_sale_us: i64,
    currency: String,
    genre: String,
    organization_id: Option<String>,
    published_us: i64,
}

impl TryFrom<DetailsRow> for EventDetails {
    type Error = DbError;

    fn try_from(row: DetailsRow) -> Result<Self, DbError> {
        Ok(Self {
            id: EventId::new(row.id).map_err(corrupt)?,
            title: Bilingual { ko: row.title_ko, en: row.title_en },
            description: Bilingual { ko: row.description_ko, en: row.description_en },
            venue: Bilingual { ko: row.venue_ko, en: row.venue_en },
            time_zone: TimeZone::parse(&row.time_zone).map_err(corrupt)?,
            date_time: Timestamp::from_micros(row.starts_us),
            on_sale_at: Timestamp::from_micros(row.on_sale_us),
            currency: Currency::parse(&row.currency).map_err(corrupt)?,
            genre: genre(&row.genre)?,
            organization: row.organization_id.as_deref().map(Uuid::parse_str).transpose().map_err(corrupt)?,
            published_at: Timestamp::from_micros(row.published_us),
        })
    }
}

/// Empty in the rows of before there were genres.
fn genre(stored: &str) -> Result<Option<Genre>, DbError> {
    let known = (!stored.is_empty()).then(|| Genre::parse(stored));
    known.transpose().map_err(corrupt)
}

#[derive(sqlx::FromRow)]
pub(super) struct GridRow {
    grid_rows: i64,
    grid_cols: i64,
    singles_from_us: Option<i64>,
    buyer_limit: Option<i64>,
}

#[derive(sqlx::FromRow)]
pub(super) struct SectionRow {
    place: i64,
    name: String,
    price: i64,
    top_row: i64,
    left_col: i64,
    row_count: i64,
    col_count: i64,
    front_x: Option<i64>,
    front_y: Option<i64>,
    turn: Option<i64>,
    radius: Option<i64>,
    /// Of a standing section.
    capacity: Option<i64>,
}

impl SectionRow {
    /// All four are there, or none of them.
    fn arc(&self) -> Result<Option<SectionArc>, DbError> {
        let (Some(x), Some(y), Some(turn), Some(radius)) =
            (self.front_x, self.front_y, self.turn, self.radius)
        else {
            return Ok(None);
        };
        let front = Point { x: coordinate(x)?, y: coordinate(y)? };
        Ok(Some(SectionArc { front, turn: coordinate(turn)?, radius: side(radius)? }))
    }
}

impl SectionRow {
    /// `tiers`: of all sections.
    fn section(self, tiers: &[TierRow]) -> Result<Section, DbError> {
        let (arc, standing) = (self.arc()?, self.standing(tiers)?);
        Ok(Section {
            name: self.name,
            price: self.price,
            top: side(self.top_row)?,
            left: side(self.left_col)?,
            rows: side(self.row_count)?,
            cols: side(self.col_count)?,
            arc,
            standing,
        })
    }

    fn standing(&self, tiers: &[TierRow]) -> Result<Option<StandingRoom>, DbError> {
        let Some(capacity) = self.capacity else { return Ok(None) };
        let own = tiers.iter().filter(|tier| tier.place == self.place);
        let tiers = own.map(TierRow::tier).collect::<Result<_, _>>()?;
        Ok(Some(StandingRoom { capacity: side(capacity)?, tiers }))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct TierRow {
    place: i64,
    name: String,
    price: i64,
    cap: Option<i64>,
}

impl TierRow {
    fn tier(&self) -> Result<PriceTier, DbError> {
        let corrupt = || DbError::Corrupt(format!("a tier is named {:?}", self.name));
        let name = TierName::parse(&self.name).ok_or_else(corrupt)?;
        Ok(PriceTier { cap: self.cap.map(side).transpose()?, ..PriceTier::new(name, self.price) })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct PointRow {
    x: i64,
    y: i64,
}

impl TryFrom<PointRow> for Point {
    type Error = DbError;

    fn try_from(row: PointRow) -> Result<Self, DbError> {
        Ok(Self { x: coordinate(row.x)?, y: coordinate(row.y)? })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct FlagRow {
    seat_id: i64,
    flag: String,
}

impl FlagRow {
    fn flag(&self) -> Result<(SeatId, SeatFlag), DbError> {
        let seat = SeatId::new(self.seat_id).map_err(corrupt)?;
        Ok((seat, SeatFlag::parse(&self.flag).map_err(corrupt)?))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct StageRow {
    top_row: i64,
    left_col: i64,
    row_count: i64,
    col_count: i64,
}

impl TryFrom<StageRow> for Stage {
    type Error = DbError;

    fn try_from(row: StageRow) -> Result<Self, DbError> {
        Ok(Self {
            top: coordinate(row.top_row)?,
            left: coordinate(row.left_col)?,
            rows: side(row.row_count)?,
            cols: side(row.col_count)?,
        })
    }
}

/// All that a layout is made of.
pub(super) struct LayoutRows {
    pub(super) grid: GridRow,
    pub(super) sections: Vec<SectionRow>,
    pub(super) tiers: Vec<TierRow>,
    pub(super) stage: Option<StageRow>,
    pub(super) outline: Vec<PointRow>,
    pub(super) flags: Vec<FlagRow>,
}

impl TryFrom<LayoutRows> for Layout {
    type Error = DbError;

    fn try_from(rows: LayoutRows) -> Result<Self, DbError> {
        let LayoutRows { grid, sections, tiers, stage, outline, flags } = rows;
        let sections = sections.into_iter().map(|row| row.section(&tiers)).collect::<Result<_, _>>()?;
        let stage = stage.map(Stage::try_from).transpose()?;
        let outline = outline.into_iter().map(Point::try_from).collect::<Result<_, _>>()?;
        let flags = flags.iter().map(FlagRow::flag).collect::<Result<_, _>>()?;
        let seats = Self::new(side(grid.grid_rows)?, side(grid.grid_cols)?, sections);
        let layout =
            seats.and_then(|seats| seats.with_stage(stage)?.with_outline(outline)?.with_flags(flags));
        let singles_from = grid.singles_from_us.map(Timestamp::from_micros);
        let buyer_limit = grid.buyer_limit.map(side).transpose()?;
        Ok(layout.map_err(corrupt)?.without_singles_until(singles_from).with_buyer_limit(buyer_limit))
    }
}

fn side(stored: i64) -> Result<u32, DbError> {
    u32::try_from(stored).map_err(corrupt)
}

fn coordinate(stored: i64) -> Result<i32, DbError> {
    i32::try_from(stored).map_err(corrupt)
}

fn corrupt(cause: impl std::error::Error) -> DbError {
    DbError::Corrupt(cause.to_string())
}
