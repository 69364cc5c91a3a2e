//! `/api/events/{eventId}/seats`: one map in two forms and two encodings.

use std::io::Read;

use catalog::Config;
use catalog::domain::SeatStatus::{Available, Held, Sold};
use contracts::http::catalog::{SeatMapBody, SeatStatus};
use flate2::read::GzDecoder;
use futures::future::join_all;
use testkit::Answer;

use crate::house::{House, arena};

fn unzipped(answer: &Answer) -> Vec<u8> {
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    let mut plain = Vec::new();
    GzDecoder::new(answer.bytes.as_slice()).read_to_end(&mut plain).unwrap();
    plain
}

#[tokio::test]
async fn all_forms_are_the_same_map() {
    let house = House::open().await;
    let at = house.change_all(1, &[(1, Held), (2, Sold), (7, Sold), (8, Held), (8, Available)]).await;
    house.until(1, at).await;

    let json = house.api.seats(1).await;
    let map: SeatMapBody = json.ok();
    assert_eq!((map.event_id, map.epoch, map.version, map.rows, map.cols), (1, 1, 5, 3, 3));
    let statuses: Vec<_> = map.seats.iter().map(|seat| seat.status).collect();
    let (a, h, s) = (SeatStatus::Available, SeatStatus::Held, SeatStatus::Sold);
    assert_eq!(statuses, [h, s, a, a, a, a, s, a]);
    let seventh = &map.seats[6];
    assert_eq!((seventh.id, seventh.r, seventh.c, seventh.price), (7, 3, 2, 300));
    assert_eq!(seventh.section, "B");

    let packed = house.api.packed_seats(1).await;
    assert_eq!(packed.header("content-type"), Some("application/octet-stream"));
    assert_eq!(packed.bytes, [0b0000_1001, 0b0010_0000]);
    let gzip = house.api.seats(1).header("Accept-Encoding", "gzip").await;
    assert_eq!(unzipped(&gzip), json.bytes);
    let packed_gzip = house.api.packed_seats(1).header("Accept-Encoding", "gzip").await;
    assert_eq!(unzipped(&packed_gzip), packed.bytes);
    for answer in [&json, &packed, &gzip, &packed_gzip] {
        assert_eq!(answer.header("seat-version"), Some("1-5"));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("vary"), Some("Accept, Accept-Encoding"));
    }
}

#[tokio::test]
async fn a_client_that_has_the_map_is_answered_304_until_it_changes() {
    let house = House::open().await;
    let (json, packed) = (house.api.seats(1).await, house.api.packed_seats(1).await);
    let (json_tag, packed_tag) = (json.header("etag").unwrap(), packed.header("etag").unwrap());
    assert!(json_tag.starts_with("W/\"") && json_tag != packed_tag, "{json_tag} {packed_tag}");

    let again = house.api.seats(1).header("If-None-Match", json_tag).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(json_tag));
    assert_eq!(again.header("seat-version"), Some("1-0"));
    let other_form = house.api.packed_seats(1).header("If-None-Match", json_tag).await;
    assert_eq!(other_form.status, 200, "one form's tag does not speak for the other");
    assert_eq!(house.api.packed_seats(1).header("If-None-Match", packed_tag).await.status, 304);

    let at = house.change(1, 3, Held).await;
    house.until(1, at).await;
    let changed = house.api.seats(1).header("If-None-Match", json_tag).await;
    assert_eq!(changed.ok::<SeatMapBody>().version, 1);
    assert_ne!(changed.header("etag"), Some(json_tag));
}

#[tokio::test]
async fn the_map_of_an_arena_is_small_and_no_snapshot_is_older_than_what_was_known() {
    let house = House::open_with(Config::default(), vec![arena(4)]).await;
    house.loaded().await;
    let mixed: Vec<_> = (1..=20_000)
        .filter(|seat| seat % 3 != 0 && (seat * 7_919) % 11 < 5)
        .map(|seat| (seat, if seat % 2 == 0 { Sold } else { Held }))
        .collect();
    for changes in mixed.chunks(2_000) {
        let at = house.change_all(4, changes).await;
        house.until(4, at).await;
        let calls = (0..8).map(|_| house.api.seats(4).header("Accept-Encoding", "gzip").attempt());
        for answer in join_all(calls).await {
            let map: SeatMapBody = serde_json::from_slice(&unzipped(&answer.unwrap())).unwrap();
            assert_eq!((map.version, map.seats.len()), (at.version, 20_000));
        }
    }
    let answer = house.api.seats(4).header("Accept-Encoding", "gzip").await;
    println!("gzip map of 20,000 seats: {} bytes", answer.bytes.len());
    assert!(answer.bytes.len() < 200_000, "{} bytes", answer.bytes.len());
    assert_eq!(house.api.packed_seats(4).await.bytes.len(), 5_000);
}
