//! Which layouts are accepted, and how their seats are numbered.

use primitives::TierName;

use super::*;
use crate::domain::{PriceTier, SectionArc};

fn section(name: &str, top: u32, left: u32, rows: u32, cols: u32) -> Section {
    Section::new(name, 100).at(top, left).sized(rows, cols)
}

#[test]
fn seats_are_numbered_by_section_then_row_then_column() {
    let layout = Layout::new(3, 4, vec![section("A", 2, 3, 2, 2), section("B", 1, 1, 1, 2)]).unwrap();
    let locations: Vec<_> = layout
        .locations()
        .map(|location| (location.seat.get(), location.r, location.c, location.section))
        .collect();
    let expected = [(1, 2, 3, 0), (2, 2, 4, 0), (3, 3, 3, 0), (4, 3, 4, 0), (5, 1, 1, 1), (6, 1, 2, 1)];
    assert_eq!(locations, expected);
    assert_eq!(layout.capacity(), 6);
}

#[test]
fn neighbours_may_touch_but_not_overlap() {
    let touching = vec![section("A", 1, 1, 2, 2), section("B", 1, 3, 2, 2), section("C", 3, 1, 1, 4)];
    assert!(Layout::new(3, 4, touching).is_ok());
    for second in [section("B", 2, 2, 1, 1), section("B", 1, 1, 3, 4), section("B", 1, 2, 1, 2)] {
        let layout = Layout::new(3, 4, vec![section("A", 1, 1, 2, 2), second]);
        assert_eq!(layout, Err(InvalidLayout::Overlap { first: "A".to_owned(), second: "B".to_owned() }));
    }
}

#[test]
fn what_no_hall_can_be_is_refused() {
    let outside = || Err(InvalidLayout::Outside { name: "A".to_owned() });
    let one = |section| Layout::new(3, 4, vec![section]);
    assert_eq!(one(section("A", 0, 1, 1, 1)), outside());
    assert_eq!(one(section("A", 1, 0, 1, 1)), outside());
    assert_eq!(one(section("A", 1, 1, 0, 1)), outside());
    assert_eq!(one(section("A", 1, 1, 4, 1)), outside());
    assert_eq!(one(section("A", 1, 2, 1, 4)), outside());
    assert_eq!(one(section("A", u32::MAX, u32::MAX, u32::MAX, u32::MAX)), outside());
    assert_eq!(one(section("", 1, 1, 1, 1)), Err(InvalidLayout::Name { name: String::new() }));
    assert!(matches!(one(Section::new("A", -1)), Err(InvalidLayout::Price { .. })));
    assert!(matches!(one(Section::new("A", i64::MAX)), Err(InvalidLayout::Price { .. })));
    assert_eq!(Layout::new(3, 4, vec![]), Err(InvalidLayout::SectionCount { count: 0 }));
    assert!(matches!(Layout::new(0, 4, vec![section("A", 1, 1, 1, 1)]), Err(InvalidLayout::Grid { .. })));
    let twice = vec![section("A", 1, 1, 1, 1), section("A", 2, 1, 1, 1)];
    assert!(matches!(Layout::new(3, 4, twice), Err(InvalidLayout::SameName { .. })));
    let huge = Layout::new(2_000, 2_000, vec![section("A", 1, 1, 1_000, 1_000)]);
    assert_eq!(huge, Err(InvalidLayout::Capacity { count: 1_000_000 }));
}

#[test]
fn a_section_is_drawn_on_an_arc_that_its_rows_fit_on() {
    let front = Point { x: 10, y: 10 };
    let drawn = |radius| {
        let arc = SectionArc { front, turn: 0, radius };
        Layout::new(3, 20, vec![Section::new("A", 100).sized(2, 20).on(arc)])
    };
    assert!(drawn(0).is_ok() && drawn(100).is_ok());
    assert!(matches!(drawn(99), Err(InvalidLayout::Arc { source: InvalidArc::Radius, .. })));
}

