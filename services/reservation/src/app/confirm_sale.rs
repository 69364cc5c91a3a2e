//! The staff of a box office sells what any buyer holds, or what it holds itself.

use contracts::api::CallError;
use contracts::api::order::SellAtBoxOfficeBody;
use contracts::http::box_office::{BoxOfficeSaleBody, Tender};
use primitives::{Credentials, EventId, HoldId, HoldOwner, SeatId};
use uuid::Uuid;

use super::reservations::Reservations;
use crate::domain::Seat;
use crate::ports::Unavailable;

#[derive(Debug, Clone)]
pub struct ConfirmRequest {
    pub event: EventId,
    /// The holder of this one is the buyer of all.
    pub seat: SeatId,
    pub seats: Vec<SeatId>,
    pub tender: Tender,
    /// Of the receipt.
    pub reference: String,
    /// The account of the one who sells.
    pub sold_by: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    #[error("this service sells nothing")]
    SellsNothing,
    #[error(transparent)]
    Seats(#[from] Unavailable),
    #[error(transparent)]
    Order(#[from] CallError),
}

impl Reservations {
    /// Has an order written for the holder of the seats, which takes them by their hold. Where there is none any more, or another one, the claim of
    /// the order says so; and where the reference stands for a sale already, that is the answer.
    pub async fn confirm_sale(&self, request: ConfirmRequest) -> Result<BoxOfficeSaleBody, ConfirmError> {
        let orders = self.orders.as_ref().ok_or(ConfirmError::SellsNothing)?;
        let holder = self.holder_of(request.event, request.seat).await?;
        let body = SellAtBoxOfficeBody {
            event_id: request.event.get(),
            seat_ids: request.seats.iter().map(|seat| seat.get()).collect(),
            holder: (&holder).into(),
            tender: request.tender,
            reference: request.reference,
            sold_by: request.sold_by,
        };
        Ok(orders.sell_at_box_office(body).await?)
    }

    /// What the hold of the seat obeys.
    async fn holder_of(&self, event: EventId, seat: SeatId) -> Result<Credentials, Unavailable> {
        let records = self.records(event, SeatId::new(seat.get() - 1).ok(), 1).await?;
        let record = records.into_iter().find(|(id, _)| *id == seat).map(|(_, record)| record);
        let (user, hold) = match record {
            Some(Seat::Held(hold)) => match hold.owner {
                HoldOwner::User(user) => (Some(user), hold.id),
                HoldOwner::Anonymous => (None, hold.id),
            },
            // No seat has this hold: a free one is refused as one whose hold has expired.
            Some(Seat::Available | Seat::Pinned(_) | Seat::Sold { .. }) | None => {
                (None, HoldId::from_uuid(Uuid::nil()))
            }
        };
        Ok(Credentials { user, was_guest: None, token: Some(hold), open: false })
    }
}
