//! The keys of programs are made, listed and taken away.

use access::OrgRole;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use settings::Secret;
use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::secret_digest::SecretDigest;
use super::verification::key_tokens_until;
use crate::domain::{API_KEYS_MAX, ApiKey, AuditEntry, AuditObject, Subject};

const SECRET_BYTES: usize = 32;

impl Identity {
    /// The key, and the text that its program has to keep: nothing here can show it again.
    pub async fn make_api_key(
        &self,
        actor: &Subject,
        org: Uuid,
        name: String,
        role: OrgRole,
    ) -> Result<(ApiKey, Secret<String>), AuthError> {
        let (now, mut secret) = (self.now(), [0; SECRET_BYTES]);
        self.ids.fill(&mut secret);
        let secret = URL_SAFE_NO_PAD.encode(secret);
        let key = ApiKey { id: self.ids.uuid(now), org, name, role, created_at: now };
        let digest = SecretDigest::of(&secret);
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.lock_organization(org, now).await? {
                return Err(AuthError::NoOrganization);
            }
            if tx.count_api_keys(org).await? >= API_KEYS_MAX {
                return Err(AuthError::TooMany("an organization has at most 20 keys"));
            }
            tx.insert_api_key(&key, digest.as_str()).await?;
            let entry = AuditEntry {
                actor,
                action: "api_key.make",
                object: AuditObject::Organization(org),
                was: None,
                is_now: Some(json!({ "keyId": key.id, "name": key.name, "role": role.name() }).to_string()),
                reason: None,
            };
            self.record(&mut tx, entry, now).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        let text = key.text(&secret);
        Ok((key, Secret::new(text)))
    }

    /// The oldest first.
    pub async fn api_keys(&self, org: Uuid) -> Result<Vec<ApiKey>, AuthError> {
        self.known_organization(org).await?;
        Ok(self.store.api_keys(org).await?)
    }

    /// Its tokens are refused from then on.
    pub async fn delete_api_key(&self, actor: &Subject, org: Uuid, key: Uuid) -> Result<(), AuthError> {
        let (now, subject) = (self.now(), Subject::api_key(key));
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.revoke_api_key(org, key, now).await? {
                return Err(AuthError::NoApiKey);
            }
            let entry = AuditEntry {
                actor,
                action: "api_key.delete",
                object: AuditObject::Organization(org),
                was: Some(json!({ "keyId": key }).to_string()),
                is_now: None,
                reason: None,
            };
            self.record(&mut tx, entry, now).await?;
            tx.enqueue(&[self.ended_message(key, &subject, key_tokens_until(now), now)?]).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
