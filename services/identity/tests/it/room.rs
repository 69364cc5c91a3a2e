//! The service on a storage of its own, served over HTTP, with a mailbox for all and any number of users.

use std::sync::Arc;
use std::time::Duration;

use access::ACCESS_TOKEN_LIFE;
use contracts::services::ServiceInfo;
use identity::adapters::demo_mailbox::DemoMailbox;
use identity::app::{Device, HashPool, HashPoolLimits, Identity, IdentityParts, SignedInSession, Site};
use identity::domain::GuestPrice;
use identity::ports::Mail;
use identity::store::IdentityStore;
use identity::{AddressRates, Config, IdentityService, OidcSettings};
use platform::Service;
use primitives::{FakeClock, GuestId, RandomIds};
use reqwest::Method;
use serde_json::{Value, json};
use server::HttpConfig;
use service_harness::{RunningService, ServiceHarness, Storage};
use settings::Secret;
use testkit::{Answer, ApiClient, Call, eventually};

use crate::RECORDS;

pub(crate) const SOON: Duration = Duration::from_secs(30);
pub(crate) const ORIGIN: &str = "http://localhost:8080";
pub(crate) const PASSWORD: &str = "correct staple of horses";
/// Makes the first administrator.
pub(crate) const BOOTSTRAP: &str = "a bootstrap token of these tests, long enough";
pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Its name on the wire is checked once.
pub(crate) const INFO: ServiceInfo = IdentityService::INFO;

pub(crate) struct Room {
    pub(crate) api: ApiClient,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) service: RunningService,
}

impl Room {
    pub(crate) async fn start() -> Self {
        Self::open(|config| config).await
    }

    /// Users may log in by the accounts of these.
    pub(crate) async fn with_providers(oidc: Vec<OidcSettings>) -> Self {
        Self::open(|config| Config { oidc, ..config }).await
    }

    /// Each request says by `X-Forwarded-For` where its client is.
    pub(crate) async fn limited(rates: AddressRates) -> Self {
        Self::open(|config| Config { rates: Some(rates), ..config }).await
    }

    /// The same, where sessions of guests have a price.
    pub(crate) async fn pricing(rates: Option<AddressRates>, guest_price: GuestPrice) -> Self {
        Self::open(|config| Config { rates, guest_price: Some(guest_price), ..config }).await
    }

    pub(crate) async fn with_tokens_for(access_life: Duration) -> Self {
        Self::open(|config| Config { access_life, ..config }).await
    }

    /// `set`: what a test wants otherwise.
    async fn open(set: impl FnOnce(Config) -> Config) -> Self {
        let (storage, clock) = (Storage::new(RECORDS), Arc::new(FakeClock::default()));
        let bus = Arc::new(storage.bus(clock.clone()).await);
        let harness = ServiceHarness::open::<IdentityService>(storage, clock.clone(), bus).await;
        let config = set(Config {
            secret: None,
            smtp: None,
            origin: ORIGIN.to_owned(),
            access_life: ACCESS_TOKEN_LIFE,
            demo: true,
            rates: None,
            guest_price: None,
            bootstrap: Some(Secret::new(BOOTSTRAP.to_owned())),
            oidc: Vec::new(),
        });
        let providers = identity::providers(&config, &harness.platform.clock()).unwrap();
        let mail: Arc<dyn Mail> = Arc::new(DemoMailbox);
        let module = identity::module(config, Some(mail), providers, &harness.platform).await.unwrap();
        let proxies = "127.0.0.1".parse().unwrap();
        let http = HttpConfig { trust_caller_header: true, proxies, ..ServiceHarness::http() };
        let service = harness.serve(http, module);
        let room = Self { api: service.api.clone(), clock, service };
        eventually("tokens can be verified", SOON, async || {
            let nonsense = room.with("nonsense", room.api.get("/api/users/me")).await;
            (nonsense.status == 401).then_some(())
        })
        .await;
        room
    }

    /// The records, over another connection than the service's.
    pub(crate) async fn records(&self) -> IdentityStore {
        let database =
            self.service.storage().seen_by_another::<IdentityService>(&self.service.database).await;
        IdentityStore::new(database)
    }

