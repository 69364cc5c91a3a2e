//! Devices of gates are registered, for a day, and taken away.

use std::collections::BTreeMap;

use access::{GatePlace, OrgRole, Rights};
use serde_json::json;
use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::exchange_key::{IssuedToken, TokenHolder};
use super::verification::device_tokens_until;
use crate::domain::{AuditEntry, AuditObject, GATE_DEVICES_MAX, GateDevice, Subject};
use crate::store::IdentityTx;

impl Identity {
    /// The device, and its token: nothing here can show it again.
    pub async fn register_gate_device(
        &self,
        actor: &Subject,
        org: Uuid,
        name: String,
        place: GatePlace,
    ) -> Result<(GateDevice, IssuedToken), AuthError> {
        let now = self.now();
        let device = GateDevice { id: self.ids.uuid(now), org, name, place, created_at: now };
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            self.insert_gate_device(&mut tx, actor, &device).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        let holder = TokenHolder {
            id: device.id,
            subject: Subject::gate_device(device.id),
            method: "device",
            rights: Rights { orgs: BTreeMap::from([(org, OrgRole::Gate)]), ..Rights::default() },
            gate: Some(device.place.clone()),
        };
        let token = self.issue_to(holder, now, device.expires_at())?;
        Ok((device, token))
    }

    async fn insert_gate_device(
        &self,
        tx: &mut IdentityTx,
        actor: &Subject,
        device: &GateDevice,
    ) -> Result<(), AuthError> {
        let (org, now) = (device.org, device.created_at);
        if !tx.lock_organization(org, now).await? {
            return Err(AuthError::NoOrganization);
        }
        if tx.count_gate_devices(org, now).await? >= GATE_DEVICES_MAX {
            return Err(AuthError::TooMany("an organization has at most 200 devices at a time"));
        }
        tx.insert_gate_device(device).await?;
        let GatePlace { event, name: gate } = &device.place;
        let is_now =
            json!({ "deviceId": device.id, "name": device.name, "eventId": event.get(), "gate": gate });
        let entry = AuditEntry {
            actor,
            action: "gate_device.register",
            object: AuditObject::Organization(org),
            was: None,
            is_now: Some(is_now.to_string()),
            reason: None,
        };
        self.record(tx, entry, now).await
    }

    /// Those that work now, the oldest first.
    pub async fn gate_devices(&self, org: Uuid) -> Result<Vec<GateDevice>, AuthError> {
        self.known_organization(org).await?;
        Ok(self.store.gate_devices(org, self.now()).await?)
    }

    /// Its token is refused from then on.
    pub async fn end_gate_device(&self, actor: &Subject, org: Uuid, device: Uuid) -> Result<(), AuthError> {
        let (now, subject) = (self.now(), Subject::gate_device(device));
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.revoke_gate_device(org, device, now).await? {
                return Err(AuthError::NoGateDevice);
            }
            let entry = AuditEntry {
                actor,
                action: "gate_device.end",
                object: AuditObject::Organization(org),
                was: Some(json!({ "deviceId": device }).to_string()),
                is_now: None,
                reason: None,
            };
            self.record(&mut tx, entry, now).await?;
            tx.enqueue(&[self.ended_message(device, &subject, device_tokens_until(now), now)?]).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
