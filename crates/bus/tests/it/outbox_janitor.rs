//! The janitor of an outbox: however much there is to delete, most of the time belongs to the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bus::{BusError, Message, Outbox, OutboxJanitor};
use primitives::{MessageId, SystemClock, Timestamp};
use tokio::time::timeout;

/// So much was sent yesterday that there is no end of it.
#[derive(Default)]
struct Rush {
    slices: AtomicU32,
    largest: AtomicU32,
}

const SLICE_TAKES: Duration = Duration::from_millis(100);

#[async_trait]
impl Outbox for Rush {
    async fn unsent(&self, _: u32) -> Result<Vec<Message>, BusError> {
        Ok(Vec::new())
    }

    async fn mark_sent(&self, _: &[MessageId]) -> Result<(), BusError> {
        Ok(())
    }

    async fn prune_sent(&self, _: Timestamp, limit: u32) -> Result<u64, BusError> {
        let _elapsed = timeout(SLICE_TAKES, std::future::pending::<()>()).await;
        self.slices.fetch_add(1, Ordering::SeqCst);
        self.largest.fetch_max(limit, Ordering::SeqCst);
        Ok(limit.into())
    }

    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError> {
        Ok(None)
    }

    async fn committed(&self) {
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn pruning_takes_small_slices_and_a_fifth_of_the_time() {
    let rush = Arc::new(Rush::default());
    let janitor = OutboxJanitor::new("test", rush.clone(), Arc::new(SystemClock));
    let minute = Duration::from_secs(60);
    timeout(minute, janitor.run(std::future::pending())).await.unwrap_err();
    let slices = rush.slices.load(Ordering::SeqCst);
    // From the tenth second on, each takes 100 ms and rests for 400.
    assert!((90..=100).contains(&slices), "{slices} slices in {minute:?}");
    assert!(rush.largest.load(Ordering::SeqCst) <= 200);
}
