//! The devices of gates.

use access::GatePlace;
use primitives::{EventId, Timestamp};
use sql::query;
use uuid::Uuid;

use super::rows::Corrupt;
use super::{IdentityStore, IdentityTx, StoreError};
use crate::domain::{GATE_DEVICES_MAX, GateDevice};

#[derive(Debug, sqlx::FromRow)]
struct GateDeviceRow {
    id: String,
    org_id: String,
    name: String,
    event_id: i64,
    gate: String,
    created_us: i64,
}

impl GateDeviceRow {
    fn read(self) -> Result<GateDevice, Corrupt> {
        let corrupt = |what| Corrupt { id: self.id.clone(), what };
        let id = |text: &str| Uuid::parse_str(text).map_err(|_| corrupt("an id that is no UUID"));
        let event = EventId::new(self.event_id).map_err(|_| corrupt("an event that there cannot be"))?;
        Ok(GateDevice {
            id: id(&self.id)?,
            org: id(&self.org_id)?,
            created_at: Timestamp::from_micros(self.created_us),
            name: self.name,
            place: GatePlace { event, name: self.gate },
        })
    }
}

impl IdentityStore {
    /// Those of an organization that work at `now`, the oldest first.
    pub async fn gate_devices(&self, org: Uuid, now: Timestamp) -> Result<Vec<GateDevice>, StoreError> {
        let rows: Vec<GateDeviceRow> = query(
            "SELECT id, org_id, name, event_id, gate, created_us FROM gate_devices \
             WHERE org_id = ? AND expires_us > ? AND revoked_us IS NULL ORDER BY created_us, id LIMIT ?",
        )
        .bind(org.to_string())
        .bind(now.as_micros())
        .bind(u32::try_from(GATE_DEVICES_MAX).unwrap_or(u32::MAX))
        .fetch_all(&mut *self.database.reader().await?)
        .await?;
        Ok(rows.into_iter().map(GateDeviceRow::read).collect::<Result<_, _>>()?)
    }

    /// Devices that were taken away since, each with when.
    pub async fn gate_devices_revoked_since(
        &self,
        since: Timestamp,
    ) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
        let text =
            "SELECT id, revoked_us FROM gate_devices WHERE revoked_us > ? ORDER BY revoked_us DESC LIMIT ?";
        self.revoked(text, since).await
    }
}

impl IdentityTx {
    pub async fn count_gate_devices(&mut self, org: Uuid, now: Timestamp) -> Result<usize, StoreError> {
        let text =
            "SELECT COUNT(*) FROM gate_devices WHERE org_id = ? AND expires_us > ? AND revoked_us IS NULL";
        let (count,): (i64,) =
            query(text).bind(org.to_string()).bind(now.as_micros()).fetch_one(&mut self.tx).await?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    pub async fn insert_gate_device(&mut self, device: &GateDevice) -> Result<(), StoreError> {
        query(
            "INSERT INTO gate_devices (id, org_id, name, event_id, gate, created_us, expires_us) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(device.id.to_string())
        .bind(device.org.to_string())
        .bind(&device.name)
        .bind(device.place.event.get())
        .bind(&device.place.name)
        .bind(device.created_at.as_micros())
        .bind(device.expires_at().as_micros())
        .execute(&mut self.tx)
        .await?;
        Ok(())
    }

    /// False: the organization has no such device any more.
    pub async fn revoke_gate_device(
        &mut self,
        org: Uuid,
        device: Uuid,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let revoked = query(
            "UPDATE gate_devices SET revoked_us = ? WHERE id = ? AND org_id = ? AND expires_us > ? AND revoked_us IS NULL",
        )
        .bind(now.as_micros())
        .bind(device.to_string())
        .bind(org.to_string())
        .bind(now.as_micros())
        .execute(&mut self.tx)
        .await?;
        Ok(revoked == 1)
    }
}
