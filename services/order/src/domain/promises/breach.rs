//! The promises by name and number, and what is reported when one is broken.

use std::fmt;

use primitives::{EventId, OrderId, SeatId};

/// The invariants, numbered as in the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Promise {
    NoDoubleSale,
    BooksAgree,
    OrdersEnd,
    MoneyFollows,
    HoldsLapse,
    SeatsAreKept,
    MapsAreTrue,
    MessagesInOrder,
    OneOrderAKey,
    CalledInOrder,
    CapIsKept,
    OneAdmissionAVisitor,
    HoldsAreAdmitted,
    LineIsTrue,
    DrawIsFair,
    AdmissionsEnd,
    PoolsAddUp,
    BuyersAreLimited,
    StockIsTrue,
    NoSeatIsLeftSingle,
}

impl Promise {
    pub const ALL: [Self; 20] = [
        Self::NoDoubleSale,
        Self::BooksAgree,
        Self::OrdersEnd,
        Self::MoneyFollows,
        Self::HoldsLapse,
        Self::SeatsAreKept,
        Self::MapsAreTrue,
        Self::MessagesInOrder,
        Self::OneOrderAKey,
        Self::CalledInOrder,
        Self::CapIsKept,
        Self::OneAdmissionAVisitor,
        Self::HoldsAreAdmitted,
        Self::LineIsTrue,
        Self::DrawIsFair,
        Self::AdmissionsEnd,
        Self::PoolsAddUp,
        Self::BuyersAreLimited,
        Self::StockIsTrue,
        Self::NoSeatIsLeftSingle,
    ];

    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::NoDoubleSale => "I1",
            Self::BooksAgree => "I2",
            Self::OrdersEnd => "I3",
            Self::MoneyFollows => "I4",
            Self::HoldsLapse => "I5",
            Self::SeatsAreKept => "I6",
            Self::MapsAreTrue => "I7",
            Self::MessagesInOrder => "I8",
            Self::OneOrderAKey => "I9",
            Self::CalledInOrder => "I10",
            Self::CapIsKept => "I11",
            Self::OneAdmissionAVisitor => "I12",
            Self::HoldsAreAdmitted => "I13",
            Self::LineIsTrue => "I14",
            Self::DrawIsFair => "I15",
            Self::AdmissionsEnd => "I16",
            Self::PoolsAddUp => "I17",
            Self::BuyersAreLimited => "I18",
            Self::StockIsTrue => "I19",
            Self::NoSeatIsLeftSingle => "I21",
        }
    }

    /// None: there is no such promise.
    #[must_use]
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|promise| promise.id() == id)
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A broken promise, and the event, order and seat that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    pub promise: Promise,
    pub event: Option<EventId>,
    pub order: Option<OrderId>,
    pub seat: Option<SeatId>,
    pub what: String,
}

impl Breach {
    #[must_use]
    pub fn of(promise: Promise, what: impl Into<String>) -> Self {
        Self { promise, event: None, order: None, seat: None, what: what.into() }
    }

    #[must_use]
    pub fn at(self, event: EventId) -> Self {
        Self { event: Some(event), ..self }
    }

    pub(crate) fn order(self, order: OrderId) -> Self {
        Self { order: Some(order), ..self }
    }

    pub(crate) fn seat(self, seat: SeatId) -> Self {
        Self { seat: Some(seat), ..self }
    }

    /// Whether both concern the same thing, though its state may have changed in between.
    #[must_use]
    pub fn is_about_the_same_as(&self, other: &Self) -> bool {
        let subject = |breach: &Self| (breach.promise, breach.event, breach.order, breach.seat);
        subject(self) == subject(other)
    }
}
