//! Serves mounts until the process is stopped, and then shuts down gracefully.

use std::error::Error;
use std::io;
use std::net::TcpListener;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use access::{AccessPolicy, TokenVerifiers};
use actix_web::web::{Data, ServiceConfig};
use anyhow::Context;
use futures::FutureExt;
use futures::try_join;
use lifecycle::{Lifecycle, Stop, Worker, Workers};
use tokio::time::Instant;

use crate::boundary::{Origin, Owners};
use crate::internal::InternalRoutes;
use crate::open_listeners::OpenListeners;
use crate::own::checks::Checks;
use crate::own::docs::Description;
use crate::own::health::Health;
use crate::own::operator::StartedAt;
use crate::rates::RateLimits;
use crate::serve::serve;
use crate::ws::Sockets;
use crate::{HttpConfig, Internal, Listeners, Mount, OperatorGate, Routes, StreamLimits, openapi, own};

/// In-flight requests get most of it.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(8);
/// On connections that are open when the listener closes.
const LAST_ANSWERS: Duration = Duration::from_secs(1);
/// How long the first clients wait for readiness, where it can be asked elsewhere. Then they are refused in words.
const OPENS_WITHIN: Duration = Duration::from_secs(5);
const METRICS_TIDY_EVERY: Duration = Duration::from_secs(5);

/// Serves until `lifecycle` stops, or until a server or a worker ends unexpectedly.
///
/// The graceful shutdown begins with the drain delay: readiness is off, and streams end one after another. Then it takes at most ten seconds:
/// no connection is accepted any more, those that are open close with their next answer; in-flight requests are answered; the workers are
/// stopped, and the tasks that they leave behind are awaited.
pub async fn run(
    config: HttpConfig,
    tokens: impl Into<TokenVerifiers>,
    mounts: Vec<Mount>,
    listeners: impl Into<Listeners>,
    lifecycle: Lifecycle,
) -> anyhow::Result<()> {
    let (drain_delay, stopping) = (config.drain_delay, lifecycle.stopping());
    let Listeners { public, internal } = listeners.into();
    // A person who tries it out on their own machine has one address.
    let has_operations = internal.is_none() && config.listen.ip().is_loopback() && config.anonymous_open;
    let (site, background) = assemble(config, tokens.into(), mounts, has_operations, &lifecycle)?;
    let listeners = OpenListeners::default();
    let opens_when_ready = internal.is_some();
    let serving = async {
        try_join!(
            site.serve_internal(internal, &listeners),
            site.serve_public(public, opens_when_ready, &listeners)
        )
    };
    // The first that ends decides: something is wrong, or the process is stopping.
    let mut server = pin!(serving.fuse());
    let mut workers = Workers::start(background, &lifecycle.worker_stop());
    let stopped = async {
        stopping.stopped().await;
        tokio::time::sleep(drain_delay).await;
    };
    let early = tokio::select! {
        // In this order, because a stop causes all the others.
        biased;
        () = lifecycle.ended_at_once() => Ok(()),
        () = stopped => Ok(()),
        ended = &mut server => Err(ended_early(ended)),
        cause = workers.first_end() => Err(cause),
    };
    lifecycle.stop();
    let closed = async {
        lifecycle.close();
        listeners.refuse().await;
        // A proxy that keeps connections learns by the answers on them that they were the last.
        tokio::time::sleep(drain_delay.min(LAST_ANSWERS)).await;
        // After a failure it is unknown what still works, so requests are not awaited.
        listeners.stop(early.is_ok()).await;
    };
    let drain = async {
        tokio::select! {
            () = closed => {}
            ended = &mut server => if let Err(error) = ended {
                tracing::warn!(error = &error as &dyn Error, "the server failed while it shut down");
            },
        }
        lifecycle.stop_workers();
        workers.all_ended().await;
        lifecycle.tasks().drained().await;
    };
    tokio::select! {
        drained = tokio::time::timeout(DRAIN_TIMEOUT, drain) => match drained {
            Ok(()) => tracing::info!("stopped"),
            Err(_) => tracing::warn!("stopped before everything had ended"),
        },
        () = lifecycle.ended_at_once() => tracing::warn!("stopped at once"),
    }
    early
}

fn ended_early(ended: io::Result<((), ())>) -> anyhow::Error {
    match ended {
        Ok(_) => anyhow::anyhow!("the server ended unexpectedly"),
        Err(cause) => anyhow::Error::new(cause).context("the server failed"),
    }
}

