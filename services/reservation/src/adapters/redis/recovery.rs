//! Which events there are, which of them are lost, and how their seats are rebuilt and corrected.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use async_trait::async_trait;
use primitives::{EventId, SeatId};
use redis::Value;
use tokio::time::Instant;

use super::codec::{self, Answer, KeyScope, Keys, registry, short, text};
use super::script_runner::ScriptRunner;
use super::store::{RedisSeats, new_id};
use crate::domain::{SaleState, Seat, Status};
use crate::ports::{
    Amendment, KnownEvent, Preparation, Restoration, RestoreError, SeatRecovery, SeatStore, SnapshotError,
    Unavailable,
};

/// How long the set of all events is not read again.
const REGISTRY_FRESH_FOR: Duration = Duration::from_secs(1);
/// How many seats one script rebuilds: it occupies Redis for about a millisecond, during which buyers of other events wait.
const SEATS_PER_STEP: u32 = 500;
/// An instance that rebuilds and has not written anything for so long has died.
const SILENT_FOR: Duration = Duration::from_secs(1);

impl ScriptRunner {
    /// Every event that any instance has registered.
    pub(super) async fn events(&self) -> Result<Vec<EventId>, Unavailable> {
        let is_fresh = self.known.lock().read_at.is_some_and(|at| at.elapsed() < REGISTRY_FRESH_FOR);
        if !is_fresh {
            self.read_registry().await?;
        }
        Ok(self.known.lock().ids.iter().copied().collect())
    }

    /// Comes before an event is opened: every event that answers is in the set.
    pub(super) async fn register(&self, event: EventId) -> Result<(), Unavailable> {
        self.known.lock().ids.insert(event);
        let (key, slot) = registry(&self.prefix);
        self.pipeline(slot, redis::pipe().cmd("SADD").arg(&key).arg(event.to_string())).await?;
        Ok(())
    }

    /// Events that the set has lost are added again.
    async fn read_registry(&self) -> Result<(), Unavailable> {
        let (key, slot) = registry(&self.prefix);
        let (answers, _) = self.pipeline(slot, redis::pipe().cmd("SMEMBERS").arg(&key)).await?;
        let members = answers.into_iter().next().and_then(|answer| redis::from_redis_value(answer).ok());
        let members: Vec<String> = members.unwrap_or_default();
        let members: BTreeSet<EventId> =
            members.iter().filter_map(|id| EventId::new(id.parse().ok()?).ok()).collect();
        let missing: Vec<String> = {
            let mut known = self.known.lock();
            let missing = known.ids.difference(&members).map(EventId::to_string).collect();
            known.ids.extend(members);
            known.read_at = Some(Instant::now());
            missing
        };
        if !missing.is_empty() {
            self.pipeline(slot, redis::pipe().cmd("SADD").arg(&key).arg(&missing)).await?;
        }
        Ok(())
    }

    async fn restore_step(
        &self,
        keys: &Keys,
        restoration: &Restoration,
        sales: &HashMap<SeatId, &SaleState>,
        numbers: std::ops::RangeInclusive<u32>,
    ) -> Result<Answer, Unavailable> {
        let first = *numbers.start();
        let mut further = vec![keys.named("rebuild")];
        let mut lines = Vec::with_capacity(SEATS_PER_STEP as usize);
        for seat in numbers.filter_map(|number| SeatId::new(i64::from(number)).ok()) {
            further.push(keys.seat(seat));
            lines.push(codec::sale_line(sales.get(&seat).copied()));
        }
        let Restoration { meta, epoch, mark, seats: _ } = restoration;
        let call = self.call(&self.scripts.restore, keys.scope).others(further).args([
            epoch.to_string(),
            short(mark),
            first.to_string(),
            meta.seat_count.to_string(),
            meta.on_sale_at.as_micros().to_string(),
            lines.join("\n"),
        ]);
        self.run(&call).await
    }
}

