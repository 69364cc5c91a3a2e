//! Each change by people with special rights leaves a record, in its own unit of work.

use primitives::Timestamp;
use uuid::Uuid;

use super::Identity;
use super::error::AuthError;
use crate::domain::{AuditEntry, AuditRecord};
use crate::store::IdentityTx;

impl Identity {
    pub(super) async fn record(
        &self,
        tx: &mut IdentityTx,
        entry: AuditEntry<'_>,
        now: Timestamp,
    ) -> Result<(), AuthError> {
        let record = AuditRecord {
            id: self.ids.uuid(now),
            at: now,
            actor: entry.actor.as_str().to_owned(),
            actor_kind: entry.actor.kind().to_owned(),
            action: entry.action.to_owned(),
            object_kind: entry.object.kind().to_owned(),
            object_id: entry.object.id().to_string(),
            was: entry.was,
            is_now: entry.is_now,
            reason: entry.reason,
            trace_id: telemetry::current_trace_id(),
        };
        Ok(tx.record(record).await?)
    }

    /// The newest first: about this object, or about all; older than the record `before`, where one is named.
    pub async fn audit(
        &self,
        object: Option<Uuid>,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, AuthError> {
        Ok(self.store.audit(object, before, limit).await?)
    }
}
