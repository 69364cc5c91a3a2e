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

impl HoldId {
    const RANDOM_BITS: u32 = 59;

    /// An id that carries its event, so that a hold is found by its id alone: a UUIDv8 of the event and 59 random bits.
    #[must_use]
    pub fn at(event: EventId, random: u64) -> Self {
        let random = u128::from(random) & low_bits(Self::RANDOM_BITS);
        let payload = u128::from(event.get().unsigned_abs()) << Self::RANDOM_BITS | random;
        // In the places that RFC 9562 leaves free: 48 bits, 12 behind the version, and 62 behind the variant.
        let (first, second, third) = (payload >> 74, payload >> 62 & low_bits(12), payload & low_bits(62));
        Self(Uuid::from_u128(first << 80 | 8 << 76 | second << 64 | 2 << 62 | third))
    }

    /// None: it is the id of no hold that was made since ids carry their event.
    #[must_use]
    pub fn event(&self) -> Option<EventId> {
        let bits = self.0.as_u128();
        let payload = (bits >> 80) << 74 | (bits >> 64 & low_bits(12)) << 62 | bits & low_bits(62);
        let event = EventId::new(i64::try_from(payload >> Self::RANDOM_BITS).ok()?).ok()?;
        let random = u64::try_from(payload & low_bits(Self::RANDOM_BITS)).ok()?;
        (Self::at(event, random) == *self).then_some(event)
    }
}

const fn low_bits(count: u32) -> u128 {
    (1 << count) - 1
}

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
    fn a_hold_carries_its_event() {
        for event in [1, 9, 1 << 40, i64::MAX].map(|event| EventId::new(event).unwrap()) {
            let hold = HoldId::at(event, u64::MAX);
            assert_eq!(hold.event(), Some(event));
            assert_eq!(hold.as_uuid().get_version_num(), 8);
            assert_eq!(hold.as_uuid().get_variant(), uuid::Variant::RFC4122);
            assert_ne!(hold, HoldId::at(event, 0));
        }
    }

    #[test]
    fn other_ids_carry_no_event() {
        let time_based = "0190f3a0-0000-7000-8000-000000000000".parse::<HoldId>().unwrap();
        for other in [HoldId::from_uuid(Uuid::nil()), HoldId::from_uuid(Uuid::max()), time_based] {
            assert_eq!(other.event(), None, "{other}");
        }
    }

    #[test]
    fn a_seat_and_its_index_name_each_other() {
        let seat = SeatId::new(20_000).unwrap();
        assert_eq!(seat.index(), 19_999);
        assert_eq!(SeatId::at_index(seat.index()), Ok(seat));
    }
}
