//! `GET /api/payments/methods`: what a buyer can pay with, and whether any of it is real.

use actix_web::web::{Data, Json};
use contracts::http::payment::PaymentMethodsBody;

use super::convert;
use crate::app::Payments;

/// The payment methods of this shop
///
/// The same for everybody, and for as long as the service runs.
#[utoipa::path(
    get,
    path = "/api/payments/methods",
    tag = "payments",
    operation_id = "listPaymentMethods",
    responses((status = 200, description = "The methods, and whether this is a demo", body = PaymentMethodsBody))
)]
pub(super) async fn list(payments: Data<Payments>) -> Json<PaymentMethodsBody> {
    Json(convert::methods(payments.methods()))
}
