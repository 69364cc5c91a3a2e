//! One unit of work.

use primitives::{EventId, SeatId, Timestamp};
use sql::{DbError, Transaction, query};

use super::StoreError;
use crate::domain::{
    Event, Genre, Layout, Point, PriceTier, SeatFlag, Section, SectionArc, Stage, StandingRoom,
};

/// Everything in it becomes durable together, or none of it happened.
pub struct EventTx {
    transaction: Transaction,
}

impl EventTx {
    pub(super) fn new(transaction: Transaction) -> Self {
        Self { transaction }
    }

    /// False where there is an event of this id, also one that a concurrent unit of work has just added: this one can only be dropped then.
    pub async fn insert(&mut self, event: &Event) -> Result<bool, StoreError> {
        match self.insert_details(event).await {
            Ok(()) => {}
            Err(error) if error.is_duplicate() => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        self.insert_layout(event.details.id, &event.layout).await?;
        Ok(true)
    }

    /// Says whether there is such an event.
    pub async fn set_on_sale_at(&mut self, event: EventId, at: Timestamp) -> Result<bool, StoreError> {
        // Read first, because the engines count the rows of an update differently.
        let exists = self.stored(event).await?;
        if exists {
            self.update_on_sale(event, at).await?;
        }
        Ok(exists)
    }

    /// Durable when it returns.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    async fn stored(&mut self, event: EventId) -> Result<bool, DbError> {
        let id = query("SELECT id FROM events WHERE id = ?").bind(event.get());
        Ok(id.fetch_optional::<(i64,)>(&mut self.transaction).await?.is_some())
    }

    async fn insert_details(&mut self, event: &Event) -> Result<(), DbError> {
        let Event { details, layout } = event;
        query(
            "INSERT INTO events (id, title_ko, title_en, description_ko, description_en, venue_ko, venue_en, time_zone, \
             starts_us, on_sale_us, currency, genre, grid_rows, grid_cols, published_us, singles_from_us, buyer_limit, \
             organization_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(details.id.get())
        .bind(&details.title.ko)
        .bind(&details.title.en)
        .bind(&details.description.ko)
        .bind(&details.description.en)
        .bind(&details.venue.ko)
        .bind(&details.venue.en)
        .bind(details.time_zone.as_str())
        .bind(details.date_time.as_micros())
        .bind(details.on_sale_at.as_micros())
        .bind(details.currency.to_string())
        .bind(details.genre.map_or("", Genre::as_str))
        .bind(i64::from(layout.rows()))
        .bind(i64::from(layout.cols()))
        .bind(details.published_at.as_micros())
        .bind(layout.singles_from().map(Timestamp::as_micros))
        .bind(layout.buyer_limit().map(i64::from))
        .bind(details.organization.map(|organization| organization.to_string()))
        .execute(&mut self.transaction)
        .await?;
        Ok(())
    }

    async fn insert_layout(&mut self, event: EventId, layout: &Layout) -> Result<(), DbError> {
        for (place, section) in (0_i64..).zip(layout.sections()) {
            self.insert_section(event, place, section).await?;
            if let Some(arc) = section.arc {
                self.insert_arc(event, place, arc).await?;
            }
            if let Some(room) = &section.standing {
                self.insert_standing(event, place, room).await?;
            }
        }
        if let Some(stage) = layout.stage() {
            self.insert_stage(event, stage).await?;
        }
        for (place, corner) in (0_i64..).zip(layout.outline()) {
            self.insert_corner(event, place, *corner).await?;
        }
        for (seat, flag) in layout.flags() {
            self.insert_flag(event, *seat, *flag).await?;
        }
        Ok(())
    }

    async fn insert_section(&mut self, event: EventId, place: i64, section: &Section) -> Result<(), DbError> {
        query(
            "INSERT INTO sections (event_id, place, name, price, top_row, left_col, row_count, col_count) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(event.get())
        .bind(place)
        .bind(&section.name)
        .bind(section.price)
        .bind(i64::from(section.top))
        .bind(i64::from(section.left))
        .bind(i64::from(section.rows))
        .bind(i64::from(section.cols))
        .execute(&mut self.transaction)
        .await?;
        Ok(())
    }

    async fn insert_arc(&mut self, event: EventId, place: i64, arc: SectionArc) -> Result<(), DbError> {
        query(
            "INSERT INTO section_arcs (event_id, place, front_x, front_y, turn, radius) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(event.get())
        .bind(place)
        .bind(i64::from(arc.front.x))
        .bind(i64::from(arc.front.y))
        .bind(i64::from(arc.turn))
        .bind(i64::from(arc.radius))
        .execute(&mut self.transaction)
        .await?;
        Ok(())
    }

    async fn insert_standing(
        &mut self,
        event: EventId,
        place: i64,
        StandingRoom { capacity, tiers }: &StandingRoom,
    ) -> Result<(), DbError> {
        query("INSERT INTO standing_sections (event_id, place, capacity) VALUES (?, ?, ?)")
            .bind(event.get())
            .bind(place)
            .bind(i64::from(*capacity))
            .execute(&mut self.transaction)
            .await?;
        for (number, PriceTier { name, price, cap }) in (0_i64..).zip(tiers) {
            query("INSERT INTO price_tiers (event_id, place, number, name, price, cap) VALUES (?, ?, ?, ?, ?, ?)")
                .bind(event.get())
                .bind(place)
                .bind(number)
                .bind(name.as_str())
                .bind(*price)
                .bind(cap.map(i64::from))
                .execute(&mut self.transaction)
                .await?;
        }
        Ok(())
    }

    async fn insert_corner(&mut self, event: EventId, place: i64, corner: Point) -> Result<(), DbError> {
        query("INSERT INTO outlines (event_id, place, x, y) VALUES (?, ?, ?, ?)")
            .bind(event.get())
            .bind(place)
            .bind(i64::from(corner.x))
            .bind(i64::from(corner.y))
            .execute(&mut self.transaction)
            .await?;
        Ok(())
    }

    async fn insert_flag(&mut self, event: EventId, seat: SeatId, flag: SeatFlag) -> Result<(), DbError> {
        query("INSERT INTO flagged_seats (event_id, seat_id, flag) VALUES (?, ?, ?)")
            .bind(event.get())
            .bind(seat.get())
            .bind(flag.as_str())
            .execute(&mut self.transaction)
            .await?;
        Ok(())
    }

    async fn insert_stage(&mut self, event: EventId, stage: Stage) -> Result<(), DbError> {
        query(
            "INSERT INTO stages (event_id, top_row, left_col, row_count, col_count) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(event.get())
        .bind(i64::from(stage.top))
        .bind(i64::from(stage.left))
        .bind(i64::from(stage.rows))
        .bind(i64::from(stage.cols))
        .execute(&mut self.transaction)
        .await?;
        Ok(())
    }

    async fn update_on_sale(&mut self, event: EventId, at: Timestamp) -> Result<(), DbError> {
        let update = query("UPDATE events SET on_sale_us = ? WHERE id = ?");
        update.bind(at.as_micros()).bind(event.get()).execute(&mut self.transaction).await?;
        Ok(())
    }
}
