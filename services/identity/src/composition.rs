//! How the parts of the service become one module, whatever takes its mails.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use contracts::api::IdentityApi;
use platform::{Module, Platform};

use crate::api::VerificationOfTokens;
use crate::app::{HashPool, HashPoolLimits, Identity, IdentityParts, SecretDigest, Site};
use crate::config::Config;
use crate::http;
use crate::http::Rates;
use crate::ports::{Mail, OidcProvider};
use crate::store::IdentityStore;
use crate::workers;

const KEYS_EVERY: Duration = Duration::from_secs(60);
/// Its reader waits for a link.
const MAIL_EVERY: Duration = Duration::from_millis(500);
const PRUNE_EVERY: Duration = Duration::from_secs(60);

/// With this to take the mails; none: none can be sent. And with these to log users in.
pub async fn module(
    config: Config,
    mail: Option<Arc<dyn Mail>>,
    providers: Vec<Arc<dyn OidcProvider>>,
    platform: &Platform,
) -> anyhow::Result<Module> {
    let database = platform.database().await?;
    let parts = IdentityParts {
        store: IdentityStore::new(database.clone()),
        mail,
        providers,
        clock: platform.clock(),
        ids: platform.ids(),
        hashing: HashPool::new(HashPoolLimits::default()),
        site: Site { origin: config.origin.clone() },
        access_life: config.access_life,
        bootstrap: config.bootstrap.as_ref().map(|token| SecretDigest::of(token.expose())),
        guest_price: config.guest_price,
    };
    let secret = match &config.secret {
        Some(secret) => secret.expose().as_bytes(),
        None => platform.secret(),
    };
    let identity = Identity::new(parts, secret);
    // Before anything is served: the first caller may log in at once.
    identity.keep_keys().await.context("the signing keys cannot be read")?;
    if config.demo {
        let planted = identity.plant_demo_organization().await;
        planted.context("the organization of the demo season cannot be recorded")?;
    }
    let (keyed, mailed, pruned) = (identity.clone(), identity.clone(), identity.clone());
    Ok(platform
        .module()
        .routes(http::routes(identity.clone(), Rates::new(config.rates)))
        .api::<dyn IdentityApi>(Arc::new(VerificationOfTokens(identity)))
        .relay(platform.outbox(&database))
        .every("keys", KEYS_EVERY, move || workers::keep_keys(keyed.clone()))
        .every("mail", MAIL_EVERY, move || workers::send_mails(mailed.clone()))
        .every("pruning", PRUNE_EVERY, move || workers::prune(pruned.clone())))
}
