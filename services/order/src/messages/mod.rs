//! What others answer: from the words of the bus to those of the saga, and into the app.

pub(crate) mod order_events;
mod payment_replies;
mod reservation_replies;

use std::sync::Arc;

use async_trait::async_trait;
use bus::{HandleError, Handler, Message};
use contracts::topics::Topic;

use crate::app::{AdvanceError, News, Orders};
use crate::ports::StoreError;

/// What this service is called among the consumers of a topic.
pub(crate) const GROUP: &str = "order";

/// The topics that [`Replies`] reads.
pub(crate) const TOPICS: &[Topic] = &[Topic::PAYMENT_REPLIES, Topic::RESERVATION_REPLIES];

#[derive(Debug, thiserror::Error)]
#[error("nobody here reads {0}")]
struct UnknownTopic(Topic);

/// Tells the saga of an order what it was answered.
pub(crate) struct Replies(pub(crate) Arc<Orders>);

#[async_trait]
impl Handler for Replies {
    async fn handle(&self, message: &Message) -> Result<(), HandleError> {
        let (order, input) = match message.topic {
            Topic::PAYMENT_REPLIES => payment_replies::read(&message.decode().map_err(HandleError::poison)?),
            Topic::RESERVATION_REPLIES => {
                reservation_replies::read(&message.decode().map_err(HandleError::poison)?)
            }
            other => return Err(HandleError::poison(UnknownTopic(other))),
        };
        let news = News::Reply { message: message.id, input };
        self.0.advance(order, news).await.map_err(can_it_help_to_try_again)?;
        Ok(())
    }
}

fn can_it_help_to_try_again(error: AdvanceError) -> HandleError {
    match &error {
        AdvanceError::Store(
            StoreError::Unavailable(_)
            | StoreError::Contended(_)
            | StoreError::Unknown(_)
            | StoreError::Conflict
            | StoreError::Duplicate,
        ) => HandleError::transient(error),
        // Only this order is parked; the sweep tells of it again and again until somebody has repaired it.
        AdvanceError::Store(StoreError::Damaged(_)) | AdvanceError::Unwritable(_) => {
            HandleError::poison(error)
        }
    }
}
