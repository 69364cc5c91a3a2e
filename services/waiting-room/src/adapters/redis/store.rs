//! The port over Redis.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lifecycle::Tasks;
use primitives::{Clock, EngineRefusal, EventId, VisitorId};
use redis::{RedisError, Value};
use redis_nodes::{Exchange, NodeConnection, Nodes, NodesConfig, Script};

use super::answer::{ScriptAnswer, unexpected};
use super::keys::{self, LineKeys};
use super::scripts::LineScripts;
use crate::adapters::{admission_record, control_record};
use crate::domain::{
    AdmissionEntry, CallRefusal, ChangedBy, ControlRecord, Join, JoinIndex, JoinRefusal, JoinedPlace,
    KnownLine, PlaceClaim, PlaceEnd, PlaceNumber, Room, RoomChange, Slot, TurnReport,
};
use crate::ports::{
    ClaimError, JoinError, LineStore, LineUnavailable, RoomError, ViewAnswer, ViewCursor, ViewUpdate,
};

/// Any number of processes may have one on the same Redis; they share nothing else.
pub struct RedisLines {
    pub(super) scripts: LineScripts,
    nodes: Nodes,
    prefix: String,
    /// Of a test; otherwise lines obey the clock of Redis.
    clock: Option<Arc<dyn Clock>>,
}

/// One script with its keys and arguments.
struct ScriptCall<'a> {
    script: &'a Script,
    keys: &'a LineKeys,
    args: Vec<String>,
}

impl Exchange for ScriptCall<'_> {
    type Answer = Value;

    async fn send_on(&self, connection: &NodeConnection) -> Result<Value, RedisError> {
        let fill = |command: &mut redis::Cmd| {
            command.arg(self.keys.names.len()).arg(&self.keys.names).arg(&self.args);
        };
        connection.evaluate(self.script, fill).await
    }
}

impl RedisLines {
    /// Redis need not be up: connections are opened on first use, by `tasks`, and end with their runtime.
    #[must_use]
    pub fn connect(config: &NodesConfig, tasks: Tasks) -> Self {
        let (scripts, nodes) = (LineScripts::default(), Nodes::of(config, tasks));
        Self { scripts, nodes, prefix: config.prefix.clone(), clock: None }
    }

    /// With lines that obey this clock instead of that of Redis. Not in release builds.
    #[cfg(debug_assertions)]
    #[must_use]
    pub fn connect_for_test(config: &NodesConfig, tasks: Tasks, clock: Arc<dyn Clock>) -> Self {
        Self { clock: Some(clock), ..Self::connect(config, tasks) }
    }

    /// For the start: an error where Redis answers, and it and this process do not accept each other.
    pub async fn check_access(&self) -> Result<(), EngineRefusal> {
        self.nodes.check_access().await
    }

    pub(super) async fn run(
        &self,
        script: &Script,
        event: EventId,
        mut args: Vec<String>,
    ) -> Result<ScriptAnswer, LineUnavailable> {
        if cfg!(debug_assertions) {
            args.push(self.clock.as_ref().map_or(String::new(), |clock| clock.now().as_micros().to_string()));
        }
        let keys = LineKeys::of(&self.prefix, event);
        let call = ScriptCall { script, keys: &keys, args };
        let (value, _) = self.nodes.call(keys.slot, &call).await.map_err(LineUnavailable::new)?;
        ScriptAnswer::of(value)
    }

    async fn plain(&self, slot: u16, commands: &redis::Pipeline) -> Result<Vec<Value>, LineUnavailable> {
        Ok(self.nodes.call(slot, commands).await.map_err(LineUnavailable::new)?.0)
    }

    pub(super) async fn register(&self, event: EventId) -> Result<(), LineUnavailable> {
        let (rooms, slot) = keys::rooms(&self.prefix);
        self.plain(slot, redis::pipe().cmd("SADD").arg(&rooms).arg(event.to_string())).await.map(drop)
    }

