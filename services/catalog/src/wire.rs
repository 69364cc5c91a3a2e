//! The public status of a seat and the state of a place between the domain and the wire, for every room that sends or receives them.

use contracts::http::catalog::SeatStatus as WireStatus;
use contracts::http::waiting_room::PlaceStateBody;

use crate::domain::{PlaceStage, SeatStatus};

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

impl From<PlaceStateBody> for PlaceStage {
    fn from(state: PlaceStateBody) -> Self {
        match state {
            PlaceStateBody::Registered => Self::Registered,
            PlaceStateBody::Waiting => Self::Waiting,
            PlaceStateBody::Away => Self::Away,
            PlaceStateBody::Returned => Self::Returned,
            PlaceStateBody::Called => Self::Called,
            PlaceStateBody::Active => Self::Active,
            PlaceStateBody::Ended => Self::Ended,
            PlaceStateBody::Closed => Self::Closed,
        }
    }
}

impl From<PlaceStage> for PlaceStateBody {
    fn from(state: PlaceStage) -> Self {
        match state {
            PlaceStage::Registered => Self::Registered,
            PlaceStage::Waiting => Self::Waiting,
            PlaceStage::Away => Self::Away,
            PlaceStage::Returned => Self::Returned,
            PlaceStage::Called => Self::Called,
            PlaceStage::Active => Self::Active,
            PlaceStage::Ended => Self::Ended,
            PlaceStage::Closed => Self::Closed,
        }
    }
}
