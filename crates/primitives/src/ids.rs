//! Typed ids. A seat and an event are numbers that people can read; whatever a machine makes is a UUID.

use std::fmt;

use uuid::Uuid;

/// A number that cannot be the id of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is a whole number from 1 to {max}, not {value}")]
pub struct InvalidId {
    value: i64,
    max: i64,
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident, $inner:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($inner);

        impl $name {
            /// Accepts whole numbers from 1 up to what the type can hold.
            pub fn new(value: i64) -> Result<Self, InvalidId> {
                <$inner>::try_from(value)
                    .ok()
                    .filter(|id| *id >= 1)
                    .map(Self)
                    .ok_or(InvalidId { value, max: <$inner>::MAX as i64 })
            }

            #[must_use]
            pub fn get(self) -> i64 {
                self.0 as i64
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            #[must_use]
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            #[must_use]
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

number_id!(
    /// A show. Chosen by its publisher.
    EventId,
    i64
);
number_id!(
    /// A seat, numbered 1..N within its event: the N-th bit pair of the packed map belongs to seat N.
    SeatId,
    u32
);
uuid_id!(
    /// One hold of one or more seats. Public; the proof of ownership is the hold token.
    HoldId
);
uuid_id!(
    /// An order, and with it its saga, its authorization and its trace.
    OrderId
);
uuid_id!(
    /// A message on the bus: what inboxes remember.
    MessageId
);

impl SeatId {
    /// Where this seat stands in a list of all seats of its event.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize - 1
    }

    /// The seat that stands at `index` in a list of all seats of an event.
    pub fn at_index(index: usize) -> Result<Self, InvalidId> {
        i64::try_from(index).map_or(Self::new(i64::MAX), |index| Self::new(index.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_positive_numbers_within_range_are_ids() {
        for absurd in [i64::MIN, -1, 0] {
            assert!(EventId::new(absurd).is_err(), "{absurd} became an event id");
            assert!(SeatId::new(absurd).is_err(), "{absurd} became a seat id");
        }
        assert!(SeatId::new(i64::from(u32::MAX) + 1).is_err());
        assert_eq!(EventId::new(i64::MAX).unwrap().get(), i64::MAX);
    }

    #[test]
    fn a_seat_and_its_index_name_each_other() {
        let seat = SeatId::new(20_000).unwrap();
        assert_eq!(seat.index(), 19_999);
        assert_eq!(SeatId::at_index(seat.index()), Ok(seat));
    }
}
