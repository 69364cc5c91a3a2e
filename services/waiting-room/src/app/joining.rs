//! Joins of one event that come at once share a call of the store.

use std::sync::Arc;

use lifecycle::Tasks;
use primitives::{Coalescer, EventId, Joined, Leader};
use tokio::sync::oneshot;

use super::error::EnterError;
use crate::domain::{Join, JoinRefusal, JoinedPlace};
use crate::ports::{JoinError, LineStore, LineUnavailable};

const TOGETHER_MAX: usize = 256;
const WAITING_MAX: usize = 20_000;

pub(super) struct Joining {
    store: Arc<dyn LineStore>,
    coalescer: Coalescer<EventId, Waiting>,
    tasks: Tasks,
}

struct Waiting {
    join: Join,
    answer: oneshot::Sender<Result<JoinedPlace, Shared>>,
}

/// One failure for all who shared the call.
type Shared = Arc<JoinError>;

#[derive(Debug, thiserror::Error)]
#[error("a call that was shared has failed")]
struct CallFailed(#[source] Shared);

#[derive(Debug, thiserror::Error)]
#[error("the process stops, or the store has left a place out")]
struct NoAnswer;

impl Joining {
    pub(super) fn new(store: Arc<dyn LineStore>, tasks: Tasks) -> Self {
        Self { store, coalescer: Coalescer::new(TOGETHER_MAX, WAITING_MAX), tasks }
    }

    pub(super) async fn join(&self, event: EventId, join: Join) -> Result<JoinedPlace, EnterError> {
        let (answer, answered) = oneshot::channel();
        let own = Waiting { join, answer };
        match self.coalescer.join(event, own).map_err(|_| EnterError::Busy)? {
            Joined::Waits => {}
            // Of no caller: one that hangs up takes nothing away from the others.
            Joined::Leads(leader, own) => {
                self.tasks.spawn_for_many(lead(self.store.clone(), event, leader, own));
            }
        }
        match answered.await {
            Ok(Ok(joined)) => Ok(joined),
            Ok(Err(shared)) => Err(failure(shared)),
            Err(_) => Err(LineUnavailable::new(NoAnswer).into()),
        }
    }
}

async fn lead(store: Arc<dyn LineStore>, event: EventId, mut leader: Leader<EventId, Waiting>, own: Waiting) {
    let mut batch = Some(leader.batch_with(own));
    while let Some(waiting) = batch {
        execute(store.as_ref(), event, waiting).await;
        batch = leader.next_batch();
    }
}

async fn execute(store: &dyn LineStore, event: EventId, waiting: Vec<Waiting>) {
    let joins: Vec<Join> = waiting.iter().map(|waiting| waiting.join).collect();
    let outcome = store.join(event, &joins).await.map_err(Arc::new);
    for (at, Waiting { answer, .. }) in waiting.into_iter().enumerate() {
        let own = outcome.as_ref().map_err(Arc::clone).map(|joined| joined.get(at).copied());
        // A store that answers with too few has not answered the last ones.
        let own = own.and_then(|own| own.ok_or_else(|| Arc::new(LineUnavailable::new(NoAnswer).into())));
        // The caller may have gone.
        let _ = answer.send(own);
    }
}

fn failure(shared: Shared) -> EnterError {
    match &*shared {
        JoinError::Refused(refusal @ (JoinRefusal::NoRoom | JoinRefusal::Closed | JoinRefusal::Full)) => {
            EnterError::Refused(*refusal)
        }
        JoinError::Unavailable(_) => EnterError::Unavailable(LineUnavailable::new(CallFailed(shared))),
    }
}
