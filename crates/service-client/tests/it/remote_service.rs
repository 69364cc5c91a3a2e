//! A service that answers as the path of a call says, and a client of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use access::ServiceKey;
use actix_web::rt::System;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use contracts::api::{Call, Route};
use primitives::{Clock, FakeClock, SeededIds};
use service_client::{RetryConfig, ServiceClient, ServiceClientConfig};

pub(crate) const KEY: &[u8] = b"a secret of services";

pub(crate) struct RemoteService {
    pub(crate) address: String,
    calls: Arc<AtomicU32>,
}

impl RemoteService {
    pub(crate) fn start() -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// On a runtime of its own, as the HTTP threads of a service are.
    pub(crate) fn start_at(address: SocketAddr) -> Self {
        telemetry::init_for_tests();
        let calls = Arc::new(AtomicU32::new(0));
        let (counted, (sender, receiver)) = (Data::from(calls.clone()), std::sync::mpsc::channel());
        std::thread::spawn(move || {
            let app = move || App::new().app_data(counted.clone()).default_service(web::to(answer));
            let serve = async {
                let server = HttpServer::new(app).workers(1).disable_signals().bind(address).unwrap();
                sender.send(server.addrs()[0]).unwrap();
                server.run().await
            };
            System::new().block_on(serve)
        });
        Self { address: format!("http://{}", receiver.recv().unwrap()), calls }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.rsplit(':').next().unwrap().parse().unwrap()
    }

    pub(crate) fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }
}

/// `status/503`, `flaky/2`, `echo`, `silent`, `large/1000` and so on, after `/internal/catalog`.
async fn answer(request: HttpRequest, body: Bytes, calls: Data<AtomicU32>) -> HttpResponse {
    let call = calls.fetch_add(1, Ordering::SeqCst);
    let mut parts = request.path().split('/').skip(3);
    let (what, number) = (parts.next().unwrap(), parts.next().and_then(|number| number.parse::<u32>().ok()));
    match (what, number) {
        ("status", Some(status)) => refuse(u16::try_from(status).unwrap()),
        ("flaky", Some(failures)) if call < failures => refuse(503),
        ("large", Some(bytes)) => HttpResponse::Ok().body(vec![b' '; bytes as usize]),
        ("silent", _) => std::future::pending().await,
        ("nonsense", _) => HttpResponse::BadGateway().body("<html>"),
        ("away", _) => HttpResponse::Found().insert_header(("location", "/internal/catalog/echo")).finish(),
        _ => echo(&request, &body),
    }
}

fn refuse(status: u16) -> HttpResponse {
    let code = match status {
        404 => "EVENT_NOT_FOUND",
        409 => "SEAT_SOLD",
        401 => "UNAUTHENTICATED",
        _ => "UNAVAILABLE",
    };
    let status = actix_web::http::StatusCode::from_u16(status).unwrap();
    let details = serde_json::json!({ "conflicts": [{ "seatId": 7, "status": "SOLD" }] });
    HttpResponse::build(status)
        .json(serde_json::json!({ "code": code, "message": "no", "traceId": "0", "details": details }))
}

fn echo(request: &HttpRequest, body: &Bytes) -> HttpResponse {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    HttpResponse::Ok().insert_header(("Seat-Version", "1-2")).json(serde_json::json!({
        "method": request.method().as_str(),
        "path": request.path(),
        "body": String::from_utf8_lossy(body),
        "contentType": header("content-type"),
        "authorization": header("authorization"),
        "traceparent": header("traceparent"),
    }))
}

pub(crate) struct Caller {
    pub(crate) client: ServiceClient,
    pub(crate) clock: Arc<FakeClock>,
}

pub(crate) fn caller(address: &str) -> Caller {
    caller_with(address, |_| {})
}

/// With timeouts long enough for a busy machine.
pub(crate) fn caller_with(address: &str, change: impl FnOnce(&mut ServiceClientConfig)) -> Caller {
    let mut config = ServiceClientConfig::at(address.parse().unwrap());
    let (attempt_timeout, total_timeout) = (Duration::from_secs(30), Duration::from_secs(60));
    config.retry = RetryConfig { attempt_timeout, total_timeout, ..config.retry };
    change(&mut config);
    let clock = Arc::new(FakeClock::default());
    let shared: Arc<dyn Clock> = clock.clone();
    let (key, ids) = (ServiceKey::derive(KEY), Arc::new(SeededIds::new(1)));
    let client = ServiceClient::new(&config, &key, "order", "catalog", shared, ids).unwrap();
    Caller { client, clock }
}

/// A call without a body.
pub(crate) fn get(path: &'static str) -> Call {
    call(Route::new("test", path))
}

pub(crate) fn call(route: Route) -> Call {
    Call::new("catalog", Box::leak(Box::new(route)))
}

/// An address where nothing listens.
pub(crate) fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
