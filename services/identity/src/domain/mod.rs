//! The rules of accounts, sessions and roles, as pure functions. Time and randomness are parameters.

mod api_key;
mod audit_record;
mod challenge;
mod email;
mod gate_device;
mod guest_price;
mod key_schedule;
mod organization;
mod password;
mod provider_login;
mod refresh;
mod return_path;
mod session;
mod staff;
mod user;

pub use api_key::{API_KEYS_MAX, ApiKey, PresentedApiKey};
pub use audit_record::{AuditEntry, AuditObject, AuditRecord};
pub use challenge::{Challenge, ChallengeKind, ChallengeState};
pub use email::{Email, InvalidEmail};
pub use gate_device::{GATE_DEVICES_MAX, GateDevice};
pub use guest_price::{GuestLoad, GuestPrice, GuestTerms};
pub use key_schedule::{KEY_KNOWN_BEFORE, KeySchedule, PublishedKey};
pub use organization::{MEMBERS_MAX, Member, MemberRefusal, Members, Organization};
pub use password::{Password, WeakPassword};
pub use provider_login::{
    LINKS_MAX, LoginAttempt, LoginDecision, LoginPurpose, ProviderIdentity, ProviderLink, decide_login,
    keeps_a_login,
};
pub use refresh::{REPEATED_WITHIN, RefreshDecision};
pub use return_path::{NoReturnPath, ReturnPath};
pub use session::{EndReason, FormerGuest, Method, SESSIONS_PER_SUBJECT_MAX, Session, Subject};
pub use staff::{STAFF_MAX, StaffMember, keeps_an_admin};
pub use user::{Locale, UnknownLocale, User};