#[async_trait]
impl SeatRecovery for RedisSeats {
    async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable> {
        let mut by_slot: BTreeMap<u16, Vec<(EventId, String)>> = BTreeMap::new();
        for event in self.runner.events().await? {
            let keys = self.runner.keys(KeyScope::Event(event));
            by_slot.entry(keys.slot).or_default().push((event, keys.named("meta")));
        }
        let mut known = Vec::new();
        for (slot, events) in by_slot {
            let mut pipeline = redis::pipe();
            for (_, meta) in &events {
                pipeline.cmd("HGET").arg(meta).arg("run");
            }
            let (runs, run_id) = self.runner.pipeline(slot, &pipeline).await?;
            let ready = |run: Value| text(run).is_some_and(|run| run == run_id);
            let states = events.iter().zip(runs);
            known.extend(states.map(|((event, _), run)| KnownEvent { event: *event, ready: ready(run) }));
        }
        known.sort_unstable_by_key(|known| known.event);
        Ok(known)
    }

    async fn prepare(&self, event: EventId, force: bool) -> Result<Preparation, Unavailable> {
        let mark = new_id(self.ids.as_ref());
        let call = self.runner.call_on(&self.runner.scripts.prepare, event);
        let rebuild = call.keys.named("rebuild");
        let force = if force { "1" } else { "0" }.to_owned();
        let call = call.others([rebuild]).args([short(&mark), force, codec::micros(SILENT_FOR)]);
        let mut answer = self.runner.run(&call).await?;
        Ok(match answer.word.as_str() {
            "READY" => Preparation::Ready { epoch: answer.parse()? },
            "BUSY" => Preparation::Busy,
            "CLOSED" => Preparation::Closed { mark: answer.parse()? },
            _ => return Err(answer.unexpected()),
        })
    }

    async fn restore(&self, restoration: Restoration) -> Result<(), RestoreError> {
        let event = restoration.meta.event;
        self.runner.register(event).await?;
        let keys = self.runner.keys(KeyScope::Event(event));
        let sales: HashMap<SeatId, &SaleState> =
            restoration.seats.iter().map(|restored| (restored.seat, &restored.sale)).collect();
        let count = restoration.meta.seat_count;
        let mut first = 1;
        while first <= count {
            let last = first.saturating_add(SEATS_PER_STEP - 1).min(count);
            let mut answer = self.runner.restore_step(&keys, &restoration, &sales, first..=last).await?;
            match answer.word.as_str() {
                "STEP" => {}
                "RESTORED" => break,
                "SUPERSEDED" => return Err(RestoreError::Superseded { epoch: answer.parse()? }),
                "LOST" => return Err(RestoreError::LostAgain),
                _ => return Err(answer.unexpected().into()),
            }
            first = last + 1;
        }
        self.wake_relay(event);
        Ok(())
    }

    /// The map says which seats have a record.
    async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable> {
        let snapshot = self.snapshot(event).await.map_err(|error| match error {
            SnapshotError::Unavailable(error) => error,
            SnapshotError::UnknownEvent => Unavailable::new(error),
        })?;
        let behind = after.map_or(0, |seat| seat.index() + 1);
        let taken = snapshot.statuses.iter().enumerate().skip(behind);
        let taken = taken.filter(|(_, status)| **status != Status::Available);
        let seats = taken.filter_map(|(index, _)| SeatId::at_index(index).ok()).take(limit as usize);
        let seats: Vec<SeatId> = seats.collect();
        if seats.is_empty() {
            return Ok(Vec::new());
        }
        let call = self.runner.call_on(&self.runner.scripts.records, event).seats(&seats);
        let mut answer = self.runner.run_ready(call).await?;
        let mut records = Vec::with_capacity(seats.len());
        while answer.has_more() {
            let seat = answer.seat()?;
            let text = answer.text()?;
            records.push((seat, codec::read_record(&text).ok_or_else(|| answer.unexpected())?));
        }
        Ok(records)
    }

    async fn amend(&self, event: EventId, amendments: Vec<Amendment>) -> Result<u32, Unavailable> {
        let mut amended = 0;
        for some in amendments.chunks(SEATS_PER_STEP as usize) {
            let seats: Vec<SeatId> = some.iter().map(|amendment| amendment.seat).collect();
            let was: Vec<String> = some.iter().map(|amendment| codec::seat_owner(&amendment.was)).collect();
            let sold_to = some.iter().map(|amendment| amendment.sold_to.map_or("-".to_owned(), codec::order));
            let sold_to: Vec<String> = sold_to.collect();
            let call = self.runner.call_on(&self.runner.scripts.amend, event).seats(&seats);
            let call = call.args([was.join(" "), sold_to.join(" ")]);
            amended += self.runner.run_ready(call).await?.parse::<u32>()?;
        }
        self.wake_relay(event);
        Ok(amended)
    }
}