/// Everything that an HTTP thread needs to build its app.
#[derive(Clone)]
struct Site {
    config: Arc<HttpConfig>,
    lifecycle: Lifecycle,
    checks: Arc<Checks>,
    routes: Vec<Routes>,
    internal: Vec<(&'static str, Routes)>,
    owners: Arc<Owners>,
    policy: Data<AccessPolicy>,
    streams: Data<StreamLimits>,
    /// None: rates are not limited.
    rates: Option<Data<RateLimits>>,
    sockets: Data<Sockets>,
    health: Data<Health>,
    internal_health: Data<Health>,
    /// Whether the public listener has them.
    has_operations: bool,
    operators: Data<OperatorGate>,
    started_at: Data<StartedAt>,
    description: Data<Description>,
}

impl Site {
    async fn serve_internal(&self, internal: Option<Internal>, listeners: &OpenListeners) -> io::Result<()> {
        let Some(Internal { listener, key, clock }) = internal else { return Ok(()) };
        let (services, health) = (self.internal.clone(), self.internal_health.clone());
        let routes = InternalRoutes { key, clock, services, health };
        let register = move |config: &mut ServiceConfig| routes.register(config);
        let (config, owners) = (&self.config, &self.owners);
        let twin = listener.try_clone()?;
        let server = serve(config, owners, Origin::OurServices, listener, &self.lifecycle, register)?;
        listeners.keep(server, twin).await
    }

    /// Where readiness can be asked elsewhere, the first connections wait for it in the queue of the kernel: a proxy that does not ask sends
    /// requests to an instance as soon as it listens.
    async fn serve_public(
        &self,
        listener: TcpListener,
        when_ready: bool,
        listeners: &OpenListeners,
    ) -> io::Result<()> {
        if when_ready {
            let stopping = self.lifecycle.stopping();
            tokio::select! {
                _ = tokio::time::timeout(OPENS_WITHIN, self.checks.until_needed_pass()) => {}
                () = stopping.stopped() => return Ok(()),
            }
        }
        let site = self.clone();
        let register = move |config: &mut ServiceConfig| site.register(config);
        let (config, owners) = (&self.config, &self.owners);
        let twin = listener.try_clone()?;
        let server = serve(config, owners, Origin::Public, listener, &self.lifecycle, register)?;
        listeners.keep(server, twin).await
    }

    fn register(&self, config: &mut ServiceConfig) {
        config
            .app_data(self.policy.clone())
            .app_data(self.streams.clone())
            .app_data(self.sockets.clone())
            .app_data(self.health.clone())
            .app_data(self.operators.clone())
            .app_data(self.started_at.clone())
            .app_data(self.description.clone());
        if let Some(rates) = &self.rates {
            config.app_data(rates.clone());
        }
        self.routes.iter().for_each(|routes| routes(config));
        own::public(config);
        if self.has_operations {
            own::operations(config);
        }
    }
}

fn assemble(
    config: HttpConfig,
    tokens: TokenVerifiers,
    mounts: Vec<Mount>,
    has_operations: bool,
    lifecycle: &Lifecycle,
) -> anyhow::Result<(Site, Vec<Worker>)> {
    let mut background = vec![Worker::new("metrics", tidy_metrics)];
    let (mut routes, mut internal) = (Vec::new(), Vec::new());
    let (mut checks, mut documents) = (Vec::new(), Vec::new());
    let (mut owners, mut shared_rates) = (Owners::default(), None);
    for mount in mounts {
        owners.add(mount.name, &mount.openapi);
        routes.push(mount.routes);
        internal.push((mount.name, mount.internal));
        background.extend(mount.workers);
        checks.extend(mount.checks);
        documents.push((mount.openapi, mount.rules));
        shared_rates = shared_rates.or(mount.shared_rates);
    }
    let description = openapi::merged(documents).to_json().context("the API description is not JSON")?;
    let stopping = lifecycle.stopping();
    let checks = Arc::new(Checks::new(checks));
    let health =
        |is_for_operators| Data::new(Health::new(Arc::clone(&checks), stopping.clone(), is_for_operators));
    let streams = StreamLimits::new(&config, stopping.clone());
    let site = Site {
        owners: Arc::new(owners),
        policy: Data::new(AccessPolicy {
            proxies: config.proxies.clone(),
            trust_caller_header: config.trust_caller_header,
            open: config.anonymous_open,
            guests: tokens.holds.guests(),
            tokens: tokens.holds,
            access_tokens: tokens.access,
        }),
        sockets: Data::new(Sockets::new(&config, streams.clone())),
        streams: Data::new(streams),
        rates: config.rate_limits.then(|| Data::new(RateLimits::new(shared_rates))),
        health: health(has_operations),
        internal_health: health(true),
        has_operations,
        operators: Data::new(OperatorGate::new(config.operator_token.clone())),
        started_at: Data::new(StartedAt(Instant::now())),
        description: Data::new(Description::new(description)),
        config: Arc::new(config),
        lifecycle: lifecycle.clone(),
        checks,
        routes,
        internal,
    };
    Ok((site, background))
}

/// Histograms keep every value until they are read or tidied, and they may never be read.
async fn tidy_metrics(stop: Stop) -> anyhow::Result<()> {
    while tokio::time::timeout(METRICS_TIDY_EVERY, stop.stopped()).await.is_err() {
        telemetry::tidy_metrics();
    }
    Ok(())
}
