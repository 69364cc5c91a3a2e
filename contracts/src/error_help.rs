//! What each code of the one table means, and what to do about it: for the people who read the answers.

use std::fmt::Write;

use crate::ErrorCode;
use crate::ErrorCode as Code;

/// Where the server shows this, with a code behind `#`.
pub const PAGE: &str = "/docs/errors";

#[derive(Debug, Clone, Copy)]
pub struct ErrorHelp {
    pub code: ErrorCode,
    pub cause: &'static str,
    pub remedy: &'static str,
}

const fn help(code: ErrorCode, cause: &'static str, remedy: &'static str) -> ErrorHelp {
    ErrorHelp { code, cause, remedy }
}

/// A test says which code is missing.
pub const ALL: &[ErrorHelp] = &[
    help(
        Code::MalformedJson,
        "The body is not JSON.",
        "Send one JSON object, in UTF-8, with nothing behind it.",
    ),
    help(
        Code::BadRequest,
        "A part of the path, of the query or a header cannot be used; `fields` names it.",
        "Correct it; the description of the API says which values there are.",
    ),
    help(
        Code::IdempotencyKeyMissing,
        "The call needs the header `Idempotency-Key`.",
        "Make a key for each intended request, such as a UUID, keep it, and send it again with each repetition.",
    ),
    help(
        Code::IdempotencyKeyInvalid,
        "The key is empty, too long, given twice or not printable; or nothing says whose it is.",
        "Send one key of 1 to 255 printable characters, and without an identity or a `Hold-Token` also a `Guest-Secret`.",
    ),
    help(
        Code::VersionUnknown,
        "The header `Holdfast-Version` does not name a version of this API, or one that this installation does not know yet.",
        "Send the date of a version as `docs/VERSIONING.md` lists it, or leave the header out.",
    ),
    help(
        Code::Unauthenticated,
        "The call needs an identity, or a token that was not presented.",
        "Present it. Lists of orders need a user, operations the operator token or a role, places in a line a user or a `Guest-Secret`.",
    ),
    help(
        Code::TokenInvalid,
        "The access token, or the stream token, is not one that this installation has issued for this, or was changed.",
        "Log in again, and send the token as it was issued.",
    ),
    help(
        Code::TokenExpired,
        "The access token or the stream token has run out.",
        "Renew an access token with the refresh token, or log in again; ask for another stream token.",
    ),
    help(
        Code::SessionEnded,
        "The session of the token has ended: by logging out, on another device, or by its age.",
        "Log in again.",
    ),
    help(
        Code::CredentialsWrong,
        "The name or the password is wrong; which of the two is not said.",
        "Correct them, or reset the password.",
    ),
    help(
        Code::ProviderRefused,
        "The provider did not say who the caller is: the log-in there was broken off, or what came back does not hold.",
        "Begin again at `GET /api/auth/oidc/{provider}`. If it is always so, those who run the installation find the reason in the log.",
    ),
    help(
        Code::EmailUnverified,
        "The provider does not vouch for the mailbox, so no account is made or found by it.",
        "Confirm the address at the provider, or register with the address and link the provider afterwards.",
    ),
    help(Code::LinkExpired, "The link of the mail has run out, or was used before.", "Ask for a new one."),
    help(
        Code::NotHoldOwner,
        "The hold belongs to another buyer, or the `Hold-Token` is not genuine.",
        "Send the identity that made the hold, or the `holdToken` of its answer, unchanged.",
    ),
    help(
        Code::Forbidden,
        "The installation does not allow this to the caller: a role that it lacks, the page of a site that is not listed, or an operation that is closed.",
        "Ask those who run the installation, or an owner of the organization; the message names the setting, if there is one.",
    ),
    help(
        Code::StepUpRequired,
        "What is dangerous takes a password that was given within the last ten minutes.",
        "Give it again to `POST /api/auth/confirm`, and send the access token that it answers with.",
    ),
    help(
        Code::QueueTokenRequired,
        "The event has a waiting room, and the pass or the ticket is absent, over, or another visitor's.",
        "Join the line, claim the place when it is called, and send the pass in `X-Queue-Token`.",
    ),
    help(
        Code::ProofOfWorkRequired,
        "A new place in this line, or a session of a guest at the moment, costs work, and none is shown.",
        "Read `GET /api/waiting-room/events/{eventId}/challenge` as the same visitor, or `GET /api/auth/guest/challenge`, find a solution, and send both in `Proof-Of-Work`.",
    ),
    help(
        Code::ProofOfWorkInvalid,
        "The work that is shown does not pay for this: another challenge, too old, not solved, or used before; the message says which.",
        "Read a new challenge as the same visitor, from the same address, and solve that one.",
    ),
    help(
        Code::NotFound,
        "There is nothing at this path, or no such thing.",
        "Check the path against the description of the API.",
    ),
    help(
        Code::EventNotFound,
        "There is no such event, or it is long over.",
        "Read the list of events again.",
    ),
    help(
        Code::SeatNotFound,
        "The event, or the reservation, has no such seat.",
        "Take ids from the layout, or from the reservation.",
    ),
    help(Code::SectionNotFound, "The event has no section of this name.", "Take names from the layout."),
    help(
        Code::TierNotFound,
        "The section has no such price.",
        "Take the names of prices from the section in the layout.",
    ),
    help(
        Code::OrderNotFound,
        "There is no such order, or not for this caller.",
        "Send the identity that placed it, or the token of one of its holds.",
    ),
    help(
        Code::ReservationNotFound,
        "There is no such reservation, or not for this caller: it ended, or an order has bought it.",
        "Send the identity or the token that it was made with; look into the orders, or hold the seats again.",
    ),
    help(
        Code::MethodNotAllowed,
        "The path does not have this method.",
        "The header `Allow` names those that it has.",
    ),
    help(Code::RequestTimeout, "The body took too long to arrive.", "Send it again, with the same key."),
    help(
        Code::ReservationConflict,
        "Other buyers have some of the seats for now, or an order has them; `details.conflicts` names them.",
        "Choose other seats, or wait: holds end by themselves. The stream of the map shows when.",
    ),
    help(Code::SeatSold, "The seats are sold.", "Choose other seats."),
    help(Code::SoldOut, "Fewer places of the section are free.", "Ask for fewer, or for another section."),
    help(
        Code::TierSoldOut,
        "Fewer places are left at this price of the section; `details.fullTier` names it.",
        "Ask for fewer, or for another price.",
    ),
    help(
        Code::SectionHasSeats,
        "The section is not sold by number.",
        "Name seats, or ask for the best ones.",
    ),
    help(
        Code::NoSeatsTogether,
        "So many free seats are not side by side at this price; `details.largest` says how many are.",
        "Ask for fewer, for another section or a higher price, or choose seats one by one.",
    ),
    help(
        Code::LeavesSingleSeat,
        "A single seat would be left, which few buyers want; `details.singleSeats` names it.",
        "Choose seats that leave none, or take the single one too.",
    ),
    help(Code::HoldRequired, "The seats are not held.", "Hold them, and then order them."),
    help(
        Code::SaleNotOpen,
        "The sale, or the waiting room, is not open.",
        "Wait until `onSaleAt` of the event.",
    ),
    help(
        Code::NotYourTurn,
        "The place has not been called, or its call has run out.",
        "Follow the place, and claim it when it is called.",
    ),
    help(
        Code::IdempotencyKeyInProgress,
        "The first request with this key is still being worked on.",
        "Send the same request with the same key after `Retry-After` seconds.",
    ),
    help(
        Code::IdempotencyKeyConflict,
        "The key was used for another purchase.",
        "Use a new key for a new purchase; repeat an earlier one exactly as it was.",
    ),
    help(
        Code::LimitReached,
        "The buyer holds and has bought as many seats of the event as one may, or an organization has as many members, keys or devices.",
        "Release, or delete, what is not needed.",
    ),
    help(
        Code::LastOwner,
        "The organization would be left without an owner, or the installation without an administrator.",
        "Give the role to another user first.",
    ),
    help(
        Code::LinkRequired,
        "The mailbox that the provider vouches for has an account here, which does not know the provider yet.",
        "Log in to the account as before, and link the provider there once: `POST /api/users/me/links`.",
    ),
    help(
        Code::LinkTaken,
        "This account of the provider logs another user in here.",
        "Log in as that user and take the link away first, or choose another account of the provider.",
    ),
    help(
        Code::LastLogin,
        "Without this link no one could log in to the account any more: it has no password and no other link.",
        "Set a password first, by `POST /api/auth/forgot`, or link another provider.",
    ),
    help(
        Code::EditConflict,
        "What was to be changed has changed since it was read: `If-Match` names a version that is not the newest.",
        "Read it again, look at what has changed, and send the new `ETag`.",
    ),
    help(
        Code::OrderNotCancellable,
        "The order is confirmed, or was paid for at the box office.",
        "There are no refunds yet: talk to the organizer.",
    ),
    help(Code::HoldExpired, "The hold has ended.", "Hold the seats again, if they are still free."),
    help(Code::PayloadTooLarge, "The body is larger than 16 KiB.", "Send less."),
    help(
        Code::UnsupportedMediaType,
        "The body has another type than application/json, or a coding.",
        "Send `Content-Type: application/json`, and no `Content-Encoding`.",
    ),
    help(
        Code::ValidationFailed,
        "The body is JSON and does not fit; `fields` names each field, with a code and a sentence.",
        "Correct the fields.",
    ),
    help(
        Code::IdempotencyKeyReused,
        "The key was used for another request.",
        "Use a new key for a new request; repeat an earlier one exactly as it was.",
    ),
    help(
        Code::RateLimited,
        "The caller, or its address, has too many holds, undecided orders, streams or places; or the waiting room is full.",
        "Try again after `Retry-After` seconds, with the same key.",
    ),
    help(
        Code::InternalError,
        "Something is broken on our side.",
        "Report the trace id to those who run the installation. With the same key a repetition does no harm.",
    ),
    help(
        Code::Unavailable,
        "Something that is needed does not answer, or too much is waiting; the outcome may be unknown.",
        "Try again after `Retry-After` seconds, with the same key, which finds the outcome.",
    ),
];

