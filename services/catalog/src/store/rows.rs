//! Decoding rows into domain values. A row that cannot be decoded was not written by this program.

use primitives::{Currency, EventId, Timestamp};
use sql::DbError;

use crate::domain::{Bilingual, EventDetails, Layout, Section, Stage, TimeZone};

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
            published_at: Timestamp::from_micros(row.published_us),
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct GridRow {
    grid_rows: i64,
    grid_cols: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct SectionRow {
    name: String,
    price: i64,
    top_row: i64,
    left_col: i64,
    row_count: i64,
    col_count: i64,
}

impl TryFrom<SectionRow> for Section {
    type Error = DbError;

    fn try_from(row: SectionRow) -> Result<Self, DbError> {
        Ok(Self {
            name: row.name,
            price: row.price,
            top: side(row.top_row)?,
            left: side(row.left_col)?,
            rows: side(row.row_count)?,
            cols: side(row.col_count)?,
        })
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
            top: i32::try_from(row.top_row).map_err(corrupt)?,
            left: i32::try_from(row.left_col).map_err(corrupt)?,
            rows: side(row.row_count)?,
            cols: side(row.col_count)?,
        })
    }
}

/// All that a layout is made of.
pub(super) struct LayoutRows {
    pub(super) grid: GridRow,
    pub(super) sections: Vec<SectionRow>,
    pub(super) stage: Option<StageRow>,
}

impl TryFrom<LayoutRows> for Layout {
    type Error = DbError;

    fn try_from(rows: LayoutRows) -> Result<Self, DbError> {
        let LayoutRows { grid, sections, stage } = rows;
        let sections = sections.into_iter().map(Section::try_from).collect::<Result<_, _>>()?;
        let stage = stage.map(Stage::try_from).transpose()?;
        let seats = Self::new(side(grid.grid_rows)?, side(grid.grid_cols)?, sections);
        seats.and_then(|seats| seats.with_stage(stage)).map_err(corrupt)
    }
}

fn side(stored: i64) -> Result<u32, DbError> {
    u32::try_from(stored).map_err(corrupt)
}

fn corrupt(cause: impl std::error::Error) -> DbError {
    DbError::Corrupt(cause.to_string())
}
