//! The catalog creates seats at reservation and takes snapshots; reservation reads of the catalog what an event is.

use std::time::Duration;

use catalog::adapters::neighbours::SeatSource;
use catalog::domain::SeatStatus;
use catalog::ports::{EventMeta, ReservationsError, SeatSnapshots};
use primitives::{HoldOwner, TierName, Timestamp};
use reservation::adapters::neighbours::CatalogEvents;
use reservation::app::{HoldRequest, Wanted};
use reservation::domain::{GridArea, SectionRows, UnitRange};
use reservation::ports::Events;

use super::{Street, call, event, nowhere, seat};

#[tokio::test]
async fn a_snapshot_over_http_is_the_map_of_the_seat_store() {
    let street = Street::open().await;
    let reservations = SeatSource(call(&street.reservation.internal_url, "catalog"));
    let wanted = Wanted::Seats(vec![seat(3), seat(20_000)]);
    let life = Duration::from_secs(120);
    let owner = HoldOwner::Anonymous;
    street
        .reservations
        .hold(HoldRequest { event: event(4), wanted, owner, guest: None, life, key: None })
        .await
        .unwrap();
    let snapshot = reservations.snapshot(event(4)).await.unwrap();
    assert_eq!((snapshot.statuses.seats(), snapshot.statuses.count(SeatStatus::Held)), (20_000, 2));
    assert_eq!(snapshot.statuses.get(seat(20_000)), Some(SeatStatus::Held));
    let stored = street.reservations.snapshot(event(4)).await.unwrap();
    assert_eq!((snapshot.position.epoch, snapshot.position.version), (stored.epoch, stored.version));
    let unknown = reservations.snapshot(event(77)).await.unwrap_err();
    assert!(matches!(unknown, ReservationsError::UnknownEvent), "{unknown:?}");
}

#[tokio::test]
async fn an_event_is_installed_over_http_and_again_without_effect() {
    let street = Street::open().await;
    let reservations = SeatSource(call(&street.reservation.internal_url, "catalog"));
    let meta = EventMeta { event: event(99), seat_count: 5, on_sale_at: Timestamp::from_micros(1) };
    let epoch = reservations.install(meta).await.unwrap();
    assert_eq!(reservations.install(meta).await.unwrap(), epoch);
    assert_eq!(reservations.snapshot(event(99)).await.unwrap().statuses.seats(), 5);
}

#[tokio::test]
async fn the_catalog_says_what_is_published_to_the_microsecond() {
    let street = Street::open().await;
    let events = CatalogEvents(call(&street.catalog.internal_url, "reservation"));
    let hall = events.published(event(2)).await.unwrap().unwrap();
    assert_eq!((hall.meta.event, hall.meta.seat_count), (event(2), 1_200));
    assert!(hall.begins_at.unwrap() > hall.meta.on_sale_at);
    let later = events.published(event(5)).await.unwrap().unwrap();
    assert!(later.meta.on_sale_at > hall.meta.on_sale_at);
    assert!(events.published(event(77)).await.unwrap().is_none());
    CatalogEvents(call(&nowhere(), "reservation")).published(event(2)).await.unwrap_err();
}

#[tokio::test]
async fn a_plan_over_http_says_where_seats_and_units_are_and_at_which_prices() {
    let street = Street::open().await;
    let events = CatalogEvents(call(&street.catalog.internal_url, "reservation"));
    let plan = events.plan(event(8)).await.unwrap().unwrap();
    let [balcony, floor] = plan.sections() else { panic!("{plan:?}") };
    assert_eq!((balcony.name.as_str(), balcony.units, balcony.tiers.len()), ("BALCONY", None, 0));
    let area = GridArea { top: 13, left: 1, rows: 8, cols: 30 };
    assert_eq!((balcony.price, balcony.rows), (99_000, Some(SectionRows { first: seat(1), area })));
    assert_eq!((floor.units, floor.rows), (Some(UnitRange { first: seat(241), last: seat(840) }), None));
    let tiers: Vec<_> = floor.tiers.iter().map(|tier| (tier.name.clone(), tier.price)).collect();
    assert_eq!(tiers, [(TierName::ADULT, 77_000), (TierName::YOUTH, 55_000)]);
    assert_eq!(plan.set_aside(), [211, 212, 239, 240].map(seat));
    assert_eq!(plan.guards(&[seat(2)], Timestamp::from_micros(0)).len(), 2, "it wants no single seats");
    assert!(events.plan(event(77)).await.unwrap().is_none());
    CatalogEvents(call(&nowhere(), "reservation")).plan(event(8)).await.unwrap_err();
}
