//! `reservation.commands`: translate, call, and let the bus retry when the store does not answer. Commands of different orders are carried out
//! concurrently.
//!
//! Commands are total: every command has a reply, even if it names what does not exist.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use bus::{HandleError, Handler, Incoming, Message};
use contracts::messages::{Correction, ReservationCommand};
use futures::future::join_all;
use primitives::{EventId, OrderId, SeatId};
use tracing::Instrument;
use uuid::Uuid;

use crate::app::{ReplyTo, Reservations, SettleError};
use crate::ports::{CorrectSales, OrderCommand};

pub struct ReservationCommands(pub Arc<Reservations>);

#[async_trait]
impl Handler for ReservationCommands {
    async fn handle(&self, batch: &[Incoming]) -> Result<(), HandleError> {
        // The commands meet in the store. All of them end before an error is returned: none is left halfway.
        let handled = join_all(of_each_key(batch).map(|commands| self.handle_in_turn(commands))).await;
        handled.into_iter().collect()
    }
}

/// In their order.
fn of_each_key(batch: &[Incoming]) -> impl Iterator<Item = Vec<&Incoming>> {
    let mut of_key: BTreeMap<&str, Vec<&Incoming>> = BTreeMap::new();
    for incoming in batch {
        of_key.entry(&incoming.message.key).or_default().push(incoming);
    }
    of_key.into_values()
}

impl ReservationCommands {
    async fn handle_in_turn(&self, commands: Vec<&Incoming>) -> Result<(), HandleError> {
        for Incoming { message, span } in commands {
            self.handle_one(message).instrument(span.clone()).await?;
        }
        Ok(())
    }

    async fn handle_one(&self, message: &Message) -> Result<(), HandleError> {
        let command: ReservationCommand = message.decode().map_err(HandleError::poison)?;
        let to = ReplyTo { command: message.id, traceparent: message.traceparent.clone() };
        self.execute(&to, command).await.map_err(|error| match error {
            SettleError::Unavailable(_) => HandleError::transient(error),
            SettleError::Unwritable(_) => HandleError::poison(error),
        })
    }

    async fn execute(&self, to: &ReplyTo, command: ReservationCommand) -> Result<(), SettleError> {
        let traceparent = to.traceparent.clone();
        match command {
            ReservationCommand::Confirm { order_id, event_id, seat_ids } => {
                let order = OrderId::from_uuid(order_id);
                let seats = seat_ids.iter().map(|id| SeatId::new(*id)).collect::<Result<Vec<_>, _>>();
                match (EventId::new(event_id), seats) {
                    (Ok(event), Ok(seats)) => {
                        self.0.confirm(to, OrderCommand { event, order, seats, traceparent }).await
                    }
                    (Err(_), _) | (_, Err(_)) => self.0.refuse_confirm(to, order).await,
                }
            }
            ReservationCommand::Release { order_id, event_id, seat_ids } => {
                let order = OrderId::from_uuid(order_id);
                let seats = seat_ids.iter().filter_map(|id| SeatId::new(*id).ok()).collect();
                match EventId::new(event_id) {
                    Ok(event) => self.0.release(to, OrderCommand { event, order, seats, traceparent }).await,
                    Err(_) => self.0.release_nothing(to, order).await,
                }
            }
            ReservationCommand::Correct { order_id, event_id, corrections } => {
                let loser = OrderId::from_uuid(order_id);
                match EventId::new(event_id) {
                    Ok(event) => {
                        let winners = corrections.iter().filter_map(winner).collect();
                        self.0.correct(to, CorrectSales { event, loser, winners }).await
                    }
                    Err(_) => self.0.correct_nothing(to, loser).await,
                }
            }
        }
    }
}

fn winner(correction: &Correction) -> Option<(SeatId, OrderId)> {
    let winner: Uuid = correction.winner;
    Some((SeatId::new(correction.seat_id).ok()?, OrderId::from_uuid(winner)))
}
