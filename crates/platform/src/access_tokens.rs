//! What this process knows of identity: the keys of access tokens, the sessions that have ended, and whose rights have changed.
//!
//! It is asked for at the start and once a minute, and the other two are heard from the bus besides; so a logout counts everywhere within
//! milliseconds, and no request ever waits for identity. While identity is away, those who have a token go on.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use ::bus::Message;
use access::{AccessTokens, ChangedRights, EndedSession, VerificationKey};
use anyhow::Context;
use async_trait::async_trait;
use contracts::api::IdentityApi;
use contracts::api::identity::{ChangedRightsBody, VerificationBody};
use contracts::messages::IdentityEvent;
use contracts::services::IDENTITY;
use contracts::topics::Topic;
use lifecycle::{ReadyCheck, Stop, Worker};
use primitives::{Cause, UserId};
use server::Mount;
use tokio::sync::Notify;

use crate::Follower;
use crate::follow;
use crate::process::Process;

const LEARN_EVERY: Duration = Duration::from_secs(60);
const RETRY_AFTER: Duration = Duration::from_millis(250);

#[derive(Debug, thiserror::Error)]
#[error("identity has not been heard yet")]
struct NotHeard;

/// None where the process knows no identity: then it refuses every access token. `caller`: a service of this process.
pub(crate) fn mount(process: &Arc<Process>, caller: &'static str) -> anyhow::Result<Option<Mount>> {
    if !process.neighbours.knows(&IDENTITY) {
        return Ok(None);
    }
    let identity = process.client::<dyn IdentityApi>(caller)?;
    let (tokens, missed) = (process.access_tokens.clone(), Arc::new(Notify::new()));
    let heard = Heard { tokens: tokens.clone(), missed: Arc::clone(&missed) };
    let bus = Arc::clone(process);
    let follower = Worker::new("access.follower", move |stop| async move {
        follow::run(bus.bus().await?.bus.clone(), Topic::IDENTITY_EVENTS, heard, stop).await
    });
    let learning = tokens.clone();
    let learner = Worker::new("access.keys", move |stop| keep_learning(identity, learning, missed, stop));
    let is_here = process.neighbours.is_here(&IDENTITY);
    let check: Arc<dyn ReadyCheck> = Arc::new(KeysKnown { tokens, is_here });
    Ok(Some(Mount { workers: vec![learner, follower], checks: vec![check], ..Mount::new("access") }))
}

async fn keep_learning(
    identity: Arc<dyn IdentityApi>,
    tokens: AccessTokens,
    missed: Arc<Notify>,
    stop: Stop,
) -> anyhow::Result<()> {
    let mut is_failing = false;
    loop {
        let learned = learn(identity.as_ref(), &tokens).await;
        if let Err(error) = &learned
            && !is_failing
        {
            let error = &**error as &dyn Error;
            tracing::warn!(error, "identity cannot be asked for its keys, trying again until it answers");
        }
        is_failing = learned.is_err();
        let pause = if is_failing { RETRY_AFTER } else { LEARN_EVERY };
        tokio::select! {
            () = stop.stopped() => return Ok(()),
            () = missed.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn learn(identity: &dyn IdentityApi, tokens: &AccessTokens) -> anyhow::Result<()> {
    let VerificationBody { issuer, keys, ended, changed } = identity.verification().await?;
    let keys: Vec<VerificationKey> =
        keys.into_iter().map(|key| VerificationKey { kid: key.kid, x: key.x }).collect();
    // Sessions and rights first: a key that is new here must not let the token of an ended one pass.
    let ended = ended.into_iter();
    end(
        tokens,
        ended.map(|ended| EndedSession { session: ended.session_id, tokens_until: ended.tokens_until }),
    );
    change(tokens, changed.into_iter().filter_map(changed_rights));
    tokens.learn(&issuer, &keys).context("identity has answered with a key that is none")
}

fn end(tokens: &AccessTokens, ended: impl IntoIterator<Item = EndedSession>) {
    if !tokens.end_sessions(ended) {
        tracing::error!("too many sessions have ended: tokens of some are accepted until they expire");
    }
    metrics::gauge!("holdfast_access_ended_sessions_count").set(tokens.ended_count() as f64);
}

fn change(tokens: &AccessTokens, changed: impl IntoIterator<Item = ChangedRights>) {
    if !tokens.change_rights(changed) {
        tracing::error!("the rights of too many have changed: tokens of some are accepted until they expire");
    }
}

/// None: a subject that no token can name.
fn changed_rights(changed: ChangedRightsBody) -> Option<ChangedRights> {
    let ChangedRightsBody { subject, version, tokens_until } = changed;
    Some(ChangedRights { subject: UserId::parse(&subject)?, version, tokens_until })
}

struct Heard {
    tokens: AccessTokens,
    missed: Arc<Notify>,
}

impl Follower for Heard {
    fn missed_some(&self) {
        self.missed.notify_one();
    }

    fn received(&self, message: &Message) {
        match message.decode::<IdentityEvent>() {
            Ok(IdentityEvent::SessionEnded { session_id, tokens_until, .. }) => {
                end(&self.tokens, [EndedSession { session: session_id, tokens_until }]);
            }
            Ok(IdentityEvent::RightsChanged { subject, version, tokens_until }) => {
                let changed = ChangedRightsBody { subject, version, tokens_until };
                change(&self.tokens, changed_rights(changed));
            }
            Err(error) => {
                let error = &error as &dyn Error;
                tracing::error!(message.id = %message.id, error, "an identity event cannot be read");
            }
        }
    }
}

struct KeysKnown {
    tokens: AccessTokens,
    is_here: bool,
}

#[async_trait]
impl ReadyCheck for KeysKnown {
    fn name(&self) -> &'static str {
        "access-keys"
    }

    /// Elsewhere, what needs no account goes on without identity.
    fn is_needed(&self) -> bool {
        self.is_here
    }

    async fn check(&self) -> Result<(), Cause> {
        if self.tokens.is_ready() { Ok(()) } else { Err(NotHeard.into()) }
    }
}
