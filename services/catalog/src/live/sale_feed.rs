//! What all sockets of one event say: the newest message of each type, encoded once.
//!
//! A reader is two numbers. What it has missed is not made up for: the newest message of a type says everything that earlier ones did.

use std::sync::Arc;
use std::time::Duration;

use contracts::http::socket::SaleMessage;
use parking_lot::Mutex;
use primitives::{Clock, Timestamp};
use server::ws::Frame;
use tokio::sync::watch;

use super::cursor::Mode;
use super::map::LiveMap;
use crate::domain::{MapPosition, SalePhase, Stock};

pub struct SaleFeed {
    map: Arc<LiveMap>,
    clock: Arc<dyn Clock>,
    ticks: watch::Receiver<Option<MapPosition>>,
    made: Mutex<Made>,
}

/// What one reader has, by the number of each message.
#[derive(Debug, Clone, Copy, Default)]
pub struct SaleCursor {
    state: u64,
    stock: u64,
    /// The highest `seq` that was sent.
    pub sent: u64,
}

struct Made {
    on_sale_at: Timestamp,
    seq: u64,
    /// What the stock was counted for.
    ticked: Option<MapPosition>,
    /// And what it was counted as of.
    counted_at: Option<MapPosition>,
    stock: Option<Latest<Stock>>,
    state: Option<Latest<SalePhase>>,
}

/// The newest message of its type.
struct Latest<T> {
    of: T,
    /// How many there have been.
    number: u64,
    seq: u64,
    /// None where there is nothing to say.
    frame: Option<Frame>,
}

impl SaleFeed {
    pub(super) fn new(map: Arc<LiveMap>, on_sale_at: Timestamp, clock: Arc<dyn Clock>) -> Self {
        let made = Made { on_sale_at, seq: 0, ticked: None, counted_at: None, stock: None, state: None };
        Self { ticks: map.wake(Mode::Batch), map, clock, made: Mutex::new(made) }
    }

    /// The sale has moved.
    pub(super) fn opens_at(&self, on_sale_at: Timestamp) {
        self.made.lock().on_sale_at = on_sale_at;
    }

    #[must_use]
    pub fn map(&self) -> &Arc<LiveMap> {
        &self.map
    }

    /// The event is forgotten: behind what can still be read, nothing follows.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.map.is_retired()
    }

    /// How long until it opens; none when it has.
    #[must_use]
    pub fn opens_in(&self) -> Option<Duration> {
        let (on_sale_at, now) = (self.made.lock().on_sale_at, self.clock.now());
        (on_sale_at > now).then(|| on_sale_at.since(now))
    }

    /// Changes whenever there may be something new to read, but for the moment in which the sale opens.
    #[must_use]
    pub fn wake(&self) -> watch::Receiver<Option<MapPosition>> {
        self.map.wake(Mode::Batch)
    }

    /// The most urgent message that this reader does not have; none when it has everything.
    #[must_use]
    pub fn read(&self, cursor: &mut SaleCursor) -> Option<Frame> {
        let mut made = self.made.lock();
        made.catch_up(&self.map, *self.ticks.borrow(), self.clock.now());
        let SaleCursor { state, stock, sent } = cursor;
        let next = made.state.as_ref().and_then(|latest| latest.read(state));
        let (seq, frame) = next.or_else(|| made.stock.as_ref().and_then(|latest| latest.read(stock)))?;
        *sent = seq.max(*sent);
        Some(frame)
    }

    /// What its readers have heard of the stock when they have read everything, and as of which position.
    #[must_use]
    pub fn last_stock(&self) -> Option<(MapPosition, Stock)> {
        let mut made = self.made.lock();
        made.catch_up(&self.map, *self.ticks.borrow(), self.clock.now());
        Some((made.counted_at?, made.stock.as_ref()?.of))
    }

    /// The frame of a message to this reader alone.
    pub fn private(&self, cursor: &mut SaleCursor, message: impl FnOnce(u64) -> SaleMessage) -> Frame {
        let mut made = self.made.lock();
        made.seq += 1;
        cursor.sent = made.seq.max(cursor.sent);
        let message = message(made.seq);
        Frame::text(message.kind(), &message)
    }
}

impl SaleCursor {
    /// Reads the current stock again.
    pub fn rewind(&mut self) {
        self.stock = 0;
    }
}

impl Made {
    fn catch_up(&mut self, map: &LiveMap, ticked: Option<MapPosition>, now: Timestamp) {
        let event_id = map.plan().event().get();
        if (self.ticked != ticked || self.stock.is_none())
            && let Some((position, counted)) = map.stock()
        {
            (self.ticked, self.counted_at) = (ticked, Some(position));
            let Stock { remaining, in_hold, sold } = counted;
            let message = |seq| Some(SaleMessage::StockUpdate { seq, remaining, sold, in_hold });
            Latest::renew(&mut self.stock, counted, &mut self.seq, message);
        }
        let Some(stock) = &self.stock else { return };
        let state =
            if map.is_retired() { SalePhase::Closed } else { SalePhase::of(stock.of, self.on_sale_at, now) };
        Latest::renew(&mut self.state, state, &mut self.seq, |seq| match state {
            SalePhase::NotYet => None,
            SalePhase::Open => Some(SaleMessage::SaleOpen { seq, event_id }),
            SalePhase::Closed => Some(SaleMessage::SaleClosed { seq, event_id }),
        });
    }
}

impl<T: PartialEq> Latest<T> {
    fn renew(
        latest: &mut Option<Self>,
        of: T,
        last: &mut u64,
        message: impl FnOnce(u64) -> Option<SaleMessage>,
    ) {
        if latest.as_ref().is_some_and(|latest| latest.of == of) {
            return;
        }
        *last += 1;
        let frame = message(*last).map(|message| Frame::text(message.kind(), &message));
        let number = latest.as_ref().map_or(1, |latest| latest.number + 1);
        *latest = Some(Self { of, number, seq: *last, frame });
    }

    /// None if this reader has seen it.
    fn read(&self, seen: &mut u64) -> Option<(u64, Frame)> {
        let before = std::mem::replace(seen, self.number);
        if before == self.number {
            return None;
        }
        let frame = self.frame.clone()?;
        // A new reader has missed nothing.
        let skipped = if before == 0 { 0 } else { self.number - before - 1 };
        if skipped > 0 {
            frame.replaces(skipped);
        }
        Some((self.seq, frame))
    }
}
