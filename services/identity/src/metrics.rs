//! Every metric of this service. Labels come from small fixed sets.

use ::metrics::{counter, gauge};
use access::WorkRefusal;

use crate::app::AuthError;
use crate::domain::{EndReason, RefreshDecision};
use crate::ports::{MailError, ProviderError};

/// `refusal`: none where the password was right.
pub(crate) fn logged_in(refusal: Option<&AuthError>) {
    let outcome = match refusal {
        None => "ok",
        Some(AuthError::CredentialsWrong) => "wrong",
        Some(AuthError::Busy) => "busy",
        Some(_) => "failed",
    };
    counter!("holdfast_identity_logins_total", "outcome" => outcome).increment(1);
}

pub(crate) fn refreshed(decision: RefreshDecision) {
    let decision = match decision {
        RefreshDecision::Rotate => "rotated",
        RefreshDecision::Repeat => "repeated",
        RefreshDecision::Over => "over",
        RefreshDecision::Reused => "reused",
    };
    counter!("holdfast_identity_refreshes_total", "decision" => decision).increment(1);
}

/// A provider of log-ins.
pub(crate) fn provider_asked(error: Option<&ProviderError>) {
    let outcome = match error {
        None => "ok",
        Some(ProviderError::Unavailable(_)) => "unavailable",
        Some(ProviderError::Refused(_)) => "refused",
    };
    counter!("holdfast_identity_provider_answers_total", "outcome" => outcome).increment(1);
}

/// For an access token.
pub(crate) fn key_exchanged(is_right: bool) {
    let outcome = if is_right { "ok" } else { "wrong" };
    counter!("holdfast_identity_key_exchanges_total", "outcome" => outcome).increment(1);
}

/// While sessions of guests cost work. `refusal`: none where it was worth its price.
pub(crate) fn guest_work_shown(refusal: Option<&WorkRefusal>) {
    let outcome = match refusal {
        None => "paid",
        Some(WorkRefusal::Missing) => "missing",
        Some(WorkRefusal::Forged) => "forged",
        Some(WorkRefusal::Foreign) => "foreign",
        Some(WorkRefusal::Expired) => "expired",
        Some(WorkRefusal::TooEasy) => "too_easy",
        Some(WorkRefusal::Unsolved) => "unsolved",
        Some(WorkRefusal::Used) => "used",
    };
    counter!("holdfast_identity_guest_work_total", "outcome" => outcome).increment(1);
}

pub(crate) fn sessions_ended(reason: EndReason, count: usize) {
    if count > 0 {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        counter!("holdfast_identity_sessions_ended_total", "reason" => reason.name()).increment(count);
    }
}

/// Whether there was room to hash a password.
pub(crate) fn hashing(is_admitted: bool) {
    let outcome = if is_admitted { "admitted" } else { "busy" };
    counter!("holdfast_identity_hashes_total", "outcome" => outcome).increment(1);
}

pub(crate) fn mail_sent(error: Option<&MailError>) {
    let outcome = match error {
        None => "sent",
        Some(MailError::Later(_)) => "later",
        Some(MailError::Never(_)) => "never",
    };
    counter!("holdfast_identity_mails_total", "outcome" => outcome).increment(1);
}

/// Also those that wait for their next attempt.
pub(crate) fn mails_waiting(count: u64) {
    gauge!("holdfast_identity_mails_waiting_count").set(count as f64);
}
