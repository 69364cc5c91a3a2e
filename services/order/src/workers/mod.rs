//! Loops that end only with the process. None of them takes input: what they do next stands in the records.

pub(crate) mod forget_heard;
pub(crate) mod keep_promises;
pub(crate) mod time_sagas;
