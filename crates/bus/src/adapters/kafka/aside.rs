//! Work that blocks, on a thread of its own.
//!
//! Not on the runtime's pool: a runtime that ends waits for its pool, and dropping a Kafka client takes as long as the brokers
//! like. A thread here is simply left behind when the process ends.

use std::thread;

use tokio::sync::oneshot;

use crate::BusError;

/// Runs it and waits for its answer. Given up, it goes on by itself, and what it answers is dropped there.
pub(crate) async fn aside<T: Send + 'static>(
    name: &'static str,
    work: impl FnOnce() -> Result<T, BusError> + Send + 'static,
) -> Result<T, BusError> {
    let (answer, answered) = oneshot::channel();
    let work = move || {
        // Nobody waits any more: then the thread drops the answer, which may take its time too.
        let _ = answer.send(work());
    };
    thread::Builder::new().name(name.to_owned()).spawn(work).map_err(BusError::new)?;
    answered.await.map_err(BusError::new)?
}

/// Drops it where that may take its time.
pub(crate) fn drop_aside<T: Send + 'static>(what: T) {
    let dropping = thread::Builder::new().name("kafka-farewell".to_owned()).spawn(move || drop(what));
    if let Err(error) = dropping {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "no thread for a farewell, so it was said here");
    }
}
