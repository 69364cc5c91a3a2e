//! The live map follows the bus, and fetches again whatever it cannot follow.

use std::sync::atomic::Ordering;

use catalog::domain::MapPosition;
use catalog::domain::SeatStatus::{Available, Held, Sold};
use contracts::http::catalog::{SeatMapBody, SeatStatus};
use contracts::messages::SeatEvent;
use testkit::stream::Mode;
use testkit::{SeatMapClient, eventually};

use crate::house::{House, SOON, event_id};

#[tokio::test]
async fn changes_arrive_in_single_streams_and_in_batches() {
    let house = House::open().await;
    let clients = [
        SeatMapClient::ready(&house.api, 1, Mode::Single).await,
        SeatMapClient::ready(&house.api, 1, Mode::Batch).await,
    ];
    house.change_all(1, &[(1, Held), (2, Held), (1, Sold), (2, Available), (8, Sold)]).await;
    for client in &clients {
        client.until_status(8, SeatStatus::Sold, SOON).await;
        client.agrees_with_the_server(&house.api, 1, SOON).await;
        assert_eq!(client.map().resyncs(), 0);
    }
    assert_eq!(clients[0].map().history().len(), 5, "the single stream never coalesces");
}

#[tokio::test]
async fn changes_that_come_in_one_message_are_single_updates_and_one_batch() {
    let house = House::open().await;
    let clients = [
        SeatMapClient::ready(&house.api, 1, Mode::Single).await,
        SeatMapClient::ready(&house.api, 1, Mode::Batch).await,
    ];
    house.change_together(1, &[(1, Held), (2, Held), (1, Sold), (8, Sold)]).await;
    let last = house.change_together(1, &[(3, Held), (2, Available)]).await;
    house.until(1, last).await;
    for client in &clients {
        client.until_status(3, SeatStatus::Held, SOON).await;
        client.agrees_with_the_server(&house.api, 1, SOON).await;
        assert_eq!(client.map().resyncs(), 0);
    }
    assert_eq!(clients[0].map().history().len(), 6, "the single stream never coalesces");
    assert_eq!(house.reservations.snapshots(), 1);
}

#[tokio::test]
async fn a_message_that_overlaps_what_is_known_brings_the_rest_without_a_fetch() {
    let house = House::open().await;
    let client = SeatMapClient::ready(&house.api, 1, Mode::Single).await;
    house.change_together(1, &[(1, Held), (2, Held)]).await;
    let last = house.change_silently(1, 3, Sold);
    let overlapping = house.message_of(1, &[(2, Held), (3, Sold)], last);
    house.publish(&[overlapping.clone(), overlapping]).await;
    house.until(1, last).await;
    client.until_status(3, SeatStatus::Sold, SOON).await;
    assert_eq!(client.map().history().len(), 3);
    assert_eq!(house.reservations.snapshots(), 1);
}

#[tokio::test]
async fn a_message_of_an_earlier_release_is_followed() {
    let house = House::open().await;
    let MapPosition { epoch, version } = house.change_silently(1, 1, Sold);
    let (event_id, seat_id, status) = (1, 1, SeatStatus::Sold);
    let body = SeatEvent::SeatChanged { event_id, epoch, version, seat_id, status };
    house.publish(&[house.compose(&body)]).await;
    house.until(1, MapPosition::new(epoch, version)).await;
    assert_eq!(house.reservations.snapshots(), 1, "no fetch was needed");
}

#[tokio::test]
async fn a_change_that_is_known_already_changes_nothing() {
    let house = House::open().await;
    let first = house.change(1, 1, Held).await;
    house.change(1, 1, Sold).await;
    let repeated = house.message(1, 1, Held, first);
    house.publish(&[repeated.clone(), repeated]).await;
    let last = house.change(1, 2, Held).await;
    house.until(1, last).await;
    let map: SeatMapBody = house.api.seats(1).await.ok();
    assert_eq!(map.seats[0].status, SeatStatus::Sold);
    assert_eq!(house.reservations.snapshots(), 1);
}

#[tokio::test]
async fn a_gap_is_fetched_again_and_clients_are_told() {
    let house = House::open().await;
    let client = SeatMapClient::ready(&house.api, 1, Mode::Single).await;
    house.change_silently(1, 1, Held);
    let last = house.change(1, 2, Held).await;
    house.until(1, last).await;
    client.until_status(1, SeatStatus::Held, SOON).await;
    client.agrees_with_the_server(&house.api, 1, SOON).await;
    assert_eq!(client.map().resyncs(), 1);
    assert_eq!(house.reservations.snapshots(), 2, "one fetch at the start and one for the gap");
}

#[tokio::test]
async fn a_new_epoch_is_fetched_and_the_old_one_is_over() {
    let house = House::open().await;
    let clients = [
        SeatMapClient::ready(&house.api, 1, Mode::Single).await,
        SeatMapClient::ready(&house.api, 1, Mode::Batch).await,
    ];
    house.change(1, 1, Held).await;
    house.reservations.new_epoch(event_id(1));
    let first = house.change(1, 2, Sold).await;
    assert_eq!(first, MapPosition::new(2, 1));
    house.until(1, first).await;
    let late = house.message(1, 2, Available, MapPosition::new(1, 2));
    house.publish(&[late]).await;
    let last = house.change(1, 3, Sold).await;
    house.until(1, last).await;
    for client in &clients {
        client.until_status(3, SeatStatus::Sold, SOON).await;
        client.agrees_with_the_server(&house.api, 1, SOON).await;
    }
}

#[tokio::test]
async fn a_seat_store_that_is_down_during_a_gap_is_called_until_it_answers() {
    let house = House::open().await;
    house.reservations.set_down(true);
    house.change_silently(1, 1, Held);
    house.change(1, 2, Held).await;
    let last = house.change(1, 3, Held).await;
    let before = house.position(1).await;
    assert_eq!(house.api.seats(1).await.status, 200, "what is known is still shown");
    house.reservations.set_down(false);
    house.until(1, last).await;
    assert!(before < Some(last));
}

#[tokio::test]
async fn a_catalog_that_starts_while_the_bus_is_away_shows_maps_and_follows_them_later() {
    let house = House::open_while_the_bus_is_away().await;
    house.loaded().await;
    let client = SeatMapClient::ready(&house.api, 1, Mode::Single).await;
    let missed = house.change_silently(1, 1, Held);
    assert!(house.position(1).await < Some(missed), "nothing was published");
    house.bus_is_cut.store(false, Ordering::SeqCst);
    house.until(1, missed).await;
    let last = house.change(1, 2, Held).await;
    house.until(1, last).await;
    client.until_status(2, SeatStatus::Held, SOON).await;
    client.agrees_with_the_server(&house.api, 1, SOON).await;
}

#[tokio::test]
async fn an_event_is_installed_again_in_a_seat_store_that_lost_it() {
    let house = House::open().await;
    house.reservations.forget(event_id(1));
    let gap = house.message(1, 1, Held, MapPosition::new(1, 7));
    let before = house.reservations.metas().len();
    house.publish(&[gap]).await;
    eventually("the event is installed again", SOON, async || {
        (house.reservations.metas().len() > before).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_message_that_cannot_be_decoded_costs_a_fetch_and_nothing_else() {
    let house = House::open().await;
    let silent = house.change_silently(1, 5, Sold);
    let mut garbage = house.message(1, 5, Sold, silent);
    garbage.payload = "{".to_owned();
    house.publish(&[garbage]).await;
    house.until(1, silent).await;
    let last = house.change(1, 6, Sold).await;
    house.until(1, last).await;
}
