//! What calls under a key were answered, as values that expire by themselves. They are not of the seats' slots, and a Redis that loses them loses no
//! seat: a repetition is carried out again then.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use redis::Value;
use redis_nodes::slot_of;
use serde::{Deserialize, Serialize};
use server::{Answers, AnswersUnavailable, Begun, KeptAnswer, KeyedCall, Lease};

use super::codec::short;
use super::store::{RedisSeats, new_id};

/// Gives what is there, or puts the value there. Above `maxmemory` too: what buyers give back makes room.
const BEGIN: &str = "#!lua flags=allow-oom
local known = redis.call('GET', KEYS[1])
if not known then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return known";
/// Replaces the value, if it is still there.
const FINISH: &str = "#!lua flags=allow-oom
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return false";
/// Deletes the value, if it is still there.
const ABANDON: &str = "#!lua flags=allow-oom
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return false";

pub struct RedisAnswers {
    seats: Arc<RedisSeats>,
}

/// What stands under a key.
#[derive(Debug, Serialize, Deserialize)]
enum Kept {
    Lease { fingerprint: String, id: String },
    Answer { fingerprint: String, status: u16, trace_id: String, body: String },
}

impl RedisAnswers {
    #[must_use]
    pub fn new(seats: Arc<RedisSeats>) -> Self {
        Self { seats }
    }

    async fn run(
        &self,
        script: &str,
        call: &KeyedCall,
        args: &[String],
    ) -> Result<Option<Kept>, AnswersUnavailable> {
        let runner = &self.seats.runner;
        let key = format!("{}{{{}}}:answer", runner.prefix, call.digest);
        let mut pipeline = redis::pipe();
        pipeline.cmd("EVAL").arg(script).arg(1).arg(key).arg(args);
        let answered = runner.pipeline(slot_of(&call.digest), &pipeline).await;
        let (values, _) = answered.map_err(AnswersUnavailable::new)?;
        match values.into_iter().next() {
            Some(Value::BulkString(text)) => {
                serde_json::from_slice(&text).map(Some).map_err(AnswersUnavailable::new)
            }
            Some(Value::Nil) => Ok(None),
            other => Err(AnswersUnavailable::new(format!("not an answer: {other:?}"))),
        }
    }
}

#[async_trait]
impl Answers for RedisAnswers {
    async fn begin(&self, call: &KeyedCall, lease: Duration) -> Result<Begun, AnswersUnavailable> {
        let taken = Lease(short(&new_id(self.seats.ids.as_ref())));
        let known = self.run(BEGIN, call, &[lease_of(call, &taken)?, millis(lease)]).await?;
        Ok(match known {
            None => Begun::First(taken),
            // Sent twice, because the connection broke in between.
            Some(Kept::Lease { id, .. }) if id == taken.0 => Begun::First(taken),
            Some(Kept::Lease { fingerprint, .. } | Kept::Answer { fingerprint, .. })
                if fingerprint != call.fingerprint =>
            {
                Begun::Reused
            }
            Some(Kept::Lease { .. }) => Begun::InProgress,
            Some(Kept::Answer { status, trace_id, body, .. }) => {
                Begun::Answered(KeptAnswer { status, trace_id, body })
            }
        })
    }

    async fn finish(
        &self,
        call: &KeyedCall,
        lease: &Lease,
        answer: &KeptAnswer,
        life: Duration,
    ) -> Result<(), AnswersUnavailable> {
        let KeptAnswer { status, trace_id, body } = answer.clone();
        let kept = Kept::Answer { fingerprint: call.fingerprint.clone(), status, trace_id, body };
        let args = [lease_of(call, lease)?, written(&kept)?, millis(life)];
        self.run(FINISH, call, &args).await.map(drop)
    }

    async fn abandon(&self, call: &KeyedCall, lease: &Lease) -> Result<(), AnswersUnavailable> {
        self.run(ABANDON, call, &[lease_of(call, lease)?]).await.map(drop)
    }

    /// They expire by themselves.
    async fn prune(&self) -> Result<bool, AnswersUnavailable> {
        Ok(false)
    }
}

fn lease_of(call: &KeyedCall, lease: &Lease) -> Result<String, AnswersUnavailable> {
    written(&Kept::Lease { fingerprint: call.fingerprint.clone(), id: lease.0.clone() })
}

fn written(kept: &Kept) -> Result<String, AnswersUnavailable> {
    serde_json::to_string(kept).map_err(AnswersUnavailable::new)
}

fn millis(duration: Duration) -> String {
    duration.as_millis().to_string()
}
