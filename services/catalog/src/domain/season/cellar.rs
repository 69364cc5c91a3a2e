//! The show of the demo season that has a line in front of its sale.

use primitives::{EventId, InvalidId, Timestamp};

use super::parts::{ends_of_row, in_front, show};
use crate::domain::{Bilingual, Genre, NewEvent, Section};

/// The event that has a line in front of its sale.
pub const WITH_A_LINE: i64 = 9;

pub(super) fn cellar(now: Timestamp) -> Result<NewEvent, InvalidId> {
    Ok(NewEvent {
        id: EventId::new(WITH_A_LINE)?,
        title: Bilingual::new("예고 없는 밤", "A Night Unannounced"),
        description: Bilingual::new(
            "지하 소극장의 깜짝 공연. 줄을 서서 차례대로 자리를 고릅니다.",
            "A surprise show in a cellar. There is a line, and buyers choose their seats in turn.",
        ),
        venue: Bilingual::new("망원 지하 소극장", "The Cellar, Mangwon"),
        rows: 12,
        cols: 10,
        sections: vec![Section::new("CELLAR", 55_000).sized(12, 10)],
        stage: in_front(2, 3, 6),
        flags: ends_of_row(111, 10)?,
        genre: Some(Genre::Theatre),
        ..show(now, 75)?
    })
}
