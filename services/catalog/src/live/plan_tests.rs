//! The prepared texts are the same JSON as the bodies of the contract.

use contracts::http::catalog::{SeatBody, SeatMapBody};
use primitives::TierName;

use super::*;
use crate::domain::{MapPosition, Section, Statuses};

fn event(id: i64) -> EventId {
    EventId::new(id).unwrap()
}

fn layout() -> Layout {
    let quoted = Section::new("1층 \"A\"\\", 55_000).at(1, 2).sized(1, 2);
    Layout::new(3, 3, vec![quoted, Section::new("B", 0).at(2, 1).sized(2, 1)]).unwrap()
}

#[test]
fn the_seat_map_is_the_json_of_its_body() {
    use SeatStatus::{Available, Held, Sold};

    let plan = SeatPlan::new(event(7), Currency::KRW, layout()).unwrap();
    let statuses: Statuses = [Available, Held, Sold, Available].into_iter().collect();
    let json = plan.seat_map(&Snapshot { position: MapPosition::new(2, 9), statuses }).unwrap();

    let seat = |id, r, c, section: &str, price, status: SeatStatus| {
        let section = section.to_owned();
        SeatBody { id, r, c, section, price, status: status.into() }
    };
    let seats = vec![
        seat(1, 1, 2, "1층 \"A\"\\", 55_000, Available),
        seat(2, 1, 3, "1층 \"A\"\\", 55_000, Held),
        seat(3, 2, 1, "B", 0, Sold),
        seat(4, 3, 1, "B", 0, Available),
    ];
    let body = SeatMapBody { event_id: 7, epoch: 2, version: 9, rows: 3, cols: 3, seats, pools: Vec::new() };
    assert_eq!(String::from_utf8(json).unwrap(), serde_json::to_string(&body).unwrap());
}

fn mixed() -> Layout {
    let tiers =
        [(TierName::ADULT, 400), (TierName::YOUTH, 200)].map(|(name, price)| PriceTier::new(name, price));
    let field = Section::new("\"field\"", 0).at(3, 1).sized(1, 3).standing(7, tiers.to_vec());
    Layout::new(3, 3, vec![Section::new("A", 500).sized(1, 3), field]).unwrap()
}

#[tokio::test]
async fn units_are_counted_and_stand_in_no_column() {
    use SeatStatus::{Available, Held, Sold};

    let plan = SeatPlan::new(event(7), Currency::KRW, mixed()).unwrap();
    let statuses: Statuses = [Sold, Held, Held, Held, Sold, Sold, Available, Available, Available, Available]
        .into_iter()
        .collect();
    assert_eq!(plan.packed_pools(&statuses).as_deref(), Some("4/1/2"));
    let json = plan.seat_map(&Snapshot { position: MapPosition::new(2, 9), statuses }).unwrap();
    let body: SeatMapBody = serde_json::from_slice(&json).unwrap();
    assert_eq!(body.seats.iter().map(|seat| seat.id).collect::<Vec<_>>(), [1, 2, 3]);
    let pool = PoolBody { section: "\"field\"".to_owned(), capacity: 7, available: 4, held: 1, sold: 2 };
    assert_eq!(body.pools, [pool]);
    assert_eq!(String::from_utf8(json).unwrap(), serde_json::to_string(&body).unwrap());

    let body: LayoutBody = serde_json::from_slice(&plan.layout_body().await.unwrap().plain).unwrap();
    assert_eq!((body.r.len(), body.c.len(), body.section), (3, 3, vec![0, 0, 0]));
    let standing = body.sections[1].standing.as_ref().unwrap();
    assert_eq!((standing.capacity, standing.tiers.len(), body.sections[1].price), (7, 2, 400));
    assert_eq!(body.sections[0].standing, None);
}

#[tokio::test]
async fn the_layout_has_a_column_entry_for_each_seat() {
    let plan = SeatPlan::new(event(7), Currency::KRW, layout()).unwrap();
    let body: LayoutBody = serde_json::from_slice(&plan.layout_body().await.unwrap().plain).unwrap();
    assert_eq!((body.r, body.c, body.section), (vec![1, 1, 2, 3], vec![2, 3, 1, 1], vec![0, 0, 1, 1]));
    assert_eq!(body.currency, "KRW");
}

#[test]
fn another_layout_or_price_has_another_hash() {
    let hash_of =
        |id, layout| SeatPlan::new(event(id), Currency::KRW, layout).unwrap().layout_hash().to_owned();
    let dearer = {
        let mut sections = layout().sections().to_vec();
        sections[0].price += 1;
        Layout::new(3, 3, sections).unwrap()
    };
    assert_eq!(hash_of(7, layout()), hash_of(7, layout()));
    assert_eq!(hash_of(7, layout()).len(), 2 * HASH_BYTES);
    assert_ne!(hash_of(7, layout()), hash_of(7, dearer));
    assert_ne!(hash_of(7, layout()), hash_of(8, layout()));
    let staged = |top| layout().with_stage(Some(Stage { top, left: 1, rows: 1, cols: 3 })).unwrap();
    assert_ne!(hash_of(7, layout()), hash_of(7, staged(0)));
    assert_ne!(hash_of(7, staged(0)), hash_of(7, staged(-1)));
}

#[test]
fn a_layout_of_before_there_were_stages_keeps_its_hash() {
    let plan = SeatPlan::new(event(7), Currency::KRW, layout()).unwrap();
    assert_eq!(plan.layout_hash(), "b8d58f10a3c6fb5593ea4b038a0761f9");
}
