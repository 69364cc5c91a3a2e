//! Whatever is lost, repeated or cut off: a client that follows the protocol ends with exactly the truth.

use std::collections::VecDeque;

use catalog::domain::{ChangeOutcome, Delta, Layout, MapPosition, SeatStatus, Section, Snapshot, Statuses};
use catalog::live::{Cursor, LastSeen, LiveMap, Mode, SeatPlan};
use contracts::http::catalog::{SeatBody, SeatMapBody};
use primitives::{Currency, EventId, SeatId};
use proptest::prelude::*;
use testkit::stream::{Next, SeatMap, SseItem, SseParser};

const SEATS: u32 = 6;
/// Small, so that readers fall out of it.
const RING: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    Change {
        seat: u32,
        status: usize,
    },
    /// The oldest changes on their way arrive in one message, or get lost.
    Deliver {
        together: usize,
    },
    Lose {
        together: usize,
    },
    /// A message that arrived or was lost before comes again.
    Repeat {
        back: usize,
    },
    NewEpoch {
        version: u64,
    },
    /// The bus broke: what is on its way is gone.
    TailBreaks,
    Fetched,
    Tick,
    Read {
        client: usize,
        frames: usize,
    },
    Reconnect {
        client: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (1..=SEATS, 0..3_usize).prop_map(|(seat, status)| Step::Change { seat, status }),
        8 => (1..4_usize).prop_map(|together| Step::Deliver { together }),
        1 => (1..4_usize).prop_map(|together| Step::Lose { together }),
        2 => (0..8_usize).prop_map(|back| Step::Repeat { back }),
        1 => (0..4_u64).prop_map(|version| Step::NewEpoch { version }),
        1 => Just(Step::TailBreaks),
        4 => Just(Step::Fetched),
        2 => Just(Step::Tick),
        6 => (0..2_usize, 1..6_usize).prop_map(|(client, frames)| Step::Read { client, frames }),
        2 => (0..2_usize).prop_map(|client| Step::Reconnect { client }),
    ]
}

struct Client {
    mode: Mode,
    cursor: Option<Cursor>,
    map: SeatMap,
}

impl Client {
    fn new(mode: Mode) -> Self {
        Self { mode, cursor: None, map: SeatMap::new(1, mode == Mode::Batch) }
    }

    fn connect(&mut self, live: &LiveMap) {
        self.map.connected();
        let last_seen = self.map.last_event_id().map_or(LastSeen::Nothing, LastSeen::parse);
        self.cursor = live.join(self.mode, last_seen);
    }

    fn read(&mut self, live: &LiveMap, frames: usize) {
        if self.cursor.is_none() {
            self.connect(live);
        }
        let Some(cursor) = &mut self.cursor else { return };
        for _ in 0..frames {
            let Some(bytes) = live.read(cursor) else { return };
            for item in SseParser::default().push(&bytes) {
                let SseItem::Frame(frame) = item else { panic!("a frame was expected") };
                if let Next::Fetch(_) = self.map.on_frame(&frame) {
                    self.map.install(&body(&live.snapshot().unwrap()));
                }
            }
        }
    }
}

/// The seat store, the bus, the live map and two clients.
struct World {
    truth: Snapshot,
    on_the_way: VecDeque<Delta>,
    /// As messages.
    gone: Vec<Vec<Delta>>,
    live: LiveMap,
    fetching: bool,
    clients: [Client; 2],
}

impl World {
    fn new() -> Self {
        let layout = Layout::new(1, SEATS, vec![Section::new("A", 1).sized(1, SEATS)]).unwrap();
        let plan = SeatPlan::new(EventId::new(1).unwrap(), Currency::KRW, layout).unwrap();
        let live = LiveMap::new(plan, RING);
        let fetching = live.begin_first_fetch();
        Self {
            truth: Snapshot { position: MapPosition::new(1, 0), statuses: Statuses::all_available(SEATS) },
            on_the_way: VecDeque::new(),
            gone: Vec::new(),
            live,
            fetching,
            clients: [Mode::Single, Mode::Batch].map(Client::new),
        }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Change { seat, status } => {
                let seat = SeatId::new(i64::from(seat)).unwrap();
                self.truth.position.version += 1;
                self.truth.statuses.set(seat, SeatStatus::ALL[status]);
                let position = self.truth.position;
                self.on_the_way.push_back(Delta { position, seat, status: SeatStatus::ALL[status] });
            }
            Step::Deliver { together } => {
                let message = self.next_message(together);
                self.receive(&message);
                self.gone.push(message);
            }
            Step::Lose { together } => {
                let message = self.next_message(together);
                self.gone.push(message);
            }
            Step::Repeat { back } => {
                if let Some(message) = self.gone.iter().rev().nth(back).cloned() {
                    self.receive(&message);
                }
            }
            Step::NewEpoch { version } => {
                self.truth.position = MapPosition::new(self.truth.position.epoch + 1, version);
            }
            Step::TailBreaks => {
                self.gone.push(self.on_the_way.drain(..).collect());
                self.fetching |= self.live.invalidate();
            }
            Step::Fetched => {
                if self.fetching {
                    self.fetching = self.live.fetched(self.truth.clone()).fetch.is_some();
                }
            }
            Step::Tick => self.live.tick(),
            Step::Read { client, frames } => self.clients[client].read(&self.live, frames),
            Step::Reconnect { client } => self.clients[client].connect(&self.live),
        }
    }

    fn next_message(&mut self, changes_max: usize) -> Vec<Delta> {
        self.on_the_way.drain(..changes_max.min(self.on_the_way.len())).collect()
    }

    fn receive(&mut self, message: &[Delta]) {
        if let ChangeOutcome::Fetch(_) = self.live.receive(message) {
            self.fetching = true;
        }
    }

    /// Nothing goes wrong any more: everything arrives and is read to its end.
    fn settle(&mut self) {
        self.take(&Step::TailBreaks);
        // Far more rounds than a correct map needs.
        for _ in 0..20 {
            self.take(&Step::Fetched);
        }
        self.take(&Step::Tick);
        for client in &mut self.clients {
            for _ in 0..20 {
                client.read(&self.live, RING);
            }
        }
    }
}

fn body(snapshot: &Snapshot) -> SeatMapBody {
    let seat = |(index, status): (usize, SeatStatus)| {
        let id = SeatId::at_index(index).unwrap().get();
        SeatBody { id, r: 1, c: 1, section: String::new(), price: 1, status: status.into() }
    };
    let MapPosition { epoch, version } = snapshot.position;
    let seats = snapshot.statuses.iter().enumerate().map(seat).collect();
    SeatMapBody { event_id: 1, epoch, version, rows: 1, cols: SEATS, seats, pools: Vec::new() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_client_that_follows_the_protocol_ends_with_the_truth(steps in prop::collection::vec(step(), 0..120)) {
        let mut world = World::new();
        steps.iter().for_each(|step| world.take(step));
        world.settle();

        prop_assert_eq!(world.live.snapshot(), Some(world.truth.clone()));
        prop_assert!(world.live.changes_kept() <= RING);
        let mut truth = SeatMap::new(1, false);
        truth.install(&body(&world.truth));
        for client in &world.clients {
            prop_assert_eq!(client.map.violations(), &[] as &[String]);
            prop_assert_eq!(client.map.position(), truth.position());
            prop_assert_eq!(client.map.statuses(), truth.statuses());
        }
    }
}
