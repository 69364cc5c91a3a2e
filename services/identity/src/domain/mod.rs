//! The rules of accounts and sessions, as pure functions. Time and randomness are parameters.

mod challenge;
mod email;
mod key_schedule;
mod password;
mod refresh;
mod session;
mod user;

pub use challenge::{Challenge, ChallengeKind, ChallengeState};
pub use email::{Email, InvalidEmail};
pub use key_schedule::{KEY_KNOWN_BEFORE, KeySchedule, PublishedKey};
pub use password::{Password, WeakPassword};
pub use refresh::{REPEATED_WITHIN, RefreshDecision};
pub use session::{EndReason, FormerGuest, Method, SESSIONS_PER_SUBJECT_MAX, Session, Subject};
pub use user::{Locale, UnknownLocale, User};