impl ErrorCode {
    /// Whether the same request may succeed a little later.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Unavailable | Self::RateLimited | Self::RequestTimeout | Self::IdempotencyKeyInProgress
        )
    }
}

/// As the page of the documents, in Markdown.
#[must_use]
pub fn document() -> String {
    let mut page = String::from(
        "# Errors\n\nEvery code that the API answers with, its cause, and what to do. Written by `cargo xtask contracts` from\n\
         `contracts/src/error_help.rs`; the server shows the same at `/docs/errors`, where the member `help` of each refusal leads.\n",
    );
    for ErrorHelp { code, cause, remedy } in ALL {
        let again = if code.is_retryable() { "yes, after `Retry-After` seconds" } else { "no" };
        // Writing into a string cannot fail.
        let _ = write!(
            page,
            "\n## {code}\n\nStatus {} · try again: {again}\n\n- **Cause**: {cause}\n- **Remedy**: {remedy}\n",
            code.status()
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_cause_and_a_remedy() {
        for code in ErrorCode::ALL {
            let helps: Vec<_> = ALL.iter().filter(|help| help.code == *code).collect();
            let [help] = helps.as_slice() else { panic!("{code} has {} entries", helps.len()) };
            for text in [help.cause, help.remedy] {
                assert!(text.len() > 4 && text.ends_with('.'), "{code}: {text}");
            }
        }
        assert_eq!(ALL.len(), ErrorCode::ALL.len());
    }
}
