//! This process as an owner of messages in the outbox.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::committed_rows::CommittedRows;
use crate::leases::Leases;

/// A file has one process, which is always the same owner: what an earlier one left behind is its own.
const ONLY_OWNER: &str = "";

#[derive(Debug)]
pub(crate) struct OutboxOwner {
    name: String,
    /// None where one process has the outbox to itself.
    leases: Option<Leases>,
    committed: Notify,
    committed_rows: Arc<CommittedRows>,
}

impl OutboxOwner {
    pub(crate) fn alone() -> Self {
        Self::new(ONLY_OWNER, None)
    }

    pub(crate) fn one_of_several(name: &str, lease: Duration) -> Self {
        Self::new(name, Some(Leases::new(lease)))
    }

    fn new(name: &str, leases: Option<Leases>) -> Self {
        Self { name: name.to_owned(), leases, committed: Notify::new(), committed_rows: Arc::default() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn leases(&self) -> Option<&Leases> {
        self.leases.as_ref()
    }

    /// What this process has committed, for its relay.
    pub(crate) fn committed_rows(&self) -> &Arc<CommittedRows> {
        &self.committed_rows
    }

    pub(crate) fn notify_committed(&self) {
        self.committed.notify_one();
    }

    /// Returns after a commit of this process with messages in it, or when it is time to look again.
    pub(crate) async fn committed(&self) {
        let committed = self.committed.notified();
        match self.leases().and_then(Leases::recheck_after) {
            // No signal comes from another process when it has published the message that ours has to follow.
            Some(pause) => drop(timeout(pause, committed).await),
            None => committed.await,
        }
    }

    /// Messages of this process wait behind those of another one.
    pub(crate) fn is_blocked(&self) -> bool {
        self.leases().is_some_and(|leases| leases.recheck_after().is_some())
    }

    pub(crate) fn note_blocked(&self, is_blocked: bool) {
        if let Some(leases) = self.leases() {
            leases.note_blocked(is_blocked);
        }
    }
}
