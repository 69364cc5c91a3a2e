//! Users, sessions, challenges, mails, roles and generations of keys in one SQL database, beside the outbox and the audit that they commit with.
//!
//! [`IdentityStore`] reads and begins units of work, [`IdentityTx`] is one unit of work; what they document is the contract that the use
//! cases rely on. `sql::Database` picks the engine below them: every statement is one that SQLite and MySQL both understand, and one suite
//! runs on both.

mod api_keys;
mod audit;
mod gate_devices;
mod identity_store;
mod login_attempts;
mod mail_record;
mod mails;
mod organizations;
mod provider_links;
mod rights;
mod rows;
mod signing_keys;
mod staff;
mod tx;

pub use identity_store::IdentityStore;
pub use mail_record::{MailKind, MailRecord};
pub use rights::ChangedUser;
pub use signing_keys::SigningKeyRecord;
pub use sql::StoreError;
pub use tx::IdentityTx;

/// The schema of this service; the tables that every service has come with `sql`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
