//! `/api/events/{eventId}/layout`.

use catalog::Config;
use catalog::domain::{NewEvent, Point, SeatFlag, Section, SectionArc};
use contracts::http::catalog::{ArcBody, EventBody, LayoutBody, PointBody, StageBody};

use crate::house::{House, arena, club, seat_id};

#[tokio::test]
async fn under_its_hash_the_layout_may_be_kept_for_ever_and_otherwise_not() {
    let house = House::open().await;
    let event: EventBody = house.api.event(1).await.ok();
    for (path, cache) in [
        (event.layout_url.as_str(), "public, max-age=31536000, immutable"),
        ("/api/events/1/layout", "no-cache"),
        ("/api/events/1/layout?v=another", "no-cache"),
        ("/api/events/1/layout?v=", "no-cache"),
    ] {
        let answer = house.api.get(path).await;
        assert_eq!(answer.header("cache-control"), Some(cache), "{path}");
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        let body: LayoutBody = answer.ok();
        assert_eq!((body.event_id, body.rows, body.cols), (1, 3, 3));
        assert_eq!(body.r, [1, 1, 1, 2, 2, 2, 3, 3]);
        assert_eq!(body.c, [1, 2, 3, 1, 2, 3, 2, 3]);
        assert_eq!(body.section, [0, 0, 0, 0, 0, 0, 1, 1]);
        let b = &body.sections[1];
        assert_eq!((b.name.as_str(), b.price, b.top, b.left, b.rows, b.cols), ("B", 300, 3, 2, 1, 2));

        assert_eq!(body.stage, Some(StageBody { top: -1, left: 1, rows: 2, cols: 3 }));

        let etag = answer.header("etag").unwrap();
        let again = house.api.get(path).header("If-None-Match", etag).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0));
        assert_eq!(again.header("cache-control"), Some(cache));
    }
}

#[tokio::test]
async fn a_layout_without_a_stage_has_no_such_field() {
    let house = House::open_with(Config::default(), vec![arena(4)]).await;
    let body: serde_json::Value = house.api.layout(4).await.ok();
    assert!(body.get("sections").is_some() && body.get("stage").is_none());
}

#[tokio::test]
async fn arcs_walls_and_flags_are_served_as_they_were_published() {
    let arc = SectionArc { front: Point { x: 20, y: -5 }, turn: -900, radius: 150 };
    let sections =
        vec![Section::new("A", 500).sized(2, 3).on(arc), Section::new("B", 300).at(3, 2).sized(1, 2)];
    let outline = vec![Point { x: 0, y: 0 }, Point { x: 40, y: 0 }, Point { x: 20, y: -40 }];
    let flags = vec![(seat_id(8), SeatFlag::Companion), (seat_id(7), SeatFlag::Accessible)];
    let house =
        House::open_with(Config::default(), vec![NewEvent { sections, outline, flags, ..club(1) }]).await;
    let body: LayoutBody = house.api.layout(1).await.ok();
    let front = PointBody { x: 20, y: -5 };
    assert_eq!(body.sections[0].arc, Some(ArcBody { front, turn: -900, radius: 150 }));
    assert_eq!(body.sections[1].arc, None);
    assert_eq!(body.outline, [(0, 0), (40, 0), (20, -40)].map(|(x, y)| PointBody { x, y }));
    assert_eq!((body.accessible, body.companion), (vec![7], vec![8]));
}

#[tokio::test]
async fn the_layout_of_an_arena_is_small() {
    let house = House::open_with(Config::default(), vec![arena(4)]).await;
    house.loaded().await;
    let answer = house.api.layout(4).header("Accept-Encoding", "gzip").await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    println!("gzip layout of 20,000 seats: {} bytes", answer.bytes.len());
    assert!(answer.bytes.len() < 60_000, "{} bytes", answer.bytes.len());
}
