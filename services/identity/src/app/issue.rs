//! A session is begun, and tokens of it are issued.

use std::time::Duration;

use access::{AccessClaims, WorkRefusal};
use primitives::hex;
use settings::Secret;
use uuid::Uuid;

use super::Identity;
use super::end_sessions::Ending;
use super::error::AuthError;
use crate::domain::{EndReason, FormerGuest, Method, SESSIONS_PER_SUBJECT_MAX, Session, Subject};
use crate::store::IdentityTx;

const NONCE_BYTES: usize = 16;

/// Where a session comes from, for its user to recognize.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    pub agent: String,
    pub network: String,
}

/// What a client gets of its session.
#[derive(Debug, Clone)]
pub struct SignedInSession {
    pub session: Session,
    pub access_token: Secret<String>,
    /// How long the access token lives.
    pub access_life: Duration,
    pub refresh_token: Secret<String>,
}

impl Identity {
    /// Not on record yet.
    pub(super) fn new_session(
        &self,
        subject: Subject,
        method: Method,
        device: Device,
        guest: Option<FormerGuest>,
    ) -> Session {
        let (now, mut nonce) = (self.now(), [0; NONCE_BYTES]);
        self.ids.fill(&mut nonce);
        Session {
            id: self.ids.uuid(now),
            subject,
            nonce: hex(&nonce),
            seq: 0,
            guest,
            method,
            agent: device.agent,
            network: device.network,
            created_at: now,
            authenticated_at: now,
            rotated_at: now,
            ends_at: Session::latest_end(now),
            ended_at: None,
        }
    }

    /// Whom a user was until now, by the session of that guest.
    pub(super) async fn former_guest(&self, session: Option<Uuid>) -> Result<Option<FormerGuest>, AuthError> {
        let Some(session) = session else { return Ok(None) };
        let session = self.store.session(session).await?;
        Ok(session.and_then(|session| session.as_former_guest(self.now())))
    }

    /// Puts it on record, and ends what is too much of its subject.
    pub(super) async fn begin_session(
        &self,
        tx: &mut IdentityTx,
        session: &Session,
    ) -> Result<(), AuthError> {
        let limit = u32::try_from(2 * SESSIONS_PER_SUBJECT_MAX).unwrap_or(u32::MAX);
        let others = tx.session_ids_of(&session.subject, limit).await?;
        let surplus: Vec<_> = others.into_iter().skip(SESSIONS_PER_SUBJECT_MAX - 1).collect();
        let ending =
            Ending { subject: &session.subject, reason: EndReason::TooMany, now: session.created_at };
        self.end_all(tx, &surplus, ending).await?;
        // Ids are random, except those that work was done for.
        if tx.insert_session(session).await? { Ok(()) } else { Err(WorkRefusal::Used.into()) }
    }

    /// An access token, and the refresh token that is good now.
    pub(super) async fn issue(&self, session: Session) -> Result<SignedInSession, AuthError> {
        let (rights, now) = (self.rights_of(&session.subject).await?, self.now());
        let expires_at = now.plus(self.access_life).min(session.ends_at);
        let claims = AccessClaims {
            issuer: self.site.origin.clone(),
            subject: session.subject.as_id().clone(),
            session: session.id,
            token: self.ids.uuid(now),
            issued_at: now,
            expires_at,
            authenticated_at: session.authenticated_at,
            method: session.method.name(),
            guest: session.former_guest(now).map(|guest| guest.as_id().clone()),
            rights,
            gate: None,
        };
        let access_token = self.keys.current(now).ok_or(AuthError::NoKey)?.sign(&claims)?;
        let refresh_token = self.refresh_tokens.current(&session);
        Ok(SignedInSession {
            session,
            access_token: Secret::new(access_token),
            access_life: expires_at.since(now),
            refresh_token: Secret::new(refresh_token),
        })
    }
}
