//! SQLite's result codes, sorted by what the caller can do about them.

use sqlx::error::DatabaseError;

use crate::error::{DbError, ErrorClass};

pub(super) fn db_error(error: sqlx::Error) -> DbError {
    DbError::classified(error, class_of)
}

/// The primary code stands in the low byte of the code that is reported.
fn class_of(error: &dyn DatabaseError) -> ErrorClass {
    const PERM: u32 = 3;
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const NO_MEMORY: u32 = 7;
    const READ_ONLY: u32 = 8;
    const INTERRUPTED: u32 = 9;
    const IO: u32 = 10;
    const CORRUPT: u32 = 11;
    const FULL: u32 = 13;
    const CANNOT_OPEN: u32 = 14;
    const PROTOCOL: u32 = 15;
    const NOT_A_DATABASE: u32 = 26;

    if error.is_unique_violation() {
        return ErrorClass::Duplicate;
    }
    match error.code().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff) {
        Some(CORRUPT | NOT_A_DATABASE) => ErrorClass::Corruption,
        Some(
            PERM | BUSY | LOCKED | NO_MEMORY | READ_ONLY | INTERRUPTED | IO | FULL | CANNOT_OPEN | PROTOCOL,
        ) => ErrorClass::Unavailable,
        Some(_) | None => ErrorClass::InvalidStatement,
    }
}
