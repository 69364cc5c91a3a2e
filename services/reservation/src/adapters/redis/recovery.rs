//! Which events are lost, and how their seats are rebuilt and corrected.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use primitives::{EventId, SeatId};
use redis_nodes::info_field;

use super::codec::{self, Answer, KeyScope, Keys, short, text};
use super::node_groups::Group;
use super::script_runner::ScriptRunner;
use super::store::{RedisSeats, new_id};
use crate::domain::{SaleState, Seat, Status};
use crate::ports::{
    Amendment, KnownEvent, Preparation, Readiness, Restoration, RestoreError, SeatRecovery, SeatStore,
    SnapshotError, Unavailable,
};

/// How many seats one script rebuilds: it occupies Redis for about a millisecond, during which buyers of other events wait.
const SEATS_PER_STEP: u32 = 500;
/// An instance that rebuilds and has not written anything for so long has died.
const SILENT_FOR: Duration = Duration::from_secs(1);

impl ScriptRunner {
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
        let scopes = self.runner.events().await?.into_iter().map(KeyScope::Event);
        let mut replication = redis::cmd("INFO");
        replication.arg("replication");
        let meta = |keys: &Keys| {
            let mut meta = redis::cmd("HMGET");
            meta.arg(keys.named("meta")).arg("run").arg("data");
            meta
        };
        let groups = self.runner.query_all(scopes, &[replication], meta).await;
        let mut known: Vec<KnownEvent> = groups.into_iter().flat_map(read_readiness).collect();
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

/// An event is ready where its meta names this process and its data, as in `rules.lua`.
fn read_readiness(group: Group) -> Vec<KnownEvent> {
    let answers = group.answers.ok().and_then(|(answers, run_id)| {
        let mut answers = answers.into_iter();
        let info = text(answers.next()?)?;
        let own = [Some(run_id), info_field(&info, "master_replid").map(str::to_owned)];
        Some(
            answers
                .map(|meta| redis::from_redis_value(meta).ok() == Some(own.clone()))
                .collect::<Vec<bool>>(),
        )
    });
    let readiness = |index: usize| match answers.as_ref().and_then(|answers| answers.get(index)) {
        Some(true) => Readiness::Ready,
        Some(false) => Readiness::NotReady,
        None => Readiness::Unanswered,
    };
    let scopes = group.scopes.into_iter().enumerate();
    let known = scopes.filter_map(|(index, scope)| match scope {
        KeyScope::Event(event) => Some(KnownEvent { event, readiness: readiness(index) }),
        KeyScope::NoEvent => None,
    });
    known.collect()
}
