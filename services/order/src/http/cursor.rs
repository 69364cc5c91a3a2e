//! The cursor of the list of orders as text: creation and id of the last order of a page.

use primitives::Timestamp;

use crate::domain::OrderCursor;

pub fn write(cursor: OrderCursor) -> String {
    format!("{}.{}", cursor.created.as_micros(), cursor.order)
}

pub fn parse(text: &str) -> Option<OrderCursor> {
    let (created, order) = text.split_once('.')?;
    let created = created.parse().ok().filter(|micros| *micros >= 0).map(Timestamp::from_micros)?;
    let cursor = OrderCursor { created, order: order.parse().ok()? };
    // Every cursor has one spelling, so any other was not issued by us.
    (write(cursor) == text).then_some(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = OrderCursor {
            created: Timestamp::from_micros(1_767_225_600_000_000),
            order: "0199a1b2-0000-8000-8000-000000000001".parse().unwrap(),
        };
        assert_eq!(parse(&write(cursor)), Some(cursor));
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
