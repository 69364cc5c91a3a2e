//! Replies of the other services: from messages of the bus to events of the saga, and into the app.

pub(crate) mod order_events;
mod payment_replies;
mod reservation_replies;

use std::sync::Arc;

use async_trait::async_trait;
use bus::{HandleError, Handler, Incoming};
use contracts::topics::Topic;

use crate::app::{AdvanceError, Arrival, Orders};

/// The topics that [`Replies`] handles.
pub(crate) const TOPICS: &[Topic] = &[Topic::PAYMENT_REPLIES, Topic::RESERVATION_REPLIES];

#[derive(Debug, thiserror::Error)]
#[error("the topic {0} has no handler")]
struct UnknownTopic(Topic);

pub(crate) struct Replies(pub(crate) Arc<Orders>);

#[async_trait]
impl Handler for Replies {
    async fn handle(&self, batch: &[Incoming]) -> Result<(), HandleError> {
        let arrivals = batch.iter().map(arrival).collect::<Result<Vec<_>, _>>()?;
        self.0.advance_all(&arrivals).await.map_err(classify_error)?;
        Ok(())
    }
}

fn arrival(Incoming { message, span }: &Incoming) -> Result<Arrival, HandleError> {
    let (order, event) = match message.topic {
        Topic::PAYMENT_REPLIES => {
            payment_replies::event(message.id, &message.decode().map_err(HandleError::poison)?)
        }
        Topic::RESERVATION_REPLIES => {
            reservation_replies::event(message.id, &message.decode().map_err(HandleError::poison)?)
        }
        other => return Err(HandleError::poison(UnknownTopic(other))),
    };
    Ok(Arrival { order, event, span: span.clone() })
}

/// A poisoned message parks only this order; the sweep logs the order again and again until its record is repaired.
fn classify_error(error: AdvanceError) -> HandleError {
    if error.is_transient() { HandleError::transient(error) } else { HandleError::poison(error) }
}
