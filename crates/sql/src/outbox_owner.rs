//! This process as an owner of messages in the outbox.

use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::leases::Leases;

/// A file has one process, which is always the same owner: what an earlier one left behind is its own.
const ONLY_OWNER: &str = "";

#[derive(Debug)]
pub(crate) struct OutboxOwner {
    name: String,
    /// None where one process has the outbox to itself.
    leases: Option<Leases>,
    committed: Notify,
}

impl OutboxOwner {
    pub(crate) fn alone() -> Self {
        Self { name: ONLY_OWNER.to_owned(), leases: None, committed: Notify::new() }
    }

    pub(crate) fn one_of_several(name: &str, lease: Duration) -> Self {
        Self { name: name.to_owned(), leases: Some(Leases::new(lease)), committed: Notify::new() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn leases(&self) -> Option<&Leases> {
        self.leases.as_ref()
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

    pub(crate) fn note_blocked(&self, is_blocked: bool) {
        if let Some(leases) = self.leases() {
            leases.note_blocked(is_blocked);
        }
    }
}
