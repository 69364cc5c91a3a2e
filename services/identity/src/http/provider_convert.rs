//! Log-ins at providers between the wire and the domain, and from refusals to their codes.

use contracts::{ErrorCode, WireTime};
use server::{ApiError, FieldFault};

use super::provider_bodies::{LinkBody, LinksBody};
use crate::app::{LoginRefusal, WaysToLogIn};
use crate::domain::{Locale, ReturnPath, UnknownLocale};
use crate::ports::ProviderError;

/// Absent: the first page.
pub(super) fn return_path(text: Option<&str>) -> Result<ReturnPath, ApiError> {
    let Some(text) = text else { return Ok(ReturnPath::default()) };
    ReturnPath::parse(text)
        .map_err(|error| ApiError::bad_input("returnTo", FieldFault::Malformed, error.to_string()))
}

/// Of the query.
pub(super) fn locale(text: Option<&str>) -> Result<Locale, ApiError> {
    let Some(text) = text else { return Ok(Locale::default()) };
    text.parse().map_err(|error: UnknownLocale| {
        ApiError::bad_input("locale", FieldFault::UnknownValue, error.to_string())
    })
}

pub(super) fn links(ways: WaysToLogIn) -> LinksBody {
    let items = ways.links.into_iter().map(|(link, title)| LinkBody {
        id: link.id,
        title,
        issuer: link.issuer,
        email: link.email.map(|email| email.as_str().to_owned()),
        created_at: WireTime(link.created_at),
    });
    LinksBody { password: ways.has_password, items: items.collect() }
}

impl From<LoginRefusal> for ApiError {
    fn from(refusal: LoginRefusal) -> Self {
        match refusal {
            LoginRefusal::NoProvider => Self::new(ErrorCode::NotFound, "there is no such provider"),
            LoginRefusal::AttemptOver => {
                let message = "this log-in was not begun in this browser, or is over: begin again";
                Self::new(ErrorCode::BadRequest, message)
            }
            LoginRefusal::BrokenOff => {
                Self::new(ErrorCode::ProviderRefused, "the log-in was broken off at the provider")
            }
            LoginRefusal::LinkRequired => {
                let message =
                    "this mailbox has an account: log in to it as before, and link the provider there once";
                Self::new(ErrorCode::LinkRequired, message)
            }
            LoginRefusal::LinkTaken => {
                Self::new(ErrorCode::LinkTaken, "this account of the provider logs another user in")
            }
            LoginRefusal::EmailUnverified => {
                Self::new(ErrorCode::EmailUnverified, "the provider does not vouch for the mailbox")
            }
            LoginRefusal::LastLogin => {
                Self::new(ErrorCode::LastLogin, "no one could log in any more: set a password first")
            }
            LoginRefusal::LogInAgain => {
                let message = "log in again: this takes a log-in of the last ten minutes";
                Self::new(ErrorCode::StepUpRequired, message)
            }
            LoginRefusal::Provider(error @ ProviderError::Unavailable(_)) => Self::unavailable(error),
            LoginRefusal::Provider(error @ ProviderError::Refused(_)) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a log-in at a provider was refused"
                );
                Self::new(ErrorCode::ProviderRefused, "the provider does not say who you are")
            }
        }
    }
}
