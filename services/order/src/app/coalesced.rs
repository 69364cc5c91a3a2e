//! Work of concurrent callers that is done together, whatever the work is.
//!
//! A request that finds none in progress is carried out at once, alone, by its own caller. Those that come meanwhile gather, and are carried out
//! together when that has ended, batch after batch. There is no batching delay. A shared batch belongs to no caller's trace, and goes on when a
//! caller hangs up.

use std::future::Future;
use std::sync::Arc;

use lifecycle::Tasks;
use primitives::{Cause, Coalescer, Joined, Leader};
use tokio::sync::oneshot;

/// What is done for one request, and for many at once.
pub(super) trait Shared: Send + Sync + 'static {
    type Request: Send + Sync + 'static;
    type Answer: Send + 'static;

    /// How many are carried out together at most.
    const TOGETHER_MAX: usize;
    /// How many may wait for the next ones.
    const WAITING_MAX: usize;

    fn alone(&self, request: &Self::Request) -> impl Future<Output = Self::Answer> + Send;

    /// Answers each of them. What is wrong with one of them must not be the answer to the others.
    fn together(&self, waiting: Vec<Waiting<Self>>) -> impl Future<Output = ()> + Send;
}

/// A request whose caller waits for the answer.
pub(super) struct Waiting<S: Shared + ?Sized> {
    pub(super) request: S::Request,
    answer: oneshot::Sender<S::Answer>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// Too many wait already; nothing was done.
    Full(Cause),
    /// The caller that led was dropped: it is unknown what was done.
    BrokenOff(Cause),
}

pub(super) struct Coalesced<S: Shared> {
    shared: S,
    tasks: Tasks,
    /// All requests have one queue.
    queue: Coalescer<(), Waiting<S>>,
}

impl<S: Shared> Waiting<S> {
    /// A caller that has hung up meanwhile needs none.
    pub(super) fn answer(self, answer: S::Answer) {
        let _ = self.answer.send(answer);
    }
}

impl<S: Shared> Coalesced<S> {
    pub(super) fn new(shared: S, tasks: Tasks) -> Arc<Self> {
        Arc::new(Self { shared, tasks, queue: Coalescer::new(S::TOGETHER_MAX, S::WAITING_MAX) })
    }

    pub(super) async fn execute(self: &Arc<Self>, request: S::Request) -> Result<S::Answer, Unanswered> {
        let (answer, answered) = oneshot::channel();
        let joined = self.queue.join((), Waiting { request, answer });
        let (mut leader, own) = match joined.map_err(|full| Unanswered::Full(full.into()))? {
            Joined::Leads(leader, own) => (leader, own),
            Joined::Waits => return answered.await.map_err(|broken| Unanswered::BrokenOff(broken.into())),
        };
        let answer = self.shared.alone(&own.request).await;
        if let Some(next) = leader.next_batch() {
            self.tasks.spawn_for_many(Arc::clone(self).lead(leader, next));
        }
        Ok(answer)
    }

    async fn lead(self: Arc<Self>, mut leader: Leader<(), Waiting<S>>, next: Vec<Waiting<S>>) {
        let mut next = Some(next);
        while let Some(waiting) = next {
            self.shared.together(waiting).await;
            next = leader.next_batch();
        }
    }
}
