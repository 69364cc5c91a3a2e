//! What every use case works with.

use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, IdSource, Timestamp};

use super::guest_prices::GuestPrices;
use super::hash_pool::HashPool;
use super::login_proofs::LoginProofs;
use super::refresh_tokens::RefreshTokens;
use super::secret_digest::SecretDigest;
use super::signed_ids::SignedIds;
use super::signing_keys::SigningKeys;
use crate::domain::GuestPrice;
use crate::ports::{Mail, OidcProvider};
use crate::store::IdentityStore;

const MAILED_LINKS: &[u8] = b"holdfast mailed links 1";

/// Where readers of mails find the shop. Its origin is the issuer of access tokens too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Without a slash at the end.
    pub origin: String,
}

pub struct IdentityParts {
    pub store: IdentityStore,
    /// None: none can be sent.
    pub mail: Option<Arc<dyn Mail>>,
    /// Whose accounts log users in, in the order in which they are shown.
    pub providers: Vec<Arc<dyn OidcProvider>>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    pub hashing: HashPool,
    pub site: Site,
    /// How long an access token lives.
    pub access_life: Duration,
    /// Of the token that makes the first administrator; none: no token does.
    pub bootstrap: Option<SecretDigest>,
    /// None: sessions of guests cost nothing.
    pub guest_price: Option<GuestPrice>,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    pub(super) store: IdentityStore,
    pub(super) mail: Option<Arc<dyn Mail>>,
    pub(super) providers: Arc<[Arc<dyn OidcProvider>]>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdSource>,
    pub(super) hashing: HashPool,
    pub(super) site: Arc<Site>,
    pub(super) access_life: Duration,
    pub(super) keys: Arc<SigningKeys>,
    pub(super) refresh_tokens: RefreshTokens,
    pub(super) links: SignedIds,
    pub(super) proofs: LoginProofs,
    pub(super) bootstrap: Option<SecretDigest>,
    pub(super) guests: Arc<GuestPrices>,
}

impl Identity {
    /// `secret`: behind signing keys, refresh tokens, links, challenges and log-ins at providers.
    #[must_use]
    pub fn new(parts: IdentityParts, secret: &[u8]) -> Self {
        let IdentityParts {
            store,
            mail,
            providers,
            clock,
            ids,
            hashing,
            site,
            access_life,
            bootstrap,
            guest_price,
        } = parts;
        Self {
            store,
            mail,
            providers: providers.into(),
            clock,
            ids,
            hashing,
            site: Arc::new(site),
            access_life,
            keys: Arc::new(SigningKeys::new(secret)),
            refresh_tokens: RefreshTokens::new(secret),
            links: SignedIds::new(MAILED_LINKS, secret),
            proofs: LoginProofs::new(secret),
            bootstrap,
            guests: Arc::new(GuestPrices::new(guest_price, secret)),
        }
    }

    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
