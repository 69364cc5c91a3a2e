//! Recording what the provider has responded, each response together with its reply. Responses that come while others are being recorded share
//! the next unit of work; one that comes alone waits for none.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::contention::redo_contended;
use super::error::PaymentError;
use super::payment_batch::PaymentBatch;
use super::payments::Payments;
use super::reply;
use super::response_queue::{Received, Recorded, Waiting};
use crate::domain::{Payment, on_response};

impl Payments {
    /// Records the response, alone or with others.
    pub(super) async fn record(&self, response: Received) -> Recorded {
        let (recorded, mut receives) = oneshot::channel();
        self.responses.push(Waiting { response, recorded });
        loop {
            // Until its result is there, or it is its turn to record what waits.
            let _turn = tokio::select! {
                biased;
                recorded = &mut receives => return recorded.unwrap_or(Err(PaymentError::Aborted)),
                turn = self.responses.turn.lock() => turn,
            };
            self.record_waiting().await;
        }
    }

    async fn record_waiting(&self) {
        let waiting = self.responses.take().into_iter();
        let (responses, senders): (Vec<_>, Vec<_>) =
            waiting.map(|waiting| (waiting.response, waiting.recorded)).unzip();
        let recorded = self.record_all(&responses).await;
        for (sender, recorded) in senders.into_iter().zip(recorded) {
            // The dispatcher may have stopped waiting.
            let _ = sender.send(recorded);
        }
    }

    /// A failure that may concern one of them alone is found by recording them one by one.
    async fn record_all(&self, responses: &[Received]) -> Vec<Recorded> {
        if responses.len() > 1 {
            match self.record_together(responses).await {
                Ok(recorded) => return recorded.into_iter().map(Ok).collect(),
                Err(error) if error.concerns_all() => {
                    let error = Arc::new(error);
                    return responses.iter().map(|_| Err(PaymentError::Shared(error.clone()))).collect();
                }
                Err(_) => {}
            }
        }
        let mut recorded = Vec::with_capacity(responses.len());
        for response in responses {
            let one = std::slice::from_ref(response);
            let payments = redo_contended(|| self.record_together(one)).await;
            recorded.push(payments.map(|payments| payments.into_iter().next().flatten()));
        }
        recorded
    }

    async fn record_together(&self, responses: &[Received]) -> Result<Vec<Option<Payment>>, PaymentError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let orders = responses.iter().map(|response| response.order).collect();
        let mut batch = PaymentBatch::load(&mut tx, orders).await?;
        let mut has_changes = false;
        for Received { order, response, span } in responses {
            let Some(payment) = batch.get(*order) else { continue };
            let transition = on_response(&payment.authorization, response);
            let Some(authorization) = transition.next else { continue };
            has_changes = true;
            let payment = Payment { authorization, ..payment.clone() };
            if let Some(reply) = transition.reply {
                let compose = || reply::compose(payment.awaited_by, *order, reply, now);
                batch.reply(span.in_scope(compose)?);
            }
            batch.put(payment);
        }
        let recorded = responses.iter().map(|response| batch.get(response.order).cloned()).collect();
        if has_changes {
            batch.commit(tx, now, self.lease_end(now)).await?;
        }
        Ok(recorded)
    }
}
