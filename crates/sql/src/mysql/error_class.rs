//! The server's error numbers, sorted by what the caller can do about them.

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;

use crate::error::{DbError, ErrorClass};

/// Another transaction stood in the way: lock wait timeout, deadlock, a record changed since it was read.
const CONTENTION: [u16; 3] = [1205, 1213, 1020];

/// The server is full, shuts down, does not accept the credentials, is read-only, or a time limit of its own has run out. Sorted.
const UNAVAILABLE: [u16; 31] = [
    1021, 1037, 1038, 1040, 1041, 1042, 1043, 1044, 1045, 1049, 1053, 1077, 1079, 1080, 1105, 1114, 1129,
    1152, 1158, 1159, 1160, 1161, 1203, 1226, 1290, 1317, 1792, 1836, 1927, 1969, 3024,
];
/// MySQL reports this before it closes an idle connection.
const CLOSED_IDLE: u16 = 4031;

pub(super) fn db_error(error: sqlx::Error) -> DbError {
    DbError::classified(error, class_of)
}

fn class_of(error: &dyn DatabaseError) -> ErrorClass {
    match number(error) {
        Some(number) if CONTENTION.contains(&number) => ErrorClass::Contention,
        Some(number) if UNAVAILABLE.binary_search(&number).is_ok() || number == CLOSED_IDLE => {
            ErrorClass::Unavailable
        }
        Some(_) | None if error.is_unique_violation() => ErrorClass::Duplicate,
        Some(_) | None => ErrorClass::InvalidStatement,
    }
}

/// The server's number of an error, where it was the server that refused.
pub(super) fn number(error: &dyn DatabaseError) -> Option<u16> {
    error.try_downcast_ref::<MySqlDatabaseError>().map(MySqlDatabaseError::number)
}

/// Whether the connection is of no use after this error: anything but a refusal by a server that goes on.
pub(super) fn breaks_connection(error: &sqlx::Error) -> bool {
    match error.as_database_error().map(class_of) {
        Some(
            ErrorClass::Contention
            | ErrorClass::Duplicate
            | ErrorClass::InvalidStatement
            | ErrorClass::Corruption,
        ) => false,
        Some(ErrorClass::Unavailable) | None => true,
    }
}
