//! Calls the provider for many orders concurrently, and for one order never twice at once. A slow response delays its own order and no other.

use std::collections::HashMap;
use std::sync::Arc;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use lifecycle::Stop;
use primitives::OrderId;
use tokio::sync::Notify;

use crate::app::{Payments, ProviderQueueReceiver, ProviderWork};
use crate::metrics;

/// A call in flight costs a timer and a few kilobytes.
const CONCURRENCY_MAX: usize = 1_024;

pub async fn run(payments: Payments, mut queue: ProviderQueueReceiver, stop: Stop) -> anyhow::Result<()> {
    let mut dispatcher = ProviderDispatcher {
        payments,
        stop: stop.clone(),
        in_flight: HashMap::new(),
        running: FuturesUnordered::new(),
    };
    loop {
        metrics::in_flight(dispatcher.running.len());
        tokio::select! {
            biased;
            () = stop.stopped() => break,
            Some(order) = dispatcher.running.next() => dispatcher.finished(order),
            work = queue.next(), if dispatcher.running.len() < CONCURRENCY_MAX => match work {
                Some(work) => dispatcher.accept(work),
                None => break,
            },
        }
    }
    // Each of them sees the stop: what is being recorded is recorded, a call in flight is left to the recovery after the next start.
    while dispatcher.running.next().await.is_some() {}
    Ok(())
}

struct ProviderDispatcher {
    payments: Payments,
    stop: Stop,
    in_flight: HashMap<OrderId, InFlight>,
    running: FuturesUnordered<BoxFuture<'static, OrderId>>,
}

struct InFlight {
    superseded: Arc<Notify>,
    /// The payment changed meanwhile, and the notification may have come too late: settle it once more at the end.
    again: bool,
}

impl ProviderDispatcher {
    fn accept(&mut self, work: ProviderWork) {
        match self.in_flight.get_mut(&work.order) {
            // Recovery brings no change: it only makes sure that a worker has the order.
            Some(_) if work.known.is_none() => {}
            Some(in_flight) => {
                in_flight.again = true;
                in_flight.superseded.notify_one();
            }
            None => self.begin(work),
        }
    }

    fn begin(&mut self, work: ProviderWork) {
        let order = work.order;
        let superseded = Arc::new(Notify::new());
        self.in_flight.insert(order, InFlight { superseded: superseded.clone(), again: false });
        let (payments, stop) = (self.payments.clone(), self.stop.clone());
        self.running.push(Box::pin(async move {
            if let Err(error) = payments.settle(work, &superseded, stop.stopped()).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(order.id = %order, error, "order {order} is not settled and is retried when its lease ends");
            }
            order
        }));
    }

    fn finished(&mut self, order: OrderId) {
        let was_changed = self.in_flight.remove(&order).is_some_and(|in_flight| in_flight.again);
        if was_changed && !self.stop.is_stopped() {
            self.begin(ProviderWork { order, known: None });
        }
    }
}
