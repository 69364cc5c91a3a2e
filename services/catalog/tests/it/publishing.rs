//! An event is published once, and installed in the seat store however many attempts that takes.

use catalog::Config;
use catalog::app::{CatalogError, Published};
use catalog::domain::{Bilingual, NewEvent, Section, Stage};
use catalog::ports::EventMeta;
use contracts::api::CatalogApi;
use contracts::http::catalog::{EventBody, EventListBody, SeatMapBody};
use primitives::Timestamp;
use uuid::Uuid;

use crate::house::{House, club, event_id, seat_id};

#[tokio::test]
async fn an_event_is_published_once_and_stays_as_it_is() {
    let house = House::open().await;
    let mut other = club(1);
    other.title = Bilingual::new("다른 이름", "Another name");
    other.sections = vec![Section::new("X", 1)];
    assert_eq!(house.catalog.publish(other).await.unwrap(), Published::Already);
    let event: EventBody = house.api.event(1).await.ok();
    assert_eq!((event.title_en.as_str(), event.capacity, event.price_max), ("Club night", 8, 500));
}

#[tokio::test]
async fn an_event_published_while_running_is_there_at_once() {
    let house = House::open().await;
    assert_eq!(house.catalog.publish(club(2)).await.unwrap(), Published::New);
    assert_eq!(house.api.seats(2).await.ok::<SeatMapBody>().seats.len(), 8);
    assert_eq!(house.api.events().await.ok::<EventListBody>().items.len(), 2);
}

#[tokio::test]
async fn an_event_published_by_another_process_is_found() {
    let house = House::open().await;
    house.publish_elsewhere(club(3)).await;
    assert_eq!(house.api.seats(3).await.ok::<SeatMapBody>().version, 0);
}

#[tokio::test]
async fn the_time_of_sale_moves_also_in_the_seat_store() {
    let house = House::open().await;
    let later = Timestamp::from_micros(1_790_000_000_000_000);
    house.catalog.move_on_sale(event_id(1), later).await.unwrap();
    let meta = EventMeta { event: event_id(1), seat_count: 8, on_sale_at: later };
    assert_eq!(house.reservations.metas().last(), Some(&meta));
    let event: EventBody = house.api.event(1).await.ok();
    assert_eq!(event.on_sale_at.0, later);
    let unknown = house.catalog.move_on_sale(event_id(9), later).await;
    assert!(matches!(unknown, Err(CatalogError::UnknownEvent)));
}

#[tokio::test]
async fn an_event_is_installed_when_the_seat_store_is_back() {
    let house = House::open().await;
    house.reservations.set_down(true);
    let refused = house.catalog.publish(club(2)).await;
    assert!(matches!(refused, Err(CatalogError::Reservations(_))), "{refused:?}");
    house.reservations.set_down(false);
    assert_eq!(house.catalog.publish(club(2)).await.unwrap(), Published::Already);
    assert_eq!(house.api.seats(2).await.ok::<SeatMapBody>().seats.len(), 8);
}

#[tokio::test]
async fn every_start_installs_every_event_in_the_seat_store() {
    let house = House::open_with(Config::default(), vec![club(1), club(2)]).await;
    house.loaded().await;
    for event in [1, 2] {
        let installed =
            house.reservations.metas().iter().filter(|meta| meta.event == event_id(event)).count();
        assert_eq!(installed, 2, "once when it was published and once at the start");
    }
}

#[tokio::test]
async fn buyers_and_neighbours_learn_whose_event_it_is() {
    let of_organization = NewEvent { organization: Some(Uuid::from_u128(7)), ..club(2) };
    let house = House::open_with(Config::default(), vec![club(1), of_organization]).await;
    house.loaded().await;
    for (event, organization) in [(1, None), (2, Some(Uuid::from_u128(7)))] {
        let shown: EventBody = house.api.event(event).await.ok();
        let meta = house.catalog.meta(event_id(event)).await.unwrap();
        assert_eq!((shown.organization_id, meta.organization_id), (organization, organization));
    }
}

#[tokio::test]
async fn an_order_learns_what_each_seat_costs() {
    let house = House::open().await;
    let map = house.catalog.map(event_id(1)).await.unwrap().unwrap();
    let prices = map.plan().prices();
    assert_eq!(prices.currency.to_string(), "KRW");
    assert_eq!(
        [1, 6, 7, 8, 9].map(|seat| prices.price_of(seat_id(seat))),
        [Some(500), Some(500), Some(300), Some(300), None]
    );
    assert!(house.catalog.map(event_id(9)).await.unwrap().is_none());
}

#[tokio::test]
async fn an_impossible_event_is_refused() {
    let house = House::open().await;
    let mut nameless = club(2);
    nameless.title = Bilingual::new("이름", "");
    let mut outside = club(2);
    outside.rows = 2;
    let mut on_seats = club(2);
    on_seats.stage = Some(Stage { top: 1, left: 1, rows: 1, cols: 1 });
    for event in [nameless, outside, on_seats] {
        assert!(matches!(house.catalog.publish(event).await, Err(CatalogError::Invalid(_))));
    }
    assert_eq!(house.api.events().await.ok::<EventListBody>().items.len(), 1);
}
