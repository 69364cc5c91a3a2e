//! What identity does, one use case for each file. Each begins and ends its transactions.

mod account;
mod authenticate;
mod contention;
mod demand_link;
mod end_sessions;
mod error;
mod hash_pool;
mod identity;
mod issue;
mod keep_keys;
mod letters;
mod link_tokens;
mod log_in;
mod log_out;
mod password_hash;
mod prune;
mod refresh;
mod refresh_tokens;
mod reset;
mod send_mail;
mod signing_keys;
mod verification;
mod verify;

pub use account::AccountChange;
pub use error::AuthError;
pub use hash_pool::{HashPool, HashPoolLimits};
pub use identity::{Identity, IdentityParts, Site};
pub use issue::{Device, SignedInSession};
pub use link_tokens::LinkTokens;
pub use refresh_tokens::{PresentedRefresh, RefreshTokens};
pub use verification::Verification;
