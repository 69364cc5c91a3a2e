//! Which events are lost, and how they are built up again.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use primitives::{EventId, SeatId};
use redis::Value;
use uuid::Uuid;

use super::answer::{Answer, text};
use super::asking::{Asking, Request};
use super::connection::Fault;
use super::keys::{Keys, Place, short};
use super::record;
use super::script::{AMEND, PREPARE, RECORDS, RESTORE};
use crate::domain::{Seat, Status, Word};
use crate::ports::{
    Amendment, KnownEvent, Preparation, Restoration, RestoreError, SnapshotError, Unavailable,
};

/// How many seats one script builds up: about a millisecond of Redis, for which buyers of other events wait.
const SEATS_A_STEP: u32 = 500;
/// Whoever builds up and says nothing for so long has died.
const SILENT_FOR: Duration = Duration::from_secs(1);

impl Asking {
    pub(super) async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable> {
        let mut by_slot: BTreeMap<u16, Vec<(EventId, String)>> = BTreeMap::new();
        for event in self.events.all(&self.redis).await? {
            let keys = self.keys(Place::Event(event));
            by_slot.entry(keys.slot).or_default().push((event, keys.named("meta")));
        }
        let mut known = Vec::new();
        for (slot, events) in by_slot {
            let mut pipeline = redis::pipe();
            for (_, meta) in &events {
                pipeline.cmd("HGET").arg(meta).arg("run");
            }
            let (runs, run_id) = self.redis.ask_all(slot, &pipeline).await?;
            let ready = |run: Value| text(run).is_some_and(|run| run == run_id);
            let states = events.iter().zip(runs);
            known.extend(states.map(|((event, _), run)| KnownEvent { event: *event, ready: ready(run) }));
        }
        known.sort_unstable_by_key(|known| known.event);
        Ok(known)
    }

    pub(super) async fn prepare(
        &self,
        event: EventId,
        anyhow: bool,
        mark: Uuid,
    ) -> Result<Preparation, Unavailable> {
        let keys = self.keys(Place::Event(event));
        let mut call = self.call(&PREPARE, &keys, vec![keys.named("rebuild")]);
        let anyhow = if anyhow { "1" } else { "0" }.to_owned();
        call.args = vec![short(&mark), anyhow, SILENT_FOR.as_micros().to_string()];
        let mut answer = self.redis.call(&call).await?;
        Ok(match answer.word.as_str() {
            "READY" => Preparation::Ready { epoch: answer.parse()? },
            "BUSY" => Preparation::Busy,
            "CLOSED" => Preparation::Closed { mark: answer.parse()? },
            _ => return Err(answer.unexpected().into()),
        })
    }

    pub(super) async fn restore(&self, restoration: Restoration) -> Result<(), RestoreError> {
        let event = restoration.meta.event;
        self.events.write_down(&self.redis, event).await.map_err(Unavailable::from)?;
        let keys = self.keys(Place::Event(event));
        let words: HashMap<SeatId, &Word> =
            restoration.seats.iter().map(|restored| (restored.seat, &restored.word)).collect();
        let count = restoration.meta.seat_count;
        let mut first = 1;
        while first <= count {
            let last = first.saturating_add(SEATS_A_STEP - 1).min(count);
            let mut answer =
                self.step(&keys, &restoration, &words, first..=last).await.map_err(Unavailable::from)?;
            match answer.word.as_str() {
                "STEP" => {}
                "RESTORED" => return Ok(()),
                "SUPERSEDED" => {
                    let epoch = answer.parse().map_err(Unavailable::from)?;
                    return Err(RestoreError::Superseded { epoch });
                }
                "LOST" => return Err(RestoreError::LostAgain),
                _ => return Err(Unavailable::from(answer.unexpected()).into()),
            }
            first = last + 1;
        }
        Ok(())
    }

    async fn step(
        &self,
        keys: &Keys,
        restoration: &Restoration,
        words: &HashMap<SeatId, &Word>,
        numbers: std::ops::RangeInclusive<u32>,
    ) -> Result<Answer, Fault> {
        let first = *numbers.start();
        let mut further = vec![keys.named("rebuild")];
        let mut lines = Vec::with_capacity(SEATS_A_STEP as usize);
        for seat in numbers.filter_map(|number| SeatId::new(i64::from(number)).ok()) {
            further.push(keys.seat(seat));
            lines.push(record::line(words.get(&seat).copied()));
        }
        let mut call = self.call(&RESTORE, keys, further);
        call.args = vec![
            restoration.epoch.to_string(),
            short(&restoration.mark),
            first.to_string(),
            restoration.meta.seat_count.to_string(),
            restoration.meta.on_sale_at.as_micros().to_string(),
            lines.join("\n"),
        ];
        self.redis.call(&call).await
    }

    /// The map says which seats have a record.
    pub(super) async fn records(
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
        let mut answer = self.ask(&RECORDS, event, Request { seats: &seats, ..Request::default() }).await?;
        let mut records = Vec::with_capacity(seats.len());
        while answer.has_more() {
            let seat = super::holding::seat(&mut answer)?;
            let text = answer.text()?;
            records.push((seat, record::read(&text).ok_or_else(|| answer.unexpected())?));
        }
        Ok(records)
    }

    pub(super) async fn amend(&self, event: EventId, amendments: Vec<Amendment>) -> Result<u32, Unavailable> {
        let mut amended = 0;
        for some in amendments.chunks(SEATS_A_STEP as usize) {
            let seats: Vec<SeatId> = some.iter().map(|amendment| amendment.seat).collect();
            let was: Vec<String> = some.iter().map(|amendment| record::whose(&amendment.was)).collect();
            let sold_to = some.iter().map(|amendment| match amendment.sold_to {
                Some(order) => super::keys::short_order(order),
                None => "-".to_owned(),
            });
            let sold_to: Vec<String> = sold_to.collect();
            let args = vec![was.join(" "), sold_to.join(" ")];
            let mut answer =
                self.ask(&AMEND, event, Request { seats: &seats, args, ..Request::default() }).await?;
            amended += answer.parse::<u32>()?;
        }
        Ok(amended)
    }
}
