//! A service that has not been built yet, with everything that it is built from.

use std::net::TcpListener;
use std::sync::Arc;

use access::{HoldTokens, ServiceKey, TokenVerifiers};
use bus::Bus;
use contracts::services::IDENTITY;
use lifecycle::Lifecycle;
use platform::{Module, Parts, Platform, Service};
use primitives::{Clock, RandomIds};
use server::{HttpConfig, Internal, Listeners};
use settings::Secret;
use sql::Database;
use testkit::{Address, ApiClient};

use crate::running::{Process, RunningService};
use crate::storage::Storage;

/// The key of hold tokens, order ids and service tokens.
pub const SECRET: &[u8] = b"a secret of the tests, long enough for all";

pub struct ServiceHarness {
    pub storage: Storage,
    pub bus: Arc<dyn Bus>,
    pub database: Database,
    pub platform: Platform,
}

impl ServiceHarness {
    /// With the records that an earlier process has left in this storage, if there are any.
    pub async fn open<S: Service>(storage: Storage, clock: Arc<dyn Clock>, bus: Arc<dyn Bus>) -> Self {
        telemetry::init_for_tests();
        let database = storage.database::<S>().await;
        let platform = Platform::of_parts::<S>(Parts {
            clock,
            ids: Arc::new(RandomIds::default()),
            lifecycle: Lifecycle::new(),
            secret: Secret::new(SECRET.to_vec()),
            bus: bus.clone(),
            database: database.clone(),
        });
        Self { storage, bus, database, platform }
    }

    /// One HTTP thread is enough for a test.
    #[must_use]
    pub fn http() -> HttpConfig {
        HttpConfig { threads: 1, ..HttpConfig::default() }
    }

    /// Serves the module on two ports of its own: for the public, and for other services.
    #[must_use]
    pub fn serve(self, http: HttpConfig, module: Module) -> RunningService {
        let (public, internal) = (listener(), listener());
        let (public_url, internal_url) = (url(&public), url(&internal));
        let (clock, lifecycle) = (self.platform.clock(), self.platform.lifecycle().clone());
        let internal = Internal { listener: internal, key: ServiceKey::derive(SECRET), clock: clock.clone() };
        let listeners = Listeners::new(public, Some(internal));
        let mut mounts = vec![module.into_mount()];
        // Others would have to have an identity beside them.
        if self.platform.service().name == IDENTITY.name {
            mounts.extend(self.platform.access_mount().unwrap());
        }
        let tokens = TokenVerifiers { holds: HoldTokens::new(SECRET), access: self.platform.access_tokens() };
        let serving = server::run(http, tokens, mounts, listeners, lifecycle.clone());
        #[expect(clippy::disallowed_methods, reason = "this task is the service")]
        let serving = tokio::spawn(serving);
        RunningService {
            api: ApiClient::new(Address::new(public_url)),
            internal_url,
            database: self.database,
            bus: self.bus,
            ids: self.platform.ids(),
            clock,
            storage: self.storage,
            process: Process { lifecycle, serving },
        }
    }
}

fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn url(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}
