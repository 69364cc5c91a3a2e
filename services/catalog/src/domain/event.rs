//! An event as it is published: what a buyer reads, when it goes on sale, and its frozen layout and prices.

use primitives::{Currency, EventId, SeatId, Timestamp};
use uuid::Uuid;

use super::{Genre, InvalidLayout, Layout, Point, SeatFlag, Section, Stage, TimeZone};

/// A text for people, in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    pub ko: String,
    pub en: String,
}

impl Bilingual {
    #[must_use]
    pub fn new(ko: &str, en: &str) -> Self {
        Self { ko: ko.to_owned(), en: en.to_owned() }
    }

    fn fits(&self, bytes_max: usize) -> bool {
        [&self.ko, &self.en].iter().all(|text| (1..=bytes_max).contains(&text.len()))
    }
}

/// An event to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub id: EventId,
    pub title: Bilingual,
    pub description: Bilingual,
    pub venue: Bilingual,
    /// Of the venue.
    pub time_zone: TimeZone,
    pub date_time: Timestamp,
    pub on_sale_at: Timestamp,
    pub currency: Currency,
    pub genre: Option<Genre>,
    /// Whose members may work at it. None: it is no organization's.
    pub organization: Option<Uuid>,
    /// The size of the grid that the sections lie on.
    pub rows: u32,
    pub cols: u32,
    pub sections: Vec<Section>,
    pub stage: Option<Stage>,
    /// The corners of the room; may be empty.
    pub outline: Vec<Point>,
    pub flags: Vec<(SeatId, SeatFlag)>,
    /// Until then no hold may leave a single seat, so that pairs find room. None: any may.
    pub singles_from: Option<Timestamp>,
    /// How many seats a named buyer may hold and have bought together. None: what the settings say.
    pub buyer_limit: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEvent {
    #[error("the {field} of an event has 1 to {bytes_max} bytes in each language")]
    Text { field: &'static str, bytes_max: usize },
    #[error("a buyer may have none of the seats")]
    BuyerLimit,
    #[error("the layout is not possible")]
    Layout(#[from] InvalidLayout),
}

/// The description of an event, and when it is sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDetails {
    pub id: EventId,
    pub title: Bilingual,
    pub description: Bilingual,
    pub venue: Bilingual,
    /// Of the venue.
    pub time_zone: TimeZone,
    pub date_time: Timestamp,
    pub on_sale_at: Timestamp,
    pub currency: Currency,
    /// None where the organizer has not said.
    pub genre: Option<Genre>,
    /// None: it is no organization's.
    pub organization: Option<Uuid>,
    pub published_at: Timestamp,
}

impl EventDetails {
    pub const TITLE_BYTES_MAX: usize = 400;
    pub const DESCRIPTION_BYTES_MAX: usize = 8_000;

    #[must_use]
    pub fn cursor(&self) -> EventCursor {
        EventCursor { published_at: self.published_at, event: self.id }
    }
}

/// The position of an event in the list: behind it the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventCursor {
    pub published_at: Timestamp,
    pub event: EventId,
}

/// A published event. Nothing of it changes but the time at which it goes on sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub details: EventDetails,
    pub layout: Layout,
}

impl Event {
    pub fn publish(new: NewEvent, now: Timestamp) -> Result<Self, InvalidEvent> {
        let texts = [
            ("title", &new.title, EventDetails::TITLE_BYTES_MAX),
            ("description", &new.description, EventDetails::DESCRIPTION_BYTES_MAX),
            ("venue", &new.venue, EventDetails::TITLE_BYTES_MAX),
        ];
        for (field, text, bytes_max) in texts {
            if !text.fits(bytes_max) {
                return Err(InvalidEvent::Text { field, bytes_max });
            }
        }
        if new.buyer_limit == Some(0) {
            return Err(InvalidEvent::BuyerLimit);
        }
        let layout = Layout::new(new.rows, new.cols, new.sections)?
            .with_stage(new.stage)?
            .with_outline(new.outline)?
            .with_flags(new.flags)?
            .without_singles_until(new.singles_from)
            .with_buyer_limit(new.buyer_limit);
        let details = EventDetails {
            id: new.id,
            title: new.title,
            description: new.description,
            venue: new.venue,
            time_zone: new.time_zone,
            date_time: new.date_time,
            on_sale_at: new.on_sale_at,
            currency: new.currency,
            genre: new.genre,
            organization: new.organization,
            published_at: now,
        };
        Ok(Self { details, layout })
    }
}
