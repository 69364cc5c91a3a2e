//! Asks the provider about many orders at once, and about one order never twice at once. A slow answer holds up its own
//! order and nothing else.

use std::collections::HashMap;
use std::sync::Arc;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use lifecycle::Stop;
use primitives::OrderId;
use tokio::sync::Notify;

use crate::app::{Job, Payments, Queue};
use crate::metrics;

/// How many orders are asked about at one time. A question costs a timer and a few kilobytes while it waits.
const ASKED_MAX: usize = 1_024;

pub async fn run(payments: Payments, mut queue: Queue, stop: Stop) -> anyhow::Result<()> {
    let mut desk = ProviderDesk {
        payments,
        stop: stop.clone(),
        asking: HashMap::new(),
        running: FuturesUnordered::new(),
    };
    loop {
        metrics::asking(desk.running.len());
        tokio::select! {
            biased;
            () = stop.stopped() => break,
            Some(order) = desk.running.next() => desk.finished(order),
            job = queue.next(), if desk.running.len() < ASKED_MAX => match job {
                Some(job) => desk.accept(job),
                None => break,
            },
        }
    }
    // Each of them sees the stop: what is being written is written, what is being asked is left to the next start.
    while desk.running.next().await.is_some() {}
    Ok(())
}

struct ProviderDesk {
    payments: Payments,
    stop: Stop,
    asking: HashMap<OrderId, Asking>,
    running: FuturesUnordered<BoxFuture<'static, OrderId>>,
}

struct Asking {
    superseded: Arc<Notify>,
    /// The payment was changed while this was going on: look at it once more at the end, the notice may have come too late.
    again: bool,
}

impl ProviderDesk {
    fn accept(&mut self, job: Job) {
        match self.asking.get_mut(&job.order) {
            // Recovery has no news: it only wonders whether anybody looks after the order.
            Some(_) if job.known.is_none() => {}
            Some(asking) => {
                asking.again = true;
                asking.superseded.notify_one();
            }
            None => self.begin(job),
        }
    }

    fn begin(&mut self, job: Job) {
        let order = job.order;
        let superseded = Arc::new(Notify::new());
        self.asking.insert(order, Asking { superseded: superseded.clone(), again: false });
        let (payments, stop) = (self.payments.clone(), self.stop.clone());
        self.running.push(Box::pin(async move {
            let settled = payments.settle(job, &superseded, stop.stopped()).await;
            if let Err(error) = settled {
                let error = anyhow::Error::new(error);
                tracing::warn!(%order, error = format!("{error:#}"), "order {order} is not settled, it comes up again when due");
            }
            order
        }));
    }

    fn finished(&mut self, order: OrderId) {
        if self.asking.remove(&order).is_some_and(|asking| asking.again) && !self.stop.is_stopped() {
            self.begin(Job { order, known: None });
        }
    }
}
