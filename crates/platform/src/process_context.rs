//! Time, ids and life: what a process has before it has read anything else.

use std::sync::Arc;

use anyhow::Context;
use lifecycle::Lifecycle;
use primitives::{Clock, IdSource, RandomIds, SystemClock};

/// Time, ids, and the process's own life.
#[derive(Clone)]
pub(crate) struct ProcessContext {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) lifecycle: Lifecycle,
}

impl ProcessContext {
    /// It stops on the signals that a process is stopped by.
    pub(crate) fn of_this_process() -> anyhow::Result<Self> {
        let lifecycle = Lifecycle::new();
        lifecycle.stop_on_signals().context("signals cannot be listened to")?;
        Ok(Self { clock: clock(), ids: Arc::new(RandomIds::default()), lifecycle })
    }
}

/// The system's; in a debug build a test may have put it wrong.
fn clock() -> Arc<dyn Clock> {
    #[cfg(debug_assertions)]
    if let Some(wrong) = primitives::WrongClock::armed() {
        return Arc::new(wrong);
    }
    Arc::new(SystemClock)
}
