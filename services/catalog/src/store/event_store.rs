//! Reading event records, and beginning units of work that write them.

use primitives::{EventId, Timestamp};
use sql::{Database, DbError, query};

use super::rows::{DetailsRow, LayoutRows};
use super::{EventTx, StoreError};
use crate::domain::{EventCursor, EventDetails, Layout};

/// Cheap to clone. A layout never changes once it is committed, so details and layout may be read one after the other.
#[derive(Debug, Clone)]
pub struct EventStore {
    db: Database,
}

impl EventStore {
    /// Of a database that was opened with [`super::MIGRATOR`].
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self { db }
    }

    /// Begins a unit of work; dropping it rolls it back.
    pub async fn begin(&self) -> Result<EventTx, StoreError> {
        Ok(EventTx::new(self.db.begin().await?))
    }

    pub async fn details(&self, event: EventId) -> Result<Option<EventDetails>, StoreError> {
        let row = self.details_row(event).await?;
        Ok(row.map(EventDetails::try_from).transpose()?)
    }

    pub async fn layout(&self, event: EventId) -> Result<Option<Layout>, StoreError> {
        let rows = self.layout_rows(event).await?;
        Ok(rows.map(Layout::try_from).transpose()?)
    }

    /// Up to `limit` events behind `after` that begin after `begin_after`, by time of publishing and then by id.
    pub async fn list(
        &self,
        after: Option<EventCursor>,
        begin_after: Timestamp,
        limit: u32,
    ) -> Result<Vec<EventDetails>, StoreError> {
        let rows = self.listed_rows(after, begin_after, limit).await?;
        Ok(rows.into_iter().map(EventDetails::try_from).collect::<Result<_, _>>()?)
    }

    async fn details_row(&self, event: EventId) -> Result<Option<DetailsRow>, DbError> {
        let row = query(
            "SELECT id, title_ko, title_en, description_ko, description_en, venue_ko, venue_en, time_zone, starts_us, \
             on_sale_us, currency, genre, organization_id, published_us FROM events WHERE id = ?",
        );
        row.bind(event.get()).fetch_optional(&mut *self.db.reader().await?).await
    }

    async fn listed_rows(
        &self,
        after: Option<EventCursor>,
        begin_after: Timestamp,
        limit: u32,
    ) -> Result<Vec<DetailsRow>, DbError> {
        let (micros, id) =
            after.map_or((i64::MIN, 0), |after| (after.published_at.as_micros(), after.event.get()));
        let rows = query(
            "SELECT id, title_ko, title_en, description_ko, description_en, venue_ko, venue_en, time_zone, starts_us, \
             on_sale_us, currency, genre, organization_id, published_us FROM events \
             WHERE starts_us > ? AND (published_us > ? OR (published_us = ? AND id > ?)) ORDER BY published_us, id LIMIT ?",
        );
        let rows = rows.bind(begin_after.as_micros()).bind(micros).bind(micros).bind(id).bind(limit);
        rows.fetch_all(&mut *self.db.reader().await?).await
    }

    async fn layout_rows(&self, event: EventId) -> Result<Option<LayoutRows>, DbError> {
        let mut reader = self.db.reader().await?;
        let grid =
            query("SELECT grid_rows, grid_cols, singles_from_us, buyer_limit FROM events WHERE id = ?");
        let Some(grid) = grid.bind(event.get()).fetch_optional(&mut reader).await? else { return Ok(None) };
        let sections = query(
            "SELECT sections.place, name, price, top_row, left_col, row_count, col_count, front_x, front_y, turn, radius, capacity \
             FROM sections \
             LEFT JOIN section_arcs ON section_arcs.event_id = sections.event_id AND section_arcs.place = sections.place \
             LEFT JOIN standing_sections ON standing_sections.event_id = sections.event_id \
                                         AND standing_sections.place = sections.place \
             WHERE sections.event_id = ? ORDER BY sections.place",
        );
        let sections = sections.bind(event.get()).fetch_all(&mut reader).await?;
        let tiers = query(
            "SELECT place, name, price, cap FROM price_tiers WHERE event_id = ? ORDER BY place, number",
        );
        let tiers = tiers.bind(event.get()).fetch_all(&mut reader).await?;
        let stage = query("SELECT top_row, left_col, row_count, col_count FROM stages WHERE event_id = ?");
        let stage = stage.bind(event.get()).fetch_optional(&mut reader).await?;
        let outline = query("SELECT x, y FROM outlines WHERE event_id = ? ORDER BY place");
        let outline = outline.bind(event.get()).fetch_all(&mut reader).await?;
        let flags = query("SELECT seat_id, flag FROM flagged_seats WHERE event_id = ? ORDER BY seat_id");
        let flags = flags.bind(event.get()).fetch_all(&mut reader).await?;
        Ok(Some(LayoutRows { grid, sections, tiers, stage, outline, flags }))
    }
}
