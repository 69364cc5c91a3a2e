//! The shows of the demo season that have room to stand in.

use primitives::{EventId, InvalidId, TierName, Timestamp};

use super::parts::{DAY, ends_of_row, in_front, show};
use crate::domain::{Bilingual, Genre, NewEvent, PriceTier, Section};

/// Of the five thousand places of the field.
const YOUTHS_MAX: Option<u32> = Some(1_000);

/// A field without a single seat, at two prices, of which one is for a thousand.
pub(super) fn open_air(now: Timestamp) -> Result<NewEvent, InvalidId> {
    Ok(NewEvent {
        id: EventId::new(7)?,
        title: Bilingual::new("강변 오픈에어", "Riverside Open Air"),
        description: Bilingual::new(
            "오천 명이 강가에 서서 듣는 여름밤. 자리 번호는 없습니다.",
            "Five thousand standing by the river on a summer night. No seat numbers.",
        ),
        venue: Bilingual::new("뚝섬 한강공원", "Ttukseom Hangang Park"),
        rows: 20,
        cols: 50,
        sections: vec![
            Section::new("FIELD", 110_000)
                .sized(20, 50)
                .standing(5_000, adults_and_youths(110_000, 77_000, YOUTHS_MAX)),
        ],
        stage: in_front(3, 11, 30),
        genre: Some(Genre::Festival),
        ..show(now, 65)?
    })
}

/// Standing room before the stage, and seats behind it and above.
pub(super) fn warehouse(now: Timestamp) -> Result<NewEvent, InvalidId> {
    Ok(NewEvent {
        id: EventId::new(8)?,
        title: Bilingual::new("새벽 네 시의 창고", "Four in the Warehouse"),
        description: Bilingual::new(
            "앞은 스탠딩, 뒤는 좌석. 어디서든 같은 소리.",
            "Stand in front or sit behind: the same sound everywhere.",
        ),
        venue: Bilingual::new("성수 창고", "Seongsu Warehouse"),
        rows: 20,
        cols: 30,
        sections: vec![
            Section::new("BALCONY", 99_000).at(13, 1).sized(8, 30),
            Section::new("FLOOR", 77_000)
                .sized(10, 30)
                .standing(600, adults_and_youths(77_000, 55_000, None)),
        ],
        stage: in_front(2, 8, 16),
        flags: ends_of_row(211, 30)?,
        // Until a week before the show.
        singles_from: Some(now.plus(35 * DAY)),
        genre: Some(Genre::Concert),
        ..show(now, 42)?
    })
}

fn adults_and_youths(adult: i64, youth: i64, youths_max: Option<u32>) -> Vec<PriceTier> {
    let youth = PriceTier { cap: youths_max, ..PriceTier::new(TierName::YOUTH, youth) };
    vec![PriceTier::new(TierName::ADULT, adult), youth]
}
