//! Whether the server and this process accept each other: TLS and credentials, as `DATABASE_URL` has them.

use primitives::{AccessCheck, EngineRefusal};
use sqlx::mysql::MySqlConnectOptions;

use super::error_class::number;
use crate::error::DbError;

/// Access denied for this user, to everything or to this database.
const DENIED: [u16; 2] = [1044, 1045];
/// MySQL accepts connections over TLS alone; MariaDB calls that a wrong password.
const NEEDS_TLS: u16 = 3159;

/// None where the connection failed for another reason, such as an outage.
pub(super) fn refusal(options: &MySqlConnectOptions, error: &sqlx::Error) -> Option<EngineRefusal> {
    let check = match error.as_database_error().and_then(number) {
        Some(number) if DENIED.contains(&number) => AccessCheck::Credentials,
        Some(NEEDS_TLS) => AccessCheck::Encryption,
        Some(_) => return None,
        None => AccessCheck::of_tls(error)?,
    };
    let address = format!("{}:{}", options.get_host(), options.get_port());
    Some(EngineRefusal { engine: "MySQL", address, check, setting: setting(check) })
}

/// Whether waiting for the server is of no use.
pub(super) fn is_final(error: &DbError) -> bool {
    let DbError::Unavailable(cause) = error else { return false };
    cause.downcast_ref::<EngineRefusal>().is_some_and(|refusal| !refusal.check.may_pass_later())
}

fn setting(check: AccessCheck) -> &'static str {
    match check {
        AccessCheck::Authority => "ssl-ca in DATABASE_URL",
        AccessCheck::HostName => "the host in DATABASE_URL",
        AccessCheck::Validity | AccessCheck::Encryption => "ssl-mode in DATABASE_URL",
        AccessCheck::Credentials => "the user, the password and ssl-mode in DATABASE_URL",
    }
}
