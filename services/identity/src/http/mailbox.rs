//! `GET /api/auth/mailbox`: the mails of a demo, which has no mail server.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use contracts::ErrorCode;
use server::ApiError;

use super::bodies::{LetterBody, MailboxBody};
use super::convert::NO_STORE;
use crate::app::Identity;

/// The mails of this demo
///
/// Of all its buyers, the last first. Elsewhere there is no such thing.
#[utoipa::path(
    get,
    path = "/api/auth/mailbox",
    tag = "accounts",
    operation_id = "showMailbox",
    responses(
        (status = 200, description = "The mails", body = MailboxBody),
        (status = 404, description = "NOT_FOUND: this is no demo, or it has a mail server"),
    )
)]
pub(super) async fn show(identity: Data<Identity>) -> Result<HttpResponse, ApiError> {
    let letters = identity.demo_mailbox().await?;
    let letters = letters.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "there is no mailbox here"))?;
    let items = letters.into_iter().map(|letter| LetterBody {
        to: letter.to.as_str().to_owned(),
        subject: letter.subject,
        text: letter.text,
    });
    let body = MailboxBody { items: items.collect() };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, NO_STORE)).json(body))
}
