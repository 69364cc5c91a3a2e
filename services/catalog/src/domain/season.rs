//! The demo season: eight shows of very different size, so that every part of the product has something to show.

use std::time::Duration;

use primitives::{EventId, InvalidId, Timestamp};

use super::{Bilingual, Genre, Layout, NewEvent, Section};

mod arena;
mod cellar;
mod parts;
mod standing;

pub use cellar::WITH_A_LINE;
use parts::{DAY, ends_of_row, fan, in_front, show, walls};

/// The event that is not on sale yet.
pub const OPENS_LATER: i64 = 5;

/// How far ahead of now its sale opens.
pub const OPENS_IN: Duration = DAY;

const STADIUM_BLOCK_ROWS: u32 = 20;
const STADIUM_BLOCK_COLS: u32 = 50;

/// All events, seen from `now`, and a stadium of so many seats where one is wanted. Seats are numbered section by section in the order
/// given here.
pub fn season(now: Timestamp, stadium_seats: Option<u32>) -> Result<Vec<NewEvent>, InvalidId> {
    let mut events = vec![
        club(now)?,
        hall(now)?,
        theatre(now)?,
        arena::arena(now)?,
        festival(now)?,
        standing::open_air(now)?,
        standing::warehouse(now)?,
        cellar::cellar(now)?,
    ];
    if let Some(seats) = stadium_seats {
        events.push(stadium(now, seats)?);
    }
    Ok(events)
}

/// Whether a stadium can have so many seats: it is built of whole blocks.
#[must_use]
pub const fn is_stadium(seats: u32) -> bool {
    seats > 0
        && seats as u64 <= Layout::SEATS_MAX
        && seats.is_multiple_of(STADIUM_BLOCK_ROWS * STADIUM_BLOCK_COLS)
}

fn club(now: Timestamp) -> Result<NewEvent, InvalidId> {
    Ok(NewEvent {
        id: EventId::new(1)?,
        title: Bilingual::new("봄밤의 재즈 클럽", "A Spring Night at the Jazz Club"),
        description: Bilingual::new(
            "백 석뿐인 작은 클럽에서 네 사람이 한 번에 연주합니다.",
            "Four players, one take, a club of a hundred seats.",
        ),
        venue: Bilingual::new("홍대 클럽 온음", "Club Oneum, Hongdae"),
        rows: 10,
        cols: 10,
        sections: vec![Section::new("A", 44_000).sized(10, 10)],
        stage: in_front(2, 3, 6),
        flags: ends_of_row(91, 10)?,
        genre: Some(Genre::Jazz),
        ..show(now, 20)?
    })
}

fn hall(now: Timestamp) -> Result<NewEvent, InvalidId> {
    Ok(NewEvent {
        id: EventId::new(2)?,
        title: Bilingual::new("시립교향악단: 말러 교향곡 2번", "City Philharmonic: Mahler's Second"),
        description: Bilingual::new(
            "합창과 오르간이 함께하는 한 시간 반의 부활.",
            "An hour and a half of resurrection, with choir and organ.",
        ),
        venue: Bilingual::new("한빛 콘서트홀", "Hanbit Concert Hall"),
        rows: 43,
        cols: 40,
        sections: vec![
            Section::new("VIP", 165_000).at(1, 11).sized(10, 20).on(fan(205, 40, 240)),
            Section::new("R", 132_000).at(12, 6).sized(10, 30).on(fan(205, 150, 350)),
            Section::new("S", 99_000).at(23, 6).sized(10, 30).on(fan(205, 260, 460)),
            Section::new("A", 66_000).at(34, 1).sized(10, 40).on(fan(205, 370, 570)),
        ],
        stage: in_front(3, 12, 18),
        outline: walls(205, &[(105, -60), (140, 10), (205, 130), (245, 400), (225, 440), (130, 480)]),
        flags: ends_of_row(1_161, 40)?,
        genre: Some(Genre::Classical),
        ..show(now, 35)?
    })
}

fn theatre(now: Timestamp) -> Result<NewEvent, InvalidId> {
    Ok(NewEvent {
        id: EventId::new(3)?,
        title: Bilingual::new("연극 〈창가의 사람들〉", "The People at the Window"),
        description: Bilingual::new(
            "한 건물, 다섯 창문, 하룻밤의 이야기.",
            "One house, five windows, one night.",
        ),
        venue: Bilingual::new("대학로 소나무 극장", "Sonamu Theatre, Daehangno"),
        rows: 21,
        cols: 25,
        sections: vec![
            Section::new("1F", 77_000).at(1, 1).sized(12, 25).on(fan(130, 30, 300)),
            Section::new("2F", 55_000).at(14, 1).sized(8, 25).on(fan(130, 170, 440)),
        ],
        stage: in_front(2, 6, 15),
        outline: walls(130, &[(100, -50), (165, 0), (185, 230), (100, 270)]),
        flags: ends_of_row(276, 25)?,
        genre: Some(Genre::Theatre),
        ..show(now, 50)?
    })
}

