//! The sessions that something is open under, so that news about one of them wakes nothing else.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use parking_lot::Mutex;
use primitives::UserId;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::roles::Principal;

/// At most as many as there are watches.
#[derive(Debug, Default)]
pub(super) struct WatchedSessions(Mutex<HashMap<Uuid, Watched>>);

#[derive(Debug)]
struct Watched {
    subject: UserId,
    watches: usize,
    news: Arc<Notify>,
}

impl WatchedSessions {
    pub(super) fn join(&self, principal: &Principal) -> Arc<Notify> {
        let mut sessions = self.0.lock();
        let watched = sessions.entry(principal.session).or_insert_with(|| Watched {
            subject: principal.subject.clone(),
            watches: 0,
            news: Arc::default(),
        });
        watched.watches += 1;
        Arc::clone(&watched.news)
    }

    pub(super) fn leave(&self, session: Uuid) {
        let mut sessions = self.0.lock();
        let Some(watched) = sessions.get_mut(&session) else { return };
        watched.watches = watched.watches.saturating_sub(1);
        if watched.watches == 0 {
            sessions.remove(&session);
        }
    }

    pub(super) fn tell_sessions(&self, ended: impl IntoIterator<Item = Uuid>) {
        let sessions = self.0.lock();
        let watched = ended.into_iter().filter_map(|session| sessions.get(&session));
        watched.for_each(|watched| watched.news.notify_waiters());
    }

    /// Rights change rarely, so it looks at all.
    pub(super) fn tell_subjects(&self, changed: &HashSet<UserId>) {
        let sessions = self.0.lock();
        let watched = sessions.values().filter(|watched| changed.contains(&watched.subject));
        watched.for_each(|watched| watched.news.notify_waiters());
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.lock().len()
    }
}