#[test]
fn an_outline_is_a_polygon_near_the_seats_or_nothing() {
    let outlined = |corners: usize, x| {
        let layout = Layout::new(1, 1, vec![section("A", 1, 1, 1, 1)]).unwrap();
        layout.with_outline(vec![Point { x, y: 0 }; corners])
    };
    for corners in [0, 3, Layout::CORNERS_MAX] {
        assert_eq!(outlined(corners, 0).unwrap().outline().len(), corners);
    }
    for corners in [1, 2, Layout::CORNERS_MAX + 1] {
        assert_eq!(outlined(corners, 0), Err(InvalidLayout::Outline { count: corners }));
    }
    assert_eq!(outlined(3, Point::SIDE_MAX + 1), Err(InvalidLayout::Outline { count: 3 }));
}

#[test]
fn a_flag_is_of_a_seat_that_exists_and_of_each_once() {
    let seat = |id| SeatId::new(id).unwrap();
    let flagged = |ids: &[i64]| {
        let layout = Layout::new(1, 2, vec![section("A", 1, 1, 1, 2)]).unwrap();
        layout.with_flags(ids.iter().map(|id| (seat(*id), SeatFlag::Accessible)).collect())
    };
    let sorted = [(seat(1), SeatFlag::Accessible), (seat(2), SeatFlag::Accessible)];
    assert_eq!(flagged(&[2, 1]).unwrap().flags(), sorted);
    assert_eq!(flagged(&[2, 1, 2]), Err(InvalidLayout::Flag { seat: seat(2) }));
    assert_eq!(flagged(&[3]), Err(InvalidLayout::Flag { seat: seat(3) }));
}

fn standing(name: &str, capacity: u32, prices: &[(&str, i64)]) -> Section {
    let tier = |(name, price): &(&str, i64)| PriceTier::new(TierName::parse(name).unwrap(), *price);
    section(name, 3, 1, 1, 4).standing(capacity, prices.iter().map(tier).collect())
}

#[test]
fn units_follow_the_seats_and_have_no_place() {
    let field = standing("FIELD", 100, &[("adult", 5), ("youth", 3)]);
    let layout = Layout::new(3, 4, vec![section("A", 1, 1, 2, 3), field.clone()]).unwrap();
    assert_eq!((layout.capacity(), layout.seated(), layout.locations().count()), (106, 6, 6));
    let ranges: Vec<_> = layout.ranges().map(|range| (range.first.get(), range.last.get())).collect();
    assert_eq!(ranges, [(1, 6), (7, 106)]);
    assert_eq!(field.price, 5, "what a unit costs for a buyer who names no tier");
    let flags = vec![(SeatId::new(7).unwrap(), SeatFlag::Accessible)];
    assert!(layout.with_flags(flags).is_err(), "a unit is no place for a wheelchair");

    let behind = Layout::new(3, 4, vec![field, section("A", 1, 1, 2, 3)]);
    assert_eq!(behind, Err(InvalidLayout::SeatsBehindUnits { name: "A".to_owned() }));
}

#[test]
fn a_standing_section_has_room_and_prices_that_can_be_told_apart() {
    let one = |section| Layout::new(3, 4, vec![section]).map(|layout| layout.capacity());
    assert_eq!(one(standing("F", 1, &[])), Ok(1));
    assert_eq!(one(standing("F", 0, &[])), Err(InvalidLayout::Capacity { count: 0 }));
    assert_eq!(one(standing("F", 100_001, &[])), Err(InvalidLayout::Capacity { count: 100_001 }));
    let tiers = || Err(InvalidLayout::Tiers { name: "F".to_owned() });
    assert_eq!(one(standing("F", 9, &[("adult", 5), ("adult", 3)])), tiers());
    assert_eq!(one(standing("F", 9, &[("adult", 5), ("youth", -1)])), tiers());
    let dearer = Section { price: 6, ..standing("F", 9, &[("adult", 5)]) };
    assert_eq!(one(dearer), tiers());
    let names: Vec<String> = (0..=Layout::TIERS_MAX).map(|number| format!("t{number}")).collect();
    let many: Vec<(&str, i64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    assert_eq!(one(standing("F", 9, &many)), tiers());
    let rows = u32::try_from(Layout::POOLS_MAX).unwrap() + 1;
    let pools = (1..=rows).map(|row| section(&format!("F{row}"), row, 1, 1, 1).standing(1, Vec::new()));
    let count = rows as usize;
    assert_eq!(Layout::new(rows, 4, pools.collect()), Err(InvalidLayout::PoolCount { count }));
}
