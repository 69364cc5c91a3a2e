//! The server's error numbers, sorted by what the caller can do about them.

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;

use crate::error::Fault;

/// Another unit of work stood in the way: lock wait timeout, deadlock, a record changed since it was read.
const CONTENTION: [u16; 3] = [1205, 1213, 1020];

/// The server is full, stops, refuses whoever we say we are, is read-only, or ran out of patience. Sorted.
const ABSENCE: [u16; 31] = [
    1021, 1037, 1038, 1040, 1041, 1042, 1043, 1044, 1045, 1049, 1053, 1077, 1079, 1080, 1105, 1114, 1129,
    1152, 1158, 1159, 1160, 1161, 1203, 1226, 1290, 1317, 1792, 1836, 1927, 1969, 3024,
];
/// MySQL says so before it ends an idle connection.
const ENDED_IDLE: u16 = 4031;

/// None: not an error of this engine.
pub(crate) fn fault(error: &dyn DatabaseError) -> Option<Fault> {
    let number = error.try_downcast_ref::<MySqlDatabaseError>()?.number();
    Some(if CONTENTION.contains(&number) {
        Fault::Contention
    } else if ABSENCE.binary_search(&number).is_ok() || number == ENDED_IDLE {
        Fault::Absence
    } else if error.is_unique_violation() {
        Fault::Duplicate
    } else {
        Fault::Mistake
    })
}

/// Whether the connection is of no use after this error: anything but a refusal by a server that goes on.
pub(super) fn breaks_off(error: &sqlx::Error) -> bool {
    match error.as_database_error().and_then(fault) {
        Some(Fault::Contention | Fault::Duplicate | Fault::Mistake | Fault::Damage) => false,
        Some(Fault::Absence) | None => true,
    }
}
