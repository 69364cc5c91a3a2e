//! Instances of the waiting room on one Redis of their own, with a clock that the test moves. There is no bus, and no catalog that answers.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use engines::Redis;
use lifecycle::Tasks;
use primitives::{Clock, EventId, FakeClock, SeededIds, VisitorId};
use redis_nodes::NodesConfig;
use waiting_room::adapters::redis::RedisLines;
use waiting_room::app::{LiveLine, Opening, QueueTicket, QueueTickets, WaitingRooms};
use waiting_room::domain::{Control, Join, JoinIndex, RoomRules, SeatsLeft};
use waiting_room::ports::{LineStore, StockSource, StockUnknown};

const SECRET: &[u8] = b"a secret of thirty-two bytes, or so";
const JOINS_TOGETHER: u32 = 250;
pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) struct Rig {
    pub(crate) redis: Redis,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) store: Arc<RedisLines>,
    tickets: QueueTickets,
}

struct NoStock;

#[async_trait]
impl StockSource for NoStock {
    async fn stock(&self, _: EventId) -> Result<Option<SeatsLeft>, StockUnknown> {
        Ok(None)
    }
}

pub(crate) fn event() -> EventId {
    EventId::new(4).unwrap()
}

/// Who joined at this place.
pub(crate) fn visitor(index: u32) -> VisitorId {
    VisitorId(1_000_000 + u128::from(index))
}

impl Rig {
    pub(crate) fn start() -> Self {
        let (redis, clock) = (Redis::start().unwrap(), Arc::new(FakeClock::default()));
        let store = Arc::new(lines(&redis, clock.clone()));
        Self { redis, clock, store, tickets: QueueTickets::new(SECRET) }
    }

    /// A process of its own. It has read all rooms.
    pub(crate) async fn instance(&self) -> WaitingRooms {
        let (store, clock) = (Arc::new(lines(&self.redis, self.clock.clone())), self.clock.clone());
        let ids = Arc::new(SeededIds::new(1));
        let rooms = WaitingRooms::new(store, Arc::new(NoStock), clock, ids, Tasks::default(), SECRET);
        rooms.take_turns().await.unwrap();
        rooms
    }

    pub(crate) async fn open(&self, rooms: &WaitingRooms, cap: u32, ceiling: u32) {
        let rules = RoomRules { cap, ceiling, ..RoomRules::default() };
        let opening = Opening { rules, opens_at: None, round: None };
        rooms.open(event(), opening, Control::default()).await.unwrap();
    }

    pub(crate) async fn join(&self, count: u32) {
        let join = |index: u32| Join { visitor: visitor(index), instead_of: None };
        let joins: Vec<Join> = (0..count).map(join).collect();
        for some in joins.chunks(JOINS_TOGETHER as usize) {
            self.store.join(event(), some).await.unwrap();
        }
    }

    /// As the visitor has it, whatever the store knows.
    pub(crate) fn ticket(&self, line: &LiveLine, index: u32) -> String {
        let (event, epoch) = (event(), line.room().epoch);
        self.tickets.sign(&QueueTicket { event, epoch, index: JoinIndex(index), visitor: visitor(index) })
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// Everything in Redis is gone.
    pub(crate) fn flush(&self) {
        self.redis.address().run(&["FLUSHALL"]).unwrap();
    }

    pub(crate) fn now(&self) -> primitives::Timestamp {
        self.clock.now()
    }
}

fn lines(redis: &Redis, clock: Arc<FakeClock>) -> RedisLines {
    RedisLines::connect_for_test(&NodesConfig::at(&redis.url()).unwrap(), Tasks::default(), clock)
}

pub(crate) fn line(rooms: &WaitingRooms) -> Arc<LiveLine> {
    rooms.line(event()).unwrap().unwrap()
}
