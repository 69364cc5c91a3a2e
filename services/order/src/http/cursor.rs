//! The cursor of the list of orders: creation and id of the last order that was seen.

use primitives::Timestamp;

use crate::ports::Place;

pub fn write(place: Place) -> String {
    format!("{}.{}", place.created.as_micros(), place.order)
}

pub fn parse(text: &str) -> Option<Place> {
    let (created, order) = text.split_once('.')?;
    let created = created.parse().ok().filter(|micros| *micros >= 0).map(Timestamp::from_micros)?;
    let place = Place { created, order: order.parse().ok()? };
    // Every place has one spelling, so whatever is spelled otherwise was not given by us.
    (write(place) == text).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let place = Place {
            created: Timestamp::from_micros(1_767_225_600_000_000),
            order: "0199a1b2-0000-8000-8000-000000000001".parse().unwrap(),
        };
        assert_eq!(parse(&write(place)), Some(place));
    }

    #[test]
    fn anything_else_is_no_cursor() {
        let id = "0199a1b2-0000-8000-8000-000000000001";
        let shouted = id.to_uppercase();
        for wrong in [
            "",
            ".",
            "1",
            "x.y",
            &format!("-1.{id}"),
            &format!("+1.{id}"),
            &format!("1.{id}."),
            &format!("1.{shouted}"),
        ] {
            assert_eq!(parse(wrong), None, "{wrong:?} passed");
        }
    }
}
