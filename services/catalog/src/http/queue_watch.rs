//! The place of one client of `/ws` in the line of the sale: asked for when it is due and the connection has room for it.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use primitives::EventId;
use tokio::time::{Instant, sleep_until};

use crate::domain::PlaceStanding;
use crate::ports::{PlaceAnswer, PlaceSourceError, Places};

/// Where the waiting room does not answer.
const ASK_AGAIN: Duration = Duration::from_secs(5);
/// Between two tickets of one client, however often it names another.
const TICKET_PAUSE: Duration = Duration::from_secs(1);

/// There is no such place in this line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoSuchPlace;

pub(super) struct QueueWatch {
    standings: BoxStream<'static, Result<PlaceStanding, NoSuchPlace>>,
    /// When the place of another ticket may be asked for.
    again_at: Instant,
}

/// What it takes to ask for one place.
struct Asked {
    places: Arc<dyn Places>,
    event: EventId,
    ticket: String,
    next_at: Instant,
}

impl Default for QueueWatch {
    fn default() -> Self {
        Self { standings: stream::empty().boxed(), again_at: Instant::now() }
    }
}

impl QueueWatch {
    /// Instead of an earlier one.
    pub(super) fn watch(&mut self, places: Arc<dyn Places>, event: EventId, ticket: String) {
        let next_at = self.again_at.max(Instant::now());
        self.again_at = next_at + TICKET_PAUSE;
        self.standings = standings(Asked { places, event, ticket, next_at });
    }

    /// Never ready again once there is nothing more to wait for in line.
    pub(super) fn poll_standing(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<PlaceStanding, NoSuchPlace>> {
        match self.standings.poll_next_unpin(context) {
            Poll::Ready(Some(standing)) => Poll::Ready(standing),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }
}

/// The last is one that does not wait any more.
fn standings(first: Asked) -> BoxStream<'static, Result<PlaceStanding, NoSuchPlace>> {
    let standings = stream::unfold(Some(first), |asked| async {
        let mut asked = asked?;
        loop {
            sleep_until(asked.next_at).await;
            match asked.places.place(asked.event, &asked.ticket).await {
                Ok(PlaceAnswer { standing, ask_after }) => {
                    asked.next_at = Instant::now() + ask_after;
                    return Some((Ok(standing), standing.state.waits().then_some(asked)));
                }
                Err(PlaceSourceError::NoSuchPlace) => return Some((Err(NoSuchPlace), None)),
                Err(PlaceSourceError::Unavailable(_)) => asked.next_at = Instant::now() + ASK_AGAIN,
            }
        }
    });
    standings.fuse().boxed()
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use async_trait::async_trait;
    use parking_lot::Mutex;
    use tokio::time::timeout;

    use super::*;
    use crate::domain::PlaceStage;

    /// Answers with these, the last first, and then not at all.
    struct Answers(Mutex<Vec<Result<PlaceAnswer, PlaceSourceError>>>);

    #[async_trait]
    impl Places for Answers {
        async fn place(&self, _: EventId, _: &str) -> Result<PlaceAnswer, PlaceSourceError> {
            self.0.lock().pop().unwrap_or(Err(PlaceSourceError::Unavailable("away".into())))
        }
    }

    fn at(state: PlaceStage, position: u32) -> Result<PlaceAnswer, PlaceSourceError> {
        let standing = PlaceStanding { state, position, wait: Duration::from_secs(9) };
        Ok(PlaceAnswer { standing, ask_after: Duration::from_secs(3) })
    }

    fn watching(mut answers: Vec<Result<PlaceAnswer, PlaceSourceError>>) -> (QueueWatch, Arc<Answers>) {
        answers.reverse();
        let (mut watch, places) = (QueueWatch::default(), Arc::new(Answers(Mutex::new(answers))));
        watch.watch(places.clone(), EventId::new(4).unwrap(), "ticket".to_owned());
        (watch, places)
    }

    async fn next(watch: &mut QueueWatch) -> Result<u32, NoSuchPlace> {
        let standing = poll_fn(|context| watch.poll_standing(context)).await;
        standing.map(|standing| standing.position)
    }

    async fn is_silent(watch: &mut QueueWatch) -> bool {
        timeout(Duration::from_secs(600), next(watch)).await.is_err()
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_is_asked_for_when_it_is_due_until_it_is_called() {
        let began = Instant::now();
        let (mut watch, _) =
            watching(vec![at(PlaceStage::Waiting, 2), at(PlaceStage::Waiting, 1), at(PlaceStage::Called, 0)]);
        for (position, seconds) in [(2, 0), (1, 3), (0, 6)] {
            assert_eq!((next(&mut watch).await, began.elapsed().as_secs()), (Ok(position), seconds));
        }
        assert!(is_silent(&mut watch).await);
    }

    #[tokio::test(start_paused = true)]
    async fn an_outage_is_waited_out_and_a_ticket_of_no_place_is_said_to_be_one() {
        let away = Err(PlaceSourceError::Unavailable("away".into()));
        let (mut watch, _) =
            watching(vec![away, at(PlaceStage::Waiting, 7), Err(PlaceSourceError::NoSuchPlace)]);
        let began = Instant::now();
        assert_eq!((next(&mut watch).await, began.elapsed().as_secs()), (Ok(7), ASK_AGAIN.as_secs()));
        assert_eq!(next(&mut watch).await, Err(NoSuchPlace));
        assert!(is_silent(&mut watch).await);
    }

    #[tokio::test(start_paused = true)]
    async fn tickets_that_are_named_in_a_hurry_are_asked_for_one_a_second() {
        let (mut watch, places) =
            watching((1..9).map(|position| at(PlaceStage::Waiting, position)).collect());
        let began = Instant::now();
        for _ in 0..4 {
            watch.watch(places.clone(), EventId::new(4).unwrap(), "another".to_owned());
        }
        assert_eq!((next(&mut watch).await, began.elapsed().as_secs()), (Ok(1), 4 * TICKET_PAUSE.as_secs()));
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_ticket_there_is_nothing_to_say() {
        assert!(is_silent(&mut QueueWatch::default()).await);
    }
}