    /// A moment after everything before: what is newer has a later time.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.clock.advance(Duration::from_millis(1));
        self.api.post(&format!("/api/auth/{path}")).json(body).await
    }

    pub(crate) fn with(&self, token: &str, call: Call) -> Call {
        call.header("Authorization", &format!("Bearer {token}"))
    }

    /// The texts of the letters to this mailbox, the last first.
    pub(crate) async fn letters_to(&self, email: &str) -> Vec<String> {
        let mailbox: Value = self.api.get("/api/auth/mailbox").await.ok();
        let letters = mailbox["items"].as_array().unwrap().iter().filter(|letter| letter["to"] == email);
        letters.map(|letter| letter["text"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits for the letter of this number to this mailbox, the first of all being 1, and gives the token in it.
    pub(crate) async fn link(&self, email: &str, number: usize) -> String {
        let letter = eventually("a letter", SOON, async || {
            let letters = self.letters_to(email).await;
            letters.len().checked_sub(number).map(|at| letters[at].clone())
        })
        .await;
        token_in(&letter)
    }

    /// Makes a user by the link of the first letter to the mailbox.
    pub(crate) async fn user(&self, email: &str) -> SignedIn {
        assert_eq!(self.post("register", &json!({ "email": email })).await.status, 202);
        let token = self.link(email, 1).await;
        let verified = self.post("verify", &json!({ "token": token, "password": PASSWORD })).await;
        assert_eq!(verified.status, 201, "{verified}");
        SignedIn::read(&verified)
    }

    pub(crate) async fn log_in(&self, email: &str, password: &str) -> Answer {
        self.post("login", &json!({ "email": email, "password": password })).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.post("refresh", &json!({ "refreshToken": token })).await
    }

    pub(crate) async fn me(&self, session: &SignedIn) -> Answer {
        self.with(&session.access, self.api.get("/api/users/me")).await
    }

    pub(crate) async fn delete(&self, session: &SignedIn, path: &str, body: Option<&Value>) -> Answer {
        let call = self.with(&session.access, self.api.call(Method::DELETE, path));
        match body {
            Some(body) => call.json(body).await,
            None => call.await,
        }
    }

    /// Waits until the access token counts for nothing, and gives the refusal.
    pub(crate) async fn ends(&self, session: &SignedIn) -> Answer {
        eventually("the access token is refused", SOON, async || {
            Some(self.me(session).await).filter(|answer| answer.status == 401)
        })
        .await
    }
}

/// What a client has of its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedIn {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) subject: String,
    pub(crate) session: String,
}

impl SignedIn {
    #[track_caller]
    pub(crate) fn read(answer: &Answer) -> Self {
        let body: Value = answer.ok();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(
            (&body["tokenType"], answer.header("Cache-Control")),
            (&json!("Bearer"), Some("no-store"))
        );
        Self {
            access: text("accessToken"),
            refresh: text("refreshToken"),
            subject: text("subject"),
            session: text("sessionId"),
        }
    }
}

/// A session of a guest that costs nothing.
pub(crate) async fn begun(identity: &Identity) -> SignedInSession {
    let paid = identity.pay_for_guest(GuestId(0), None).unwrap();
    identity.begin_guest(Device::default(), paid).await.unwrap()
}

pub(crate) fn token_in(text: &str) -> String {
    let (_, behind) = text.split_once("#token=").unwrap_or_else(|| panic!("no link in {text}"));
    behind.split_whitespace().next().unwrap().to_owned()
}

/// The use cases on records of their own, without a server around them.
pub(crate) struct Parts {
    pub(crate) storage: Storage,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) store: IdentityStore,
}

impl Parts {
    pub(crate) async fn open() -> Self {
        let (storage, clock) = (Storage::new(RECORDS), Arc::new(FakeClock::default()));
        let store = IdentityStore::new(storage.database::<IdentityService>().await);
        Self { storage, clock, store }
    }

    pub(crate) fn identity(&self, secret: &[u8], mail: Option<Arc<dyn Mail>>) -> Identity {
        Identity::new(IdentityParts { mail, ..self.of_an_instance() }, secret)
    }

    /// One of any number, as a test may change it.
    pub(crate) fn of_an_instance(&self) -> IdentityParts {
        IdentityParts {
            store: self.store.clone(),
            mail: None,
            providers: Vec::new(),
            clock: self.clock.clone(),
            ids: Arc::new(RandomIds::default()),
            hashing: HashPool::new(HashPoolLimits::default()),
            site: Site { origin: ORIGIN.to_owned() },
            access_life: ACCESS_TOKEN_LIFE,
            bootstrap: None,
            guest_price: None,
        }
    }
}
