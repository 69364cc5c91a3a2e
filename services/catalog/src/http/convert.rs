//! Between the domain and the wire: bodies, cursors, and the codes of errors.

use contracts::http::catalog::{EventBody, EventListBody, LocalizedEventBody};
use contracts::{ErrorCode, WireTime};
use primitives::{EventId, Timestamp, hex};
use server::{ApiError, FieldFault, Language};
use sha2::{Digest, Sha256};

use crate::app::{CatalogError, EventPage, EventView};
use crate::domain::{Bilingual, EventCursor, EventDetails};
use crate::live::RenderError;

/// For a client that names no language.
pub(super) const HOUSE: Language = Language::Korean;

pub(super) fn event_body(view: EventView, language: Language) -> EventBody {
    let EventView { details, map, available, now } = view;
    let plan = map.plan();
    let localized = localized(&details, language);
    EventBody {
        id: details.id.get(),
        localized,
        title: details.title.ko,
        title_en: details.title.en,
        date_time: WireTime(details.date_time),
        description: details.description.ko,
        description_en: details.description.en,
        venue: details.venue.ko,
        venue_en: details.venue.en,
        time_zone: details.time_zone.to_string(),
        on_sale_at: WireTime(details.on_sale_at),
        server_time: WireTime(now),
        currency: details.currency.to_string(),
        genre: details.genre.map(|genre| genre.as_str().to_owned()),
        organization_id: details.organization,
        price_min: plan.prices().min(),
        price_max: plan.prices().max(),
        capacity: plan.layout().capacity(),
        available,
        layout_url: format!("/api/events/{}/layout?v={}", details.id, plan.layout_hash()),
    }
}

fn localized(details: &EventDetails, language: Language) -> LocalizedEventBody {
    let text = |text: &Bilingual| match language {
        Language::Korean => text.ko.clone(),
        Language::English => text.en.clone(),
    };
    LocalizedEventBody {
        language: language.as_str().to_owned(),
        title: text(&details.title),
        description: text(&details.description),
        venue: text(&details.venue),
    }
}

pub(super) fn list_body(page: EventPage, language: Language) -> EventListBody {
    let next_cursor = page.next.map(cursor);
    EventListBody {
        items: page.events.into_iter().map(|event| event_body(event, language)).collect(),
        next_cursor,
    }
}

/// Names what is said of these events, apart from the time, which every answer has anew.
pub(super) fn tag(events: &[EventBody], next: Option<&str>) -> String {
    let server_time = WireTime(Timestamp::from_micros(0));
    let timeless = events.iter().map(|event| EventBody { server_time, ..event.clone() });
    let mut digest = Sha256::new();
    // Writing plain values into memory cannot fail.
    timeless.for_each(|event| digest.update(serde_json::to_vec(&event).unwrap_or_default()));
    digest.update(next.unwrap_or_default());
    hex(digest.finalize().get(..16).unwrap_or_default())
}

pub fn cursor(cursor: EventCursor) -> String {
    format!("{}.{}", cursor.published_at.as_micros(), cursor.event)
}

/// Accepts only what [`cursor`] has written.
pub fn read_cursor(text: &str) -> Result<EventCursor, ApiError> {
    let read = text.split_once('.').and_then(|(micros, event)| {
        let published_at = Timestamp::from_micros(micros.parse().ok()?);
        Some(EventCursor { published_at, event: EventId::new(event.parse().ok()?).ok()? })
    });
    read.filter(|read| cursor(*read) == text).ok_or_else(|| {
        ApiError::bad_input(
            "cursor",
            FieldFault::Malformed,
            "the cursor is none that this list has given out",
        )
    })
}

impl From<CatalogError> for ApiError {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::UnknownEvent => Self::new(ErrorCode::EventNotFound, "there is no such event"),
            CatalogError::Invalid(invalid) => Self::new(ErrorCode::ValidationFailed, invalid.to_string()),
            CatalogError::NotReady => {
                Self::new(ErrorCode::Unavailable, "the seat map is not loaded yet, please try again")
            }
            CatalogError::Store(_) | CatalogError::Reservations(_) => Self::unavailable(error),
            CatalogError::Render(RenderError::NotReady) => CatalogError::NotReady.into(),
            CatalogError::Render(RenderError::Json(_) | RenderError::Gzip(_) | RenderError::GivenUp(_)) => {
                Self::internal(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is_one() {
        let written =
            EventCursor { published_at: Timestamp::from_micros(17), event: EventId::new(4).unwrap() };
        assert_eq!(read_cursor(&cursor(written)).unwrap(), written);
        for wrong in
            ["", ".", "17", "17.", ".4", "17.0", "17.-4", "017.4", "17.4.1", "a.b", "17.9223372036854775808"]
        {
            assert_eq!(read_cursor(wrong).unwrap_err().code(), ErrorCode::BadRequest, "{wrong:?} passed");
        }
    }
}
