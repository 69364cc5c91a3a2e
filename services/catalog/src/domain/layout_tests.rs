//! Which layouts are accepted, and how their seats are numbered.

use super::*;

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
