//! `/api/events` and `/api/events/{eventId}`.

use catalog::Config;
use catalog::domain::SeatStatus::{Held, Sold};
use contracts::ErrorCode;
use contracts::http::catalog::{EventBody, EventListBody};
use reqwest::Method;
use testkit::eventually;

use crate::house::{House, SOON, club};

#[tokio::test]
async fn an_event_says_everything_about_itself() {
    let house = House::open().await;
    let event: EventBody = house.api.event(1).await.ok();
    assert_eq!((event.title.as_str(), event.title_en.as_str()), ("클럽의 밤", "Club night"));
    assert_eq!((event.venue.as_str(), event.description_en.as_str()), ("지하", "Music"));
    assert_eq!(event.time_zone, "Europe/London");
    assert_eq!((event.price_min, event.price_max, event.currency.as_str()), (300, 500, "KRW"));
    assert_eq!((event.capacity, event.available), (8, 8));
    assert_eq!(event.date_time.to_string(), "2027-01-15T08:00:00.000Z");
    assert_eq!(event.server_time.to_string(), "2026-01-01T00:00:00.000Z");
    assert!(event.layout_url.starts_with("/api/events/1/layout?v="), "{}", event.layout_url);
}

#[tokio::test]
async fn how_many_can_be_bought_follows_the_seats() {
    let house = House::open().await;
    house.change_all(1, &[(1, Held), (2, Sold), (1, Sold)]).await;
    eventually("six seats are left", SOON, async || {
        let event: EventBody = house.api.event(1).await.ok();
        let list: EventListBody = house.api.events().await.ok();
        (event.available == 6 && list.items[0].available == 6).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_client_that_has_an_event_or_a_list_is_not_sent_it_again() {
    let house = House::open().await;
    for path in ["/api/events", "/api/events/1"] {
        let first = house.api.get(path).await;
        let tag = first.header("ETag").expect("a tag").to_owned();
        assert_eq!(first.header("Cache-Control"), Some("no-cache"));
        let again = house.api.get(path).header("If-None-Match", &tag).await;
        assert_eq!((again.status, again.bytes.len(), again.header("ETag")), (304, 0, Some(tag.as_str())));
        assert_eq!(house.api.get(path).header("If-None-Match", "W/\"other\"").await.status, 200);
    }
    let tag = |answer: &testkit::Answer| answer.header("ETag").map(str::to_owned);
    let before = tag(&house.api.event(1).await);
    house.change_all(1, &[(1, Held)]).await;
    eventually("a seat that is held makes another version", SOON, async || {
        (tag(&house.api.event(1).await) != before).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_on_page_by_page() {
    let house = House::open_with(Config::default(), vec![club(9), club(2), club(5)]).await;
    house.loaded().await;
    let mut ids = Vec::new();
    let mut path = "/api/events?limit=2".to_owned();
    loop {
        let page: EventListBody = house.api.get(&path).await.ok();
        ids.push(page.items.iter().map(|event| event.id).collect::<Vec<_>>());
        let Some(cursor) = page.next_cursor else { break };
        path = format!("/api/events?limit=2&cursor={cursor}");
    }
    assert_eq!(ids, [vec![2, 5], vec![9]], "of one time of publishing, by id");
    let all: EventListBody = house.api.events().await.ok();
    assert_eq!((all.items.len(), all.next_cursor), (3, None));
}

#[tokio::test]
async fn an_impossible_request_is_refused_by_code() {
    let house = House::open().await;
    for tail in ["", "/seats", "/layout", "/seats/stream"] {
        let unknown = house.api.get(&format!("/api/events/77{tail}")).await;
        unknown.refused(ErrorCode::EventNotFound);
        for absurd in ["0", "-1", "abc", "1.5", "9223372036854775808"] {
            let answer = house.api.get(&format!("/api/events/{absurd}{tail}")).await;
            answer.refused(ErrorCode::BadRequest);
        }
        let posted = house.api.post(&format!("/api/events/1{tail}")).await;
        posted.refused(ErrorCode::MethodNotAllowed);
        assert_eq!(posted.header("allow"), Some("GET, HEAD"));
    }
    for query in ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=1.0"] {
        house.api.get(&format!("/api/events?{query}")).await.refused(ErrorCode::BadRequest);
    }
    house.api.get("/api/events/1/seats/stream?batch=maybe").await.refused(ErrorCode::BadRequest);
    house.api.get("/api/events/1/nothing").await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let house = House::open().await;
    for path in ["", "/1", "/1/seats", "/1/layout", "/1/seats/stream"] {
        let answer = house.api.call(Method::HEAD, &format!("/api/events{path}")).await;
        assert_eq!((answer.status, answer.bytes.len()), (200, 0), "{path}");
    }
}

#[tokio::test]
async fn without_a_first_snapshot_the_answer_is_unavailable_and_not_a_guess() {
    let house = House::open_with(Config::default(), vec![club(1)]).await;
    house.loaded().await;
    house.reservations.set_down(true);
    // Published by another process: this one has yet to fetch it, and cannot.
    house.publish_elsewhere(club(2)).await;
    for path in ["/2", "/2/seats", "/2/seats/stream"] {
        let answer = house.api.get(&format!("/api/events{path}")).await;
        answer.refused(ErrorCode::Unavailable);
        assert!(answer.header("retry-after").is_some());
    }
    assert_eq!(house.api.get("/readyz").await.status, 503);
    house.reservations.set_down(false);
    house.loaded().await;
    assert_eq!(house.api.event(2).await.ok::<EventBody>().available, 8);
}
