//! Follows one order by its stream until nothing can change any more.

use std::sync::Arc;
use std::time::Duration;

use contracts::http::order::{OrderBody, OrderStatus};
use parking_lot::Mutex;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use uuid::Uuid;

use super::{SseConnection, SseItem};
use crate::{ApiClient, eventually};

const RECONNECT_AFTER: Duration = Duration::from_millis(20);

#[derive(Debug, Default)]
struct State {
    seen: Vec<OrderBody>,
    violations: Vec<String>,
}

/// Remembers every state of the order that the stream has shown.
#[derive(Debug)]
pub struct OrderFollower {
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl OrderFollower {
    #[must_use]
    pub fn follow(api: &ApiClient, order: Uuid) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let (api, shared) = (api.clone(), state.clone());
        #[expect(
            clippy::disallowed_methods,
            reason = "a client in a test is no part of a server's life cycle"
        )]
        let task = tokio::spawn(async move {
            loop {
                // However a connection ends, the client reconnects.
                let _ = follow_one_connection(&api, order, &shared).await;
                sleep(RECONNECT_AFTER).await;
            }
        });
        Self { state, task }
    }

    /// Everything shown so far, each version once.
    #[must_use]
    pub fn seen(&self) -> Vec<OrderBody> {
        self.state.lock().seen.clone()
    }

    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        self.state.lock().violations.clone()
    }

    /// The order once it is confirmed or cancelled.
    pub async fn outcome(&self, deadline: Duration) -> OrderBody {
        eventually("the stream shows the order confirmed or cancelled", deadline, async || {
            self.seen().pop().filter(|order| order.status != OrderStatus::Created)
        })
        .await
    }
}

impl Drop for OrderFollower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow_one_connection(
    api: &ApiClient,
    order: Uuid,
    shared: &Mutex<State>,
) -> Result<(), reqwest::Error> {
    let path = format!("/api/orders/{order}/stream");
    let Ok(mut connection) = SseConnection::open(api, &path, None).await? else { return Ok(()) };
    while let Some(item) = connection.next().await? {
        let SseItem::Frame(frame) = item else { continue };
        let mut state = shared.lock();
        if frame.event != "ORDER_UPDATE" {
            state.violations.push(format!("an event named {} on this stream", frame.event));
            continue;
        }
        match serde_json::from_str(&frame.data) {
            Ok(body) => state.take(order, body),
            Err(error) => state.violations.push(format!("an update that cannot be read: {error}")),
        }
    }
    Ok(())
}

impl State {
    /// A repeated version is what a reconnect brings; an older one must never come.
    fn take(&mut self, order: Uuid, body: OrderBody) {
        let last = self.seen.last();
        if body.order_id != order {
            self.violations.push(format!("the stream of order {order} speaks of order {}", body.order_id));
        } else if last.is_some_and(|last| last.version > body.version) {
            self.violations.push(format!("the order went back to version {}", body.version));
        } else if last.is_none_or(|last| last.version < body.version) {
            self.seen.push(body);
        }
    }
}
