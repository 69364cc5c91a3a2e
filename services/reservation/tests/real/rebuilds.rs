//! After a loss of everything few events are rebuilt at once, those that are needed most before the others.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use engines::Redis;
use primitives::{EventId, OrderId, Timestamp};
use reservation::app::{EventRetention, Rebuilds};
use reservation::ports::{Sales, SalesSnapshot, SalesUnavailable, Standing};
use testkit::eventually;
use tokio::sync::Semaphore;

use crate::outages::SOON;
use crate::records::Records;
use crate::rig::{RETENTION, Rig};
use crate::seat_store_contract::StoreUnderTest;
use crate::seat_store_contract::world::meta;

const EVENTS: i64 = 10;

/// Sales that answer when the test lets them.
struct SlowSales {
    records: Arc<Records>,
    asked: Mutex<Vec<i64>>,
    gate: Semaphore,
}

#[async_trait]
impl Sales for SlowSales {
    async fn begin_rebuild(&self, event: EventId) -> Result<SalesSnapshot, SalesUnavailable> {
        self.asked.lock().unwrap().push(event.get());
        self.gate.acquire().await.unwrap().forget();
        self.records.begin_rebuild(event).await
    }

    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, SalesUnavailable> {
        self.records.standing(event, orders).await
    }
}

impl SlowSales {
    async fn are_asked(&self, count: usize) -> Vec<i64> {
        eventually("the next rebuild begins", SOON, async || {
            let asked = self.asked.lock().unwrap().clone();
            (asked.len() >= count).then_some(asked)
        })
        .await
    }
}

#[tokio::test]
async fn four_events_are_rebuilt_at_once_and_the_next_one_is_the_most_needed() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let events: Vec<EventId> = (1..=EVENTS).map(|id| EventId::new(id).unwrap()).collect();
    for event in &events {
        let meta = meta(*event, Timestamp::from_micros(0));
        rig.records.write(|tables| tables.events.insert(*event, meta));
        rig.store().install(meta).await.unwrap();
    }
    redis.address().run(&["FLUSHALL"]).unwrap();

    let sales = Arc::new(SlowSales {
        records: rig.records.clone(),
        asked: Mutex::default(),
        gate: Semaphore::new(0),
    });
    let clock = Arc::new(primitives::SystemClock);
    let tasks = lifecycle::Tasks::default();
    let (engine, records) = (rig.engine(), rig.records.clone());
    let rebuilds =
        Rebuilds::new(engine, sales.clone(), EventRetention::new(records, clock, RETENTION), tasks);
    for event in &events {
        assert!(rebuilds.heal(*event).await.unwrap());
    }
    let mut first = sales.are_asked(4).await;
    first.sort_unstable();
    assert_eq!(first, [1, 2, 3, 4]);
    rebuilds.needed(events[8]);
    rebuilds.needed(events[8]);
    rebuilds.needed(events[6]);
    sales.gate.add_permits(1);
    assert_eq!(sales.are_asked(5).await[4..], [9], "and no sixth one");
    sales.gate.add_permits(1);
    assert_eq!(sales.are_asked(6).await[5..], [7]);
    sales.gate.add_permits(EVENTS as usize);
    eventually("all are rebuilt", SOON, async || {
        let known = rig.engine().known().await.unwrap();
        let ready = known.iter().filter(|known| known.readiness == reservation::ports::Readiness::Ready);
        (ready.count() == events.len()).then_some(())
    })
    .await;
    assert_eq!(sales.asked.lock().unwrap().len(), events.len(), "each once");
}
