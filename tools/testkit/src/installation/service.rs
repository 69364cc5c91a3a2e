//! The four services by their names, paths and binaries.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    Catalog,
    Reservation,
    Order,
    Payment,
}

impl Service {
    pub const ALL: [Self; 4] = [Self::Catalog, Self::Reservation, Self::Order, Self::Payment];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Reservation => "reservation",
            Self::Order => "order",
            Self::Payment => "payment",
        }
    }

    /// Where its part of the API begins.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Catalog => "/api/events",
            Self::Reservation => "/api/reservations",
            Self::Order => "/api/orders",
            Self::Payment => "/api/payments",
        }
    }

    #[must_use]
    pub fn binary(self) -> String {
        format!("holdfast-{}", self.name())
    }

    /// Reservation keeps everything in Redis.
    #[must_use]
    pub const fn has_database(self) -> bool {
        !matches!(self, Self::Reservation)
    }
}
