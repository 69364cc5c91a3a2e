//! What calls under a key were answered, in the service's own database.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use primitives::{Clock, IdSource};
use server::{Answers, AnswersUnavailable, Begun, KeptAnswer, KeyedCall, Lease};
use sql::answers::{self, AnswerRow};
use sql::{Database, DbError};

/// In place of the status of an answer.
const IN_PROGRESS: i64 = 0;

pub(crate) struct SqlAnswers {
    database: Database,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl SqlAnswers {
    pub(crate) fn new(database: Database, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        Self { database, clock, ids }
    }
}

#[async_trait]
impl Answers for SqlAnswers {
    async fn begin(&self, call: &KeyedCall, lease: Duration) -> Result<Begun, AnswersUnavailable> {
        let now = self.clock.now();
        let id = self.ids.uuid(now).to_string();
        let taken = AnswerRow {
            fingerprint: call.fingerprint.clone(),
            status: IN_PROGRESS,
            trace_id: id.clone(),
            body: String::new(),
            until_us: now.plus(lease).as_micros(),
        };
        let begun = answers::begin(&self.database, &call.digest, &taken, now).await;
        let known = match begun {
            Ok(known) => known,
            // Another transaction has the row at this moment.
            Err(DbError::Contended(_)) => return Ok(Begun::InProgress),
            Err(error) => return Err(AnswersUnavailable::new(error)),
        };
        Ok(match known {
            None => Begun::First(Lease(id)),
            Some(row) if row.fingerprint != call.fingerprint => Begun::Reused,
            Some(row) => match u16::try_from(row.status) {
                Ok(status) if row.status != IN_PROGRESS => {
                    // A reader may see it before it survives a crash.
                    self.database.durable().await.map_err(AnswersUnavailable::new)?;
                    Begun::Answered(KeptAnswer { status, trace_id: row.trace_id, body: row.body })
                }
                Ok(_) | Err(_) => Begun::InProgress,
            },
        })
    }

    async fn finish(
        &self,
        call: &KeyedCall,
        lease: &Lease,
        answer: &KeptAnswer,
        life: Duration,
    ) -> Result<(), AnswersUnavailable> {
        let row = AnswerRow {
            fingerprint: call.fingerprint.clone(),
            status: answer.status.into(),
            trace_id: answer.trace_id.clone(),
            body: answer.body.clone(),
            until_us: self.clock.now().plus(life).as_micros(),
        };
        let finished = answers::finish(&self.database, &call.digest, &lease.0, &row).await;
        finished.map(drop).map_err(AnswersUnavailable::new)
    }

    async fn abandon(&self, call: &KeyedCall, lease: &Lease) -> Result<(), AnswersUnavailable> {
        answers::abandon(&self.database, &call.digest, &lease.0).await.map_err(AnswersUnavailable::new)
    }

    async fn prune(&self) -> Result<bool, AnswersUnavailable> {
        answers::prune_expired(&self.database, self.clock.now()).await.map_err(AnswersUnavailable::new)
    }
}
