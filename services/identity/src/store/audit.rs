//! The records of the audit, as `sql` keeps them for every service.

use primitives::Timestamp;
use sql::audit::{self, AuditRow};
use uuid::Uuid;

use super::rows::Corrupt;
use super::{IdentityStore, IdentityTx, StoreError};
use crate::domain::AuditRecord;

fn read(row: AuditRow) -> Result<AuditRecord, Corrupt> {
    let id = Uuid::parse_str(&row.id);
    let id = id.map_err(|_| Corrupt { id: row.id.clone(), what: "an id that is no UUID" })?;
    Ok(AuditRecord {
        id,
        at: Timestamp::from_micros(row.at_us),
        actor: row.actor,
        actor_kind: row.actor_kind,
        action: row.action,
        object_kind: row.object_kind,
        object_id: row.object_id,
        was: row.was,
        is_now: row.is_now,
        reason: row.reason,
        trace_id: row.trace_id,
    })
}

impl IdentityStore {
    /// The newest first: about this object, or about all; older than `before`, where that is given.
    pub async fn audit(
        &self,
        object: Option<Uuid>,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let [object, before] = [object, before].map(|id| id.map(|id| id.to_string()));
        let rows = audit::records(&self.database, object.as_deref(), before.as_deref(), limit).await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Deletes a slice of what is too old, and says whether there may be more.
    pub async fn prune_audit(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(audit::prune_old(&self.database, now).await?)
    }
}

impl IdentityTx {
    /// Commits with the change that it is about.
    pub async fn record(&mut self, record: AuditRecord) -> Result<(), StoreError> {
        let row = AuditRow {
            id: record.id.to_string(),
            at_us: record.at.as_micros(),
            actor: record.actor,
            actor_kind: record.actor_kind,
            action: record.action,
            object_kind: record.object_kind,
            object_id: record.object_id,
            was: record.was,
            is_now: record.is_now,
            reason: record.reason,
            trace_id: record.trace_id,
        };
        Ok(audit::record(&mut self.tx, &row).await?)
    }
}
