//! One listener with everything between it and the routes: our connections, the parser, the boundary.
//!
//! Not by `actix_web::HttpServer`, which does the same for a plain `TcpStream` alone: it has no place for a stream of our own.

use std::future::ready;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error};
use lifecycle::Lifecycle;
use socket2::SockRef;
use tokio::net::TcpStream;

use crate::boundary::{Boundary, Origin, Owners};
use crate::connections::{Connection, Connections};
use crate::{HttpConfig, own};

const REQUESTS_DRAIN_SECONDS: u64 = 5;
/// For the end of a connection, with a body that nothing reads.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Connections that wait to be accepted: when a sale begins, all buyers connect at once.
const BACKLOG: i32 = 4_096;

pub(crate) fn serve(
    config: &Arc<HttpConfig>,
    owners: &Arc<Owners>,
    origin: Origin,
    listener: TcpListener,
    lifecycle: &Lifecycle,
    register: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
) -> io::Result<Server> {
    SockRef::from(&listener).listen(BACKLOG)?;
    let connections = Connections::new(Arc::clone(config), lifecycle.stopping());
    let unsent = Arc::clone(connections.unsent());
    let boundary = Boundary::new(Arc::clone(owners), Arc::clone(config), unsent, origin, lifecycle.closing());
    let server = Server::build()
        .workers(config.threads)
        .max_concurrent_connections(config.connections_max.div_ceil(config.threads))
        .disable_signals()
        .shutdown_timeout(REQUESTS_DRAIN_SECONDS);
    let stopping = server.graceful_shutdown_signal();
    let server = server.listen("http", listener, move || {
        let app = App::new().configure(&register);
        let app = app.default_service(web::to(own::nothing_here)).wrap(boundary.clone());
        let app = app.into_factory().map_err(|error: Error| error.error_response());
        let stopping = stopping.clone();
        let http = HttpService::build()
            // Deadlines are our connection's.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .h1_allow_half_closed(false)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(connection.progress().clone());
            })
            .h1(map_config(app, |()| AppConfig::default()));
        let connections = connections.clone();
        fn_service(move |stream: TcpStream| ready(connections.accept(stream).map_err(DispatchError::Io)))
            .and_then(http)
            .map_err(|error| record(&error))
    });
    Ok(server?.run())
}

/// Why a connection ended before its time. What clients do must not fill the log.
fn record(error: &DispatchError) {
    match error {
        DispatchError::Parse(_) => {
            metrics::counter!("holdfast_http_bad_requests_total", "reason" => "malformed").increment(1);
            tracing::debug!(error = error as &dyn std::error::Error, "a request could not be parsed");
        }
        DispatchError::Io(_) | DispatchError::DisconnectTimeout => {
            tracing::debug!(error = error as &dyn std::error::Error, "a connection broke off");
        }
        DispatchError::Service(_)
        | DispatchError::Body(_)
        | DispatchError::Upgrade
        | DispatchError::SlowRequestTimeout
        | DispatchError::HandlerDroppedPayload
        | DispatchError::InternalError
        | _ => tracing::error!(error = error as &dyn std::error::Error, "a connection failed"),
    }
}
