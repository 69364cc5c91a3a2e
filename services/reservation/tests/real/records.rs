//! The services that the seat store is rebuilt from, as plain tables that a test writes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use async_trait::async_trait;
use primitives::{EventId, OrderId, SeatId, Timestamp};
use reservation::domain::SalePlan;
use reservation::ports::{
    EventMeta, Events, EventsUnavailable, OrderUnderWay, PublishedEvent, Sales, SalesSnapshot,
    SalesUnavailable, Standing,
};

#[derive(Default)]
pub(crate) struct Records {
    tables: Mutex<Tables>,
}

#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) events: HashMap<EventId, EventMeta>,
    pub(crate) begins_at: HashMap<EventId, Timestamp>,
    pub(crate) epochs: HashMap<EventId, u64>,
    pub(crate) sold: BTreeMap<(EventId, SeatId), OrderId>,
    pub(crate) under_way: Vec<(EventId, OrderUnderWay)>,
    pub(crate) ended: Vec<OrderId>,
}

impl Records {
    pub(crate) fn write<T>(&self, change: impl FnOnce(&mut Tables) -> T) -> T {
        change(&mut self.tables.lock().unwrap())
    }
}

impl Tables {
    fn sold_at(&self, event: EventId) -> Vec<(SeatId, OrderId)> {
        let rows = self.sold.iter().filter(|((at, _), _)| *at == event);
        rows.map(|((_, seat), order)| (*seat, *order)).collect()
    }
}

#[async_trait]
impl Sales for Records {
    async fn begin_rebuild(&self, event: EventId) -> Result<SalesSnapshot, SalesUnavailable> {
        Ok(self.write(|tables| {
            let epoch = tables.epochs.entry(event).or_default();
            *epoch += 1;
            let under_way = tables.under_way.iter().filter(|(at, _)| *at == event);
            SalesSnapshot {
                epoch: *epoch,
                under_way: under_way.map(|(_, order)| order.clone()).collect(),
                sold: tables.sold_at(event),
                tiers: Vec::new(),
            }
        }))
    }

    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, SalesUnavailable> {
        Ok(self.write(|tables| {
            let ended = orders.iter().filter(|order| tables.ended.contains(order));
            Standing { sold: tables.sold_at(event), ended: ended.copied().collect() }
        }))
    }
}

#[async_trait]
impl Events for Records {
    async fn published(&self, event: EventId) -> Result<Option<PublishedEvent>, EventsUnavailable> {
        Ok(self.write(|tables| {
            let meta = tables.events.get(&event).copied()?;
            Some(PublishedEvent { meta, begins_at: tables.begins_at.get(&event).copied() })
        }))
    }

    async fn plan(&self, _: EventId) -> Result<Option<SalePlan>, EventsUnavailable> {
        Ok(None)
    }
}
