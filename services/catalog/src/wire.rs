//! The public status of a seat between the domain and the wire, for every room that sends or receives it.

use contracts::http::catalog::SeatStatus as WireStatus;

use crate::domain::SeatStatus;

impl From<SeatStatus> for WireStatus {
    fn from(status: SeatStatus) -> Self {
        match status {
            SeatStatus::Available => Self::Available,
            SeatStatus::Held => Self::Held,
            SeatStatus::Sold => Self::Sold,
        }
    }
}

impl From<WireStatus> for SeatStatus {
    fn from(status: WireStatus) -> Self {
        match status {
            WireStatus::Available => Self::Available,
            WireStatus::Held => Self::Held,
            WireStatus::Sold => Self::Sold,
        }
    }
}