    /// A room that was opened while it was taken out of the set is put back.
    async fn unregister(&self, event: EventId) -> Result<(), LineUnavailable> {
        let ((rooms, slot), line) = (keys::rooms(&self.prefix), LineKeys::of(&self.prefix, event));
        self.plain(slot, redis::pipe().cmd("SREM").arg(&rooms).arg(event.to_string())).await?;
        let exists = self.plain(line.slot, redis::pipe().cmd("EXISTS").arg(line.room())).await?;
        if exists == [Value::Int(1)] {
            self.register(event).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl LineStore for RedisLines {
    async fn rooms(&self) -> Result<Vec<EventId>, LineUnavailable> {
        let (rooms, slot) = keys::rooms(&self.prefix);
        let mut answers = self.plain(slot, redis::pipe().cmd("SMEMBERS").arg(&rooms)).await?;
        let members = answers.pop().and_then(|members| redis::from_redis_value::<Vec<String>>(members).ok());
        let events = members.unwrap_or_default().into_iter();
        let mut events: Vec<EventId> =
            events.filter_map(|event| EventId::new(event.parse().ok()?).ok()).collect();
        events.sort_unstable();
        Ok(events)
    }

    async fn change(&self, event: EventId, change: RoomChange, by: ChangedBy) -> Result<Room, RoomError> {
        self.change_room(event, &change, &by).await
    }

    async fn controls(&self, event: EventId, limit: u32) -> Result<Vec<ControlRecord>, LineUnavailable> {
        let keys = LineKeys::of(&self.prefix, event);
        let Some(last) = limit.checked_sub(1) else { return Ok(Vec::new()) };
        let mut range = redis::pipe();
        range.cmd("LRANGE").arg(keys.controls()).arg(0).arg(last);
        let mut answers = self.plain(keys.slot, &range).await?;
        let page: Vec<String> =
            redis::from_redis_value(answers.pop().unwrap_or(Value::Nil)).map_err(LineUnavailable::new)?;
        // What another release has written and this one cannot read is not shown.
        Ok(page.iter().filter_map(|text| control_record::read(text)).collect())
    }

    async fn join(&self, event: EventId, joins: &[Join]) -> Result<Vec<JoinedPlace>, JoinError> {
        let mut args = vec![joins.len().to_string()];
        for Join { visitor, instead_of } in joins {
            let instead_of = instead_of.map_or_else(String::new, |index| index.0.to_string());
            args.extend([visitor.to_string(), instead_of]);
        }
        let mut answer = self.run(&self.scripts.join, event, args).await?;
        match answer.word.as_str() {
            "PLACED" => {
                let mut joined = Vec::with_capacity(joins.len());
                for _ in joins {
                    let index = JoinIndex(answer.parse()?);
                    joined.push(JoinedPlace { index, is_new: answer.text()? == "1" });
                }
                Ok(joined)
            }
            "NO_ROOM" => Err(JoinRefusal::NoRoom.into()),
            "CLOSED" => Err(JoinRefusal::Closed.into()),
            "FULL" => Err(JoinRefusal::Full.into()),
            _ => Err(answer.unexpected().into()),
        }
    }

    async fn registered(
        &self,
        event: EventId,
        from: JoinIndex,
        limit: u32,
    ) -> Result<Vec<VisitorId>, LineUnavailable> {
        let keys = LineKeys::of(&self.prefix, event);
        let Some(last) = limit.checked_sub(1) else { return Ok(Vec::new()) };
        let last = from.0.saturating_add(last);
        let mut answers = self
            .plain(keys.slot, redis::pipe().cmd("LRANGE").arg(keys.registered()).arg(from.0).arg(last))
            .await?;
        let page = answers.pop().unwrap_or(Value::Nil);
        let page: Vec<String> = redis::from_redis_value(page).map_err(LineUnavailable::new)?;
        page.iter().map(|visitor| visitor.parse().map_err(LineUnavailable::new)).collect()
    }

    async fn find(&self, event: EventId, visitor: VisitorId) -> Result<Option<JoinIndex>, LineUnavailable> {
        let keys = LineKeys::of(&self.prefix, event);
        let [_, _, _, _, _, visitors, ..] = &keys.names;
        let mut answers =
            self.plain(keys.slot, redis::pipe().cmd("HGET").arg(visitors).arg(visitor.to_string())).await?;
        let index = answers.pop().unwrap_or(Value::Nil);
        let index: Option<u32> = redis::from_redis_value(index).map_err(LineUnavailable::new)?;
        Ok(index.map(JoinIndex))
    }

    async fn seen(&self, event: EventId, numbers: &[PlaceNumber]) -> Result<(), LineUnavailable> {
        let mut args = vec![numbers.len().to_string()];
        args.extend(numbers.iter().map(|number| number.0.to_string()));
        self.run(&self.scripts.seen, event, args).await?.done()
    }

    async fn turn(&self, event: EventId) -> Result<TurnReport, LineUnavailable> {
        let mut answer = self.run(&self.scripts.turn, event, Vec::new()).await?;
        let (unanswered, expired) = (answer.parse()?, answer.parse()?);
        let mut called = Vec::new();
        while answer.has_more() {
            called.push(answer.number()?);
        }
        Ok(TurnReport { called, unanswered, expired })
    }

    async fn claim(&self, event: EventId, claim: &PlaceClaim) -> Result<Slot, ClaimError> {
        let PlaceClaim { visitor, index, number, session } = claim;
        let args = vec![visitor.to_string(), index.0.to_string(), number.0.to_string(), session.to_string()];
        let mut answer = self.run(&self.scripts.claim, event, args).await?;
        match answer.word.as_str() {
            "ACTIVE" => Ok(answer.session()?),
            "NOT_CALLED" => Err(CallRefusal::NotCalled.into()),
            "NOT_THEIRS" => Err(CallRefusal::NotTheirs.into()),
            "CLOSED" => Err(CallRefusal::Closed.into()),
            _ => Err(answer.unexpected().into()),
        }
    }

    async fn renew(&self, event: EventId, number: PlaceNumber) -> Result<(), LineUnavailable> {
        self.run(&self.scripts.renew, event, vec![number.0.to_string()]).await?.done()
    }

    async fn end(
        &self,
        event: EventId,
        number: PlaceNumber,
        outcome: PlaceEnd,
    ) -> Result<(), LineUnavailable> {
        let bought = if outcome == PlaceEnd::Bought { "1" } else { "0" };
        self.run(&self.scripts.end, event, vec![number.0.to_string(), bought.to_owned()]).await?.done()
    }

    async fn restore(&self, event: EventId, known: &KnownLine) -> Result<(), LineUnavailable> {
        self.restore_line(event, known).await
    }

    async fn recall(
        &self,
        event: EventId,
        tickets: &[(VisitorId, JoinIndex)],
    ) -> Result<(), LineUnavailable> {
        self.recall_places(event, tickets).await
    }

    async fn view(&self, event: EventId, since: Option<ViewCursor>) -> Result<ViewAnswer, LineUnavailable> {
        let known = since.map_or([0, 0, 0], |since| [since.epoch, since.version, since.gone.into()]);
        let restored = since.and_then(|since| since.restored_at);
        let mut args = known.map(|number| number.to_string()).to_vec();
        args.push(restored.map_or_else(String::new, |at| at.as_micros().to_string()));
        let mut answer = self.run(&self.scripts.view, event, args).await?;
        match answer.word.as_str() {
            "NO_ROOM" => Ok(ViewAnswer::NoRoom),
            "UNCHANGED" => Ok(ViewAnswer::Unchanged),
            "CHANGED" => Ok(ViewAnswer::Changed(Box::new(ViewUpdate {
                version: answer.parse()?,
                room: answer.room()?,
                slots: answer.slots()?,
                returned: answer.numbers()?,
                gone: answer.numbers()?,
            }))),
            _ => Err(answer.unexpected()),
        }
    }

    async fn admissions(&self, event: EventId) -> Result<Vec<AdmissionEntry>, LineUnavailable> {
        let keys = LineKeys::of(&self.prefix, event);
        let all = redis::pipe().cmd("LRANGE").arg(keys.admissions()).arg(0).arg(-1).to_owned();
        let mut answers = self.plain(keys.slot, &all).await?;
        let entries = answers.pop().unwrap_or(Value::Nil);
        let entries: Vec<String> = redis::from_redis_value(entries).map_err(LineUnavailable::new)?;
        let read = |text: &String| admission_record::read(text).ok_or_else(|| unexpected(text));
        entries.iter().map(read).collect()
    }

    async fn forget(&self, keep: Duration) -> Result<u32, LineUnavailable> {
        let mut forgotten = 0;
        for event in self.rooms().await? {
            let answer = self.run(&self.scripts.remove, event, vec![keep.as_micros().to_string()]).await?;
            if answer.word == "REMOVED" {
                self.unregister(event).await?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    async fn check(&self) -> Result<(), LineUnavailable> {
        let (_, slot) = keys::rooms(&self.prefix);
        self.plain(slot, redis::pipe().cmd("PING")).await.map(drop)
    }
}
