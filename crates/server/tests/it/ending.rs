//! How a server stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::{HttpResponse, web};
use lifecycle::{Lifecycle, Stop, Tasks, Worker};
use reqwest::StatusCode;
use server::{Allow, Endpoint, Endpoints, HttpConfig, Mount};
use testkit::eventually;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::site::{Site, answer, config};

const SOON: Duration = Duration::from_secs(30);

/// Where a request, or what it leaves behind, waits until the test lets it go.
#[derive(Default)]
struct Gate {
    reached: Notify,
    open: Notify,
    passed: AtomicBool,
    tasks: Tasks,
}

impl Gate {
    async fn pass(&self) {
        self.reached.notify_one();
        self.open.notified().await;
        self.passed.store(true, Ordering::SeqCst);
    }
}

fn mount(gate: &Arc<Gate>, workers: Vec<Worker>) -> Mount {
    let gate = web::Data::from(Arc::clone(gate));
    let wait = async |gate: web::Data<Gate>| {
        gate.pass().await;
        HttpResponse::Ok().body("done")
    };
    let leave_behind = async |gate: web::Data<Gate>| {
        let task = gate.clone();
        gate.tasks.spawn(async move { task.pass().await });
        HttpResponse::Accepted().finish()
    };
    Mount {
        routes: Arc::new(move |config| {
            let endpoint = Endpoint::new("").get(wait, Allow::Anyone).post(leave_behind, Allow::Anyone);
            let scope = Endpoints::below("/api/gate").with(endpoint).into_scope();
            config.service(scope.app_data(gate.clone()));
        }),
        workers,
        ..Mount::new("gate")
    }
}

fn start(workers: Vec<Worker>) -> (Site, Arc<Gate>) {
    let lifecycle = Lifecycle::new();
    let gate = Arc::new(Gate { tasks: lifecycle.tasks(), ..Gate::default() });
    (Site::start_living(config(), vec![mount(&gate, workers)], lifecycle), gate)
}

#[tokio::test]
async fn a_request_in_progress_is_answered_before_the_workers_stop() {
    let stopped = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&stopped);
    let worker = Worker::new("witness", async move |stop: Stop| {
        stop.stopped().await;
        note.store(true, Ordering::SeqCst);
        Ok(())
    });
    let (site, gate) = start(vec![worker]);
    let request = site.get("/api/gate").send();
    let test = async {
        gate.reached.notified().await;
        site.lifecycle.stop();
        eventually("nothing is accepted any more", SOON, async || site.get("/healthz").send().await.err())
            .await;
        assert!(!stopped.load(Ordering::SeqCst), "the workers stopped while a request was in progress");
        gate.open.notify_one();
    };
    let (answered, ()) = tokio::join!(request, test);
    let answered = answered.unwrap();
    assert_eq!(answered.headers()["connection"], "close", "a proxy would keep the connection");
    assert_eq!(answered.text().await.unwrap(), "done");
    site.ended().await.unwrap();
    assert!(stopped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn idle_connections_and_open_streams_do_not_delay_the_end() {
    let site = Site::start();
    let _stream = site.get("/api/trials/stream").send().await.unwrap();
    answer(site.get("/healthz")).await;
    let began = Instant::now();
    site.lifecycle.stop();
    site.ended().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(3), "it took {:?}", began.elapsed());
}

#[tokio::test]
async fn a_stop_waits_for_tasks_that_a_request_left_behind() {
    let (site, gate) = start(Vec::new());
    assert_eq!(answer(site.post("/api/gate")).await.status, 202);
    gate.reached.notified().await;
    site.lifecycle.stop();
    let worker_stop = site.lifecycle.worker_stop();
    tokio::time::timeout(SOON, worker_stop.stopped()).await.expect("the requests did not end");
    assert!(!gate.passed.load(Ordering::SeqCst));
    gate.open.notify_one();
    site.ended().await.unwrap();
    assert!(gate.passed.load(Ordering::SeqCst), "the task was left behind");
}

#[tokio::test]
async fn a_second_stop_ends_the_server_at_once() {
    let stubborn = Worker::new("stubborn", async |_stop: Stop| std::future::pending().await);
    let (site, _gate) = start(vec![stubborn]);
    answer(site.get("/healthz")).await;
    let began = Instant::now();
    site.lifecycle.stop();
    site.lifecycle.stop_now();
    site.ended().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(2), "it took {:?}", began.elapsed());
}

#[tokio::test]
async fn a_worker_that_ends_early_ends_the_server_with_an_error() {
    let early = Worker::new("early", async |_stop: Stop| Ok(()));
    let failing = Worker::new("failing", async |_stop: Stop| anyhow::bail!("no more disk"));
    let panicking = Worker::new("panicking", async |_stop: Stop| panic!("a trial of the net"));
    for (worker, expected) in [
        (early, "the worker `early` ended before the stop"),
        (failing, "the worker `failing` failed: no more disk"),
        (panicking, "the worker `panicking` failed: it panicked"),
    ] {
        let (site, _gate) = start(vec![worker]);
        let stopping = site.lifecycle.stopping();
        let began = Instant::now();
        let error = site.ended().await.unwrap_err();
        assert_eq!(format!("{error:#}"), expected);
        assert!(stopping.is_stopped());
        assert!(began.elapsed() < Duration::from_secs(2), "it took {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_stopping_server_is_alive_and_not_ready() {
    let site = Site::start_with(HttpConfig { drain_delay: Duration::from_secs(60), ..config() });
    assert_eq!(answer(site.get("/readyz")).await.status, 200);
    site.lifecycle.stop();
    answer(site.get("/readyz")).await.refused(503, "UNAVAILABLE");
    let alive = site.get("/healthz").send().await.unwrap();
    assert_eq!(alive.status(), StatusCode::OK);
    site.lifecycle.stop_now();
    site.ended().await.unwrap();
}