fn festival(now: Timestamp) -> Result<NewEvent, InvalidId> {
    Ok(NewEvent {
        id: EventId::new(OPENS_LATER)?,
        title: Bilingual::new("새벽 페스티벌", "The Dawn Festival"),
        description: Bilingual::new(
            "해가 뜰 때까지 이어지는 야외 공연. 곧 예매가 열립니다.",
            "Open air until the sun is up. The sale opens soon.",
        ),
        venue: Bilingual::new("난지 한강공원", "Nanji Hangang Park"),
        on_sale_at: now.plus(OPENS_IN),
        rows: 16,
        cols: 25,
        sections: vec![
            Section::new("GOLD", 132_000).at(1, 1).sized(5, 25),
            Section::new("GREEN", 99_000).at(7, 1).sized(10, 25),
        ],
        stage: in_front(2, 4, 19),
        genre: Some(Genre::Festival),
        ..show(now, 120)?
    })
}

/// Ten blocks side by side, and as many rows of them as it takes.
fn stadium(now: Timestamp, seats: u32) -> Result<NewEvent, InvalidId> {
    const BLOCKS_ABREAST: u32 = 10;
    const AISLE: u32 = 2;
    let blocks = seats / (STADIUM_BLOCK_ROWS * STADIUM_BLOCK_COLS);
    let block = |number: u32| {
        let (row, col) = (number / BLOCKS_ABREAST, number % BLOCKS_ABREAST);
        Section::new(&format!("{}", 101 + number), 99_000)
            .at(row * (STADIUM_BLOCK_ROWS + AISLE) + 1, col * (STADIUM_BLOCK_COLS + AISLE) + 1)
            .sized(STADIUM_BLOCK_ROWS, STADIUM_BLOCK_COLS)
    };
    Ok(NewEvent {
        id: EventId::new(6)?,
        title: Bilingual::new("한강 더비 결승전", "The Han River Derby Final"),
        description: Bilingual::new("한 도시, 두 팀, 한 경기장.", "One city, two teams, one stadium."),
        venue: Bilingual::new("상암 대경기장", "Sangam Stadium"),
        rows: blocks.div_ceil(BLOCKS_ABREAST) * (STADIUM_BLOCK_ROWS + AISLE),
        cols: BLOCKS_ABREAST * (STADIUM_BLOCK_COLS + AISLE),
        sections: (0..blocks).map(block).collect(),
        stage: in_front(4, 200, 120),
        genre: Some(Genre::Sport),
        ..show(now, 100)?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Event, TimeZone};

    #[test]
    fn the_season_is_what_the_guide_promises() {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        let events: Vec<Event> =
            season(now, None).unwrap().into_iter().map(|event| Event::publish(event, now).unwrap()).collect();
        let capacities: Vec<u32> = events.iter().map(|event| event.layout.capacity()).collect();
        assert_eq!(capacities, [100, 1_200, 500, 20_000, 375, 5_000, 840, 120]);
        let seated: Vec<u32> = events.iter().map(|event| event.layout.seated()).collect();
        assert_eq!(seated, [100, 1_200, 500, 20_000, 375, 0, 240, 120]);
        assert!(events.iter().all(|event| event.layout.stage().is_some() && event.details.genre.is_some()));
        let flagged: Vec<usize> = events.iter().map(|event| event.layout.flags().len()).collect();
        assert_eq!(flagged, [4, 4, 4, 72, 0, 0, 4, 4]);
        assert!(events.iter().all(|event| event.details.time_zone == TimeZone::SEOUL));
        assert_eq!(events.get(3).unwrap().layout.sections().len(), 40);
        assert!(
            events
                .iter()
                .all(|event| (event.details.on_sale_at > now) == (event.details.id.get() == OPENS_LATER))
        );
    }

    #[test]
    fn a_stadium_is_as_large_as_it_is_wanted() {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        for seats in [1_000, 15_000, 50_000, 100_000] {
            assert!(is_stadium(seats), "{seats}");
            let stadium = season(now, Some(seats)).unwrap().pop().unwrap();
            assert_eq!(Event::publish(stadium, now).unwrap().layout.capacity(), seats);
        }
        assert!(![0, 999, 1_500, 101_000].into_iter().any(is_stadium));
    }
}
