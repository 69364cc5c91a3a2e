//! Standing sections: units are counted, in every form of the map and on its streams.

use catalog::Config;
use catalog::domain::SeatStatus::{Available, Held, Sold};
use catalog::domain::{NewEvent, PriceTier, SeatFlag, Section, Stage};
use contracts::api::CatalogApi;
use contracts::api::catalog::GridAreaBody;
use contracts::http::catalog::{EventBody, LayoutBody, PoolBody, SeatMapBody, StandingRoomBody, TierBody};
use primitives::{TierName, Timestamp};
use testkit::eventually;
use testkit::stream::{Mode, SeatMapClient};

use crate::house::{House, SOON, club, event_id, seat_id};

fn tiers() -> Vec<PriceTier> {
    vec![PriceTier::new(TierName::ADULT, 200), PriceTier::new(TierName::YOUTH, 100).at_most(3)]
}

/// The seats 1 to 8 of the club, and behind them ten units.
fn mixed(id: i64) -> NewEvent {
    let mut event = club(id);
    event.rows = 6;
    event.stage = Some(Stage { top: -1, left: 1, rows: 2, cols: 3 });
    event.sections.push(Section::new("FIELD", 0).at(4, 1).sized(3, 3).standing(10, tiers()));
    event
}

async fn house() -> House {
    let house = House::open_with(Config::default(), vec![mixed(1)]).await;
    house.loaded().await;
    house
}

fn field(available: u32, held: u32, sold: u32) -> PoolBody {
    PoolBody { section: "FIELD".to_owned(), capacity: 10, available, held, sold }
}

#[tokio::test]
async fn a_layout_says_how_many_may_stand_and_at_which_prices() {
    let house = house().await;
    let event: EventBody = house.api.event(1).await.ok();
    assert_eq!((event.capacity, event.available, event.price_min, event.price_max), (18, 18, 100, 500));
    let layout: LayoutBody = house.api.layout(1).await.ok();
    assert_eq!((layout.r.len(), layout.c.len(), layout.section.len()), (8, 8, 8));
    let tier = |name: &str, price, cap| TierBody { name: name.to_owned(), price, cap };
    let standing =
        StandingRoomBody { capacity: 10, tiers: vec![tier("adult", 200, None), tier("youth", 100, Some(3))] };
    let section = layout.sections.last().unwrap();
    assert_eq!((section.price, section.standing.as_ref()), (200, Some(&standing)));
}

#[tokio::test]
async fn both_forms_of_the_map_count_units_and_list_seats() {
    let house = house().await;
    let at = house.change_all(1, &[(8, Sold), (9, Held), (10, Sold), (18, Sold)]).await;
    house.until(1, at).await;
    let map: SeatMapBody = house.api.seats(1).await.ok();
    assert_eq!(map.seats.len(), 8);
    assert_eq!(map.pools, [field(7, 1, 2)]);
    let packed = house.api.packed_seats(1).await;
    assert_eq!(packed.bytes, [0, 0b1000_0000], "the bytes of eight seats");
    assert_eq!(packed.header("Seat-Pools"), Some("7/1/2"));
    let event: EventBody = house.api.event(1).await.ok();
    assert_eq!(event.available, 14);
}

#[tokio::test]
async fn both_streams_say_what_is_left_of_a_pool() {
    let house = house().await;
    let mut followers = Vec::new();
    for mode in [Mode::Single, Mode::Batch] {
        followers.push(SeatMapClient::ready(&house.api, 1, mode).await);
    }
    house.change_all(1, &[(9, Held), (1, Held), (10, Held)]).await;
    house.change(1, 9, Sold).await;
    let at = house.change(1, 10, Available).await;
    for follower in &followers {
        eventually("the follower has every change", SOON, async || {
            follower.position().filter(|position| position.version == at.version)
        })
        .await;
        let map = follower.map();
        assert_eq!(map.pools().values().collect::<Vec<_>>(), [&field(9, 0, 1)]);
        assert_eq!(map.statuses().len(), 8, "a unit is not listed: {:?}", map.statuses());
        assert_eq!(follower.violations(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn prices_name_the_sections_and_their_tiers() {
    let house = house().await;
    let prices = CatalogApi::prices(house.catalog.as_ref(), event_id(1)).await.unwrap();
    let of: Vec<_> =
        prices.ranges.iter().map(|range| (range.section.as_deref(), range.standing, range.area)).collect();
    let area = |top, left, rows, cols| Some(GridAreaBody { top, left, rows, cols });
    let expected = [
        (Some("A"), false, area(1, 1, 2, 3)),
        (Some("B"), false, area(3, 2, 1, 2)),
        (Some("FIELD"), true, None),
    ];
    assert_eq!(of, expected);
    let tier = |name: &str, price, cap| TierBody { name: name.to_owned(), price, cap };
    assert_eq!(prices.ranges.last().unwrap().tiers, [tier("adult", 200, None), tier("youth", 100, Some(3))]);
    assert_eq!((prices.stage, prices.singles_from_us), (area(-1, 1, 2, 3), None));
}

#[tokio::test]
async fn the_rules_of_a_sale_are_kept_and_shown() {
    let until = Timestamp::from_micros(1_799_000_000_000_000);
    let flags = vec![(seat_id(4), SeatFlag::Companion), (seat_id(1), SeatFlag::Accessible)];
    let event = NewEvent { flags, singles_from: Some(until), buyer_limit: Some(4), ..club(1) };
    let house = House::open_with(Config::default(), vec![event]).await;
    let prices = CatalogApi::prices(house.catalog.as_ref(), event_id(1)).await.unwrap();
    assert_eq!((prices.set_aside, prices.singles_from_us), (vec![1, 4], Some(until.as_micros())));
    let layout: LayoutBody = house.api.layout(1).await.ok();
    assert_eq!((prices.buyer_limit, layout.buyer_limit), (Some(4), Some(4)));
}
