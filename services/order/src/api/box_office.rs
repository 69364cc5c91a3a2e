//! A sale at the box office: from the call to the use case, and back.

use contracts::ErrorCode;
use contracts::api::CallError;
use contracts::api::order::SellAtBoxOfficeBody;
use contracts::http::box_office::{BoxOfficeSaleBody, Tender};
use primitives::{EventId, SeatId, UserId};

use crate::app::{BoxOfficeSale, CounterSale, SaleError};
use crate::domain::{OrderDetails, OrderRequest, PaymentMethod};
use crate::http::convert::{not_stored, place_refused, status};

pub(super) fn sale(body: SellAtBoxOfficeBody) -> Result<BoxOfficeSale, CallError> {
    let SellAtBoxOfficeBody { event_id, seat_ids, holder, tender, reference, sold_by } = body;
    let seats = seat_ids.into_iter().map(SeatId::new).collect::<Result<_, _>>()?;
    let method = Some(PaymentMethod::tender(tender.method()));
    let request =
        OrderRequest::new(EventId::new(event_id)?, seats, method).map_err(|flaw| bad(flaw.to_string()))?;
    let holder = holder.credentials().ok_or_else(|| bad("no holder can have this name"))?;
    let named = |name: String| UserId::parse(&name).ok_or_else(|| bad("no account has this name"));
    let seller = sold_by.map(named).transpose()?;
    Ok(BoxOfficeSale { request, sale: CounterSale { reference, seller }, holder })
}

pub(super) fn body(details: OrderDetails, tender: Tender, reference: String) -> BoxOfficeSaleBody {
    let OrderDetails { order, progress, timeline: _ } = details;
    BoxOfficeSaleBody {
        order_id: *order.id.as_uuid(),
        status: status(progress.state.status()),
        event_id: order.event.get(),
        seat_ids: order.seats().map(SeatId::get).collect(),
        amount: order.price.amount,
        currency: order.price.currency.to_string(),
        tender,
        reference,
    }
}

pub(super) fn refused(error: SaleError) -> CallError {
    match error {
        SaleError::Undone => {
            let message = "the seats could not be sold, and are free again: give the money back";
            CallError::refused(ErrorCode::ReservationConflict, message)
        }
        SaleError::Place(error) => place_refused(error).into(),
        SaleError::Store(error) => not_stored(error.is_transient(), error).into(),
    }
}

fn bad(message: impl Into<String>) -> CallError {
    CallError::refused(ErrorCode::BadRequest, message)
}
