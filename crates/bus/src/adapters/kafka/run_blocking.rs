//! Blocking work, on a thread of its own.
//!
//! Not on the runtime's pool: a runtime that shuts down waits for its pool, and dropping a Kafka client takes as long as the brokers
//! like. A thread here is simply left behind when the process ends.

use std::thread;

use tokio::sync::oneshot;

use crate::ports::BusError;

/// Runs it and waits for its result. Cancelled, it runs on by itself, and its result is dropped on its thread.
pub(crate) async fn run_blocking<T: Send + 'static>(
    name: &'static str,
    work: impl FnOnce() -> Result<T, BusError> + Send + 'static,
) -> Result<T, BusError> {
    let (result, receiver) = oneshot::channel();
    let work = move || {
        // Where the caller is gone the thread drops the result, which may take its time too.
        let _ = result.send(work());
    };
    thread::Builder::new().name(name.to_owned()).spawn(work).map_err(BusError::new)?;
    receiver.await.map_err(BusError::new)?
}

/// Nothing waits for it. For work that is short, and of use only while the process runs.
pub(crate) fn run_detached(name: &'static str, work: impl FnOnce() + Send + 'static) {
    if let Err(error) = thread::Builder::new().name(name.to_owned()).spawn(work) {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(name, error, "no thread for work of the kafka client");
    }
}

/// Drops it where that may take its time.
pub(crate) fn drop_blocking<T: Send + 'static>(what: T) {
    let dropping = thread::Builder::new().name("kafka-drop".to_owned()).spawn(move || drop(what));
    if let Err(error) = dropping {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "no thread to drop a kafka client on, so it was dropped here");
    }
}
