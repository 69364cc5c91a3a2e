//! Waits for the end of tokens: what is open under one learns when it counts for nothing any more.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use parking_lot::Mutex;
use primitives::UserId;
use tokio::sync::Notify;
use uuid::Uuid;

use super::verifier::{AccessRefused, Verifier};
use crate::roles::Principal;

/// By session, so that news wakes only those that it is about. As many as there are watches.
#[derive(Debug, Default)]
pub(super) struct WatchedSessions(Mutex<HashMap<Uuid, Watched>>);

#[derive(Debug)]
struct Watched {
    subject: UserId,
    watches: usize,
    news: Arc<Notify>,
}

impl WatchedSessions {
    fn join(&self, principal: &Principal) -> Arc<Notify> {
        let mut sessions = self.0.lock();
        let watched = sessions.entry(principal.session).or_insert_with(|| Watched {
            subject: principal.subject.clone(),
            watches: 0,
            news: Arc::default(),
        });
        watched.watches += 1;
        Arc::clone(&watched.news)
    }

    fn leave(&self, session: Uuid) {
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

/// Of one token, for as long as something is open under it.
pub struct TokenWatch {
    verifier: Arc<Verifier>,
    principal: Arc<Principal>,
    news: Arc<Notify>,
}

impl TokenWatch {
    pub(super) fn new(verifier: Arc<Verifier>, principal: Arc<Principal>) -> Self {
        let news = verifier.watched.join(&principal);
        Self { verifier, principal, news }
    }

    /// Waits until the session has ended or the rights have changed, and says which. Whoever waits looks at the clock for the expiry.
    pub async fn ended(&self) -> AccessRefused {
        loop {
            // Before looking: news that comes in between ends the wait below.
            let news = self.news.notified();
            if let Some(refused) = self.verifier.refusal(&self.principal, self.verifier.now()) {
                return refused;
            }
            news.await;
        }
    }
}

impl Drop for TokenWatch {
    fn drop(&mut self) {
        self.verifier.watched.leave(self.principal.session);
    }
}

impl std::fmt::Debug for TokenWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenWatch(..)")
    }
}
