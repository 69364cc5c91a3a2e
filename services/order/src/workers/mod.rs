//! Loops that run until the process stops. None of them takes input: what to do next is in the records.

pub(crate) mod forgetting;
pub(crate) mod keep_promises;
pub(crate) mod time_sagas;
