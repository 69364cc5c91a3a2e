//! The roles that are in tokens, and how all services hear that they have changed.

use access::Rights;
use bus::Message;
use contracts::messages::IdentityEvent;
use primitives::Timestamp;
use uuid::Uuid;

use super::Identity;
use super::error::AuthError;
use super::verification::{seconds, tokens_until};
use crate::domain::Subject;
use crate::store::IdentityTx;

impl Identity {
    /// A guest has none.
    pub(super) async fn rights_of(&self, subject: &Subject) -> Result<Rights, AuthError> {
        match subject.user_id() {
            Some(user) => Ok(self.store.rights(user).await?),
            None => Ok(Rights::default()),
        }
    }

    /// In the unit of work that changes the roles of this user: tokens from before are refused from its commit on, and are to be renewed. False:
    /// there is no such user.
    pub(super) async fn raise_rights(
        &self,
        tx: &mut IdentityTx,
        user: Uuid,
        now: Timestamp,
    ) -> Result<bool, AuthError> {
        let Some(version) = tx.raise_rights(user, now).await? else { return Ok(false) };
        let event = IdentityEvent::RightsChanged {
            subject: Subject::user(user).as_str().to_owned(),
            version,
            tokens_until: seconds(tokens_until(now)),
        };
        let (id, traceparent) = (self.ids.message_id(now), telemetry::current_traceparent());
        tx.enqueue(&[Message::compose(id, now, traceparent, &event)?]).await?;
        Ok(true)
    }
}
