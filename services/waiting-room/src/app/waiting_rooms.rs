//! What every use case works with.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use access::SalePasses;
use lifecycle::Tasks;
use parking_lot::{Mutex, RwLock};
use primitives::{Clock, EventId, IdSource};
use tokio::sync::watch;

use super::error::RoomsUnknown;
use super::joining::Joining;
use super::known_places::KnownPlaces;
use super::live_line::{LiveLine, draw};
use super::loads::Loads;
use super::prices::Prices;
use super::proof_trees::ProofTrees;
use super::purchases::Purchases;
use super::queue_ticket::QueueTickets;
use super::recalls::Recalls;
use super::stocks::Stocks;
use crate::domain::PlaceNumber;
use crate::ports::{LineStore, LineUnavailable, StockSource, ViewAnswer};

/// A line that has not changed is known to be so for this long without being written down again.
const CURRENT_FOR: Duration = Duration::from_millis(200);

pub struct WaitingRooms {
    pub(super) store: Arc<dyn LineStore>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdSource>,
    pub(super) tickets: QueueTickets,
    pub(super) passes: SalePasses,
    pub(super) joining: Joining,
    pub(super) known_places: KnownPlaces,
    pub(super) trees: ProofTrees,
    pub(super) purchases: Purchases,
    pub(super) stocks: Stocks,
    pub(super) loads: Loads,
    pub(super) recalls: Recalls,
    pub(super) prices: Prices,
    /// Sent when a line has changed, and when all rooms have been read for the first time.
    pub(super) changes: watch::Sender<()>,
    /// Of each event that has a room.
    lines: RwLock<HashMap<EventId, Arc<LiveLine>>>,
    /// Who has asked since the store was last notified: at most all who have a place.
    seen: Mutex<HashMap<EventId, BTreeSet<PlaceNumber>>>,
    knows_rooms: AtomicBool,
}

impl WaitingRooms {
    /// `secret`: behind the tickets and the passes.
    #[must_use]
    pub fn new(
        store: Arc<dyn LineStore>,
        stock: Arc<dyn StockSource>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        tasks: Tasks,
        secret: &[u8],
    ) -> Self {
        Self {
            joining: Joining::new(store.clone(), tasks),
            store,
            clock,
            ids,
            tickets: QueueTickets::new(secret),
            passes: SalePasses::new(secret),
            known_places: KnownPlaces::default(),
            trees: ProofTrees::default(),
            purchases: Purchases::default(),
            stocks: Stocks::new(stock),
            loads: Loads::default(),
            recalls: Recalls::default(),
            prices: Prices::new(0, secret),
            changes: watch::Sender::new(()),
            lines: RwLock::default(),
            seen: Mutex::default(),
            knows_rooms: AtomicBool::new(false),
        }
    }

    /// So much work a new place costs, in bits, where operators say nothing else of its room. `secret`: behind what is asked.
    #[must_use]
    pub fn asking_for_work(self, bits: u32, secret: &[u8]) -> Self {
        Self { prices: Prices::new(bits, secret), ..self }
    }

    /// None: the event has no room, as far as this instance knows. Until it has read all rooms once, it knows of none that has none.
    pub fn line(&self, event: EventId) -> Result<Option<Arc<LiveLine>>, LineUnavailable> {
        let line = self.known_line(event);
        if line.is_none() {
            self.check_rooms_known().map_err(LineUnavailable::new)?;
        }
        Ok(line)
    }

    pub(super) fn known_line(&self, event: EventId) -> Option<Arc<LiveLine>> {
        self.lines.read().get(&event).cloned()
    }

    pub(super) fn lines(&self) -> Vec<(EventId, Arc<LiveLine>)> {
        self.lines.read().iter().map(|(event, line)| (*event, line.clone())).collect()
    }

    pub(super) fn has_lines(&self) -> bool {
        !self.lines.read().is_empty()
    }

    /// Whether all rooms were read once.
    pub fn check_rooms_known(&self) -> Result<(), RoomsUnknown> {
        if self.knows_rooms.load(Ordering::Acquire) { Ok(()) } else { Err(RoomsUnknown) }
    }

    pub(super) fn note_rooms_known(&self) {
        if !self.knows_rooms.swap(true, Ordering::AcqRel) {
            self.changes.send_replace(());
        }
    }

    pub(super) fn note_seen(&self, event: EventId, number: PlaceNumber) {
        self.seen.lock().entry(event).or_default().insert(number);
    }

    pub(super) fn take_seen(&self, event: EventId) -> Vec<PlaceNumber> {
        self.seen.lock().remove(&event).unwrap_or_default().into_iter().collect()
    }

    /// Reads what has changed. What the store has lost is put together again.
    pub(super) async fn refresh(&self, event: EventId) -> Result<(), LineUnavailable> {
        let known = self.known_line(event);
        let answer = self.store.view(event, known.as_ref().map(|line| line.cursor())).await?;
        if let Some(line) = &known
            && self.has_lost(line, &answer)
        {
            return self.restore(event, line).await;
        }
        self.accept(event, known, answer).await
    }

    /// `known`: what the answer was asked for with.
    pub(super) async fn accept(
        &self,
        event: EventId,
        known: Option<Arc<LiveLine>>,
        answer: ViewAnswer,
    ) -> Result<(), LineUnavailable> {
        let now = self.clock.now();
        let next = match (answer, known) {
            (ViewAnswer::NoRoom, _) => {
                self.drop_lines(std::iter::once(&event));
                return Ok(());
            }
            (ViewAnswer::Unchanged, None) => return Ok(()),
            (ViewAnswer::Unchanged, Some(line)) if now.since(line.as_of) < CURRENT_FOR => return Ok(()),
            (ViewAnswer::Unchanged, Some(line)) => {
                let mut line = Arc::unwrap_or_clone(line);
                line.is_current(now);
                line
            }
            (ViewAnswer::Changed(update), Some(line)) if line.room().epoch == update.room.epoch => {
                let mut line = Arc::unwrap_or_clone(line);
                line.apply(*update, now);
                line
            }
            (ViewAnswer::Changed(update), Some(_) | None) => LiveLine::of(*update, now),
        };
        self.put(event, next).await;
        Ok(())
    }

    async fn put(&self, event: EventId, mut line: LiveLine) {
        if let Some((count, seed)) = line.missing_draw() {
            line.set_drawn(draw(count, seed).await);
        }
        let mut lines = self.lines.write();
        let is_newer = lines.get(&event).is_none_or(|known| {
            known.room().epoch != line.room().epoch || known.cursor().version <= line.cursor().version
        });
        if is_newer {
            lines.insert(event, Arc::new(line));
            drop(lines);
            self.changes.send_replace(());
        }
    }

    /// Of events that have no room any more.
    pub(super) fn drop_lines<'e>(&self, events: impl Iterator<Item = &'e EventId>) {
        for event in events {
            self.lines.write().remove(event);
            self.seen.lock().remove(event);
            self.trees.remove(*event);
            self.purchases.forget(*event);
            self.stocks.forget(*event);
            self.recalls.forget(*event);
        }
    }

    /// Whether the store could execute a command now.
    pub async fn check(&self) -> Result<(), LineUnavailable> {
        self.store.check().await
    }
}
