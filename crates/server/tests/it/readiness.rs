//! What the health checks report.

use std::sync::Arc;

use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::Cause;
use server::{HttpConfig, Mount};

use crate::site::{Site, answer, config};

struct Check {
    name: &'static str,
    is_needed: bool,
    /// It never answers without one.
    outcome: Option<Result<(), &'static str>>,
}

#[async_trait]
impl ReadyCheck for Check {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is_needed(&self) -> bool {
        self.is_needed
    }

    async fn check(&self) -> Result<(), Cause> {
        match self.outcome {
            Some(outcome) => outcome.map_err(Cause::from),
            None => std::future::pending().await,
        }
    }
}

/// None where the dependency does not answer.
type Outcome = Option<Result<(), &'static str>>;

const PASSES: Outcome = Some(Ok(()));
const FAILS: Outcome = Some(Err("the secret cause"));

fn site<const N: usize>(config: HttpConfig, checks: [(&'static str, bool, Outcome); N]) -> Site {
    let checks = checks.map(|(name, is_needed, outcome)| -> Arc<dyn ReadyCheck> {
        Arc::new(Check { name, is_needed, outcome })
    });
    Site::start_mounts(config, vec![Mount { checks: checks.to_vec(), ..Mount::new("checked") }])
}

#[tokio::test]
async fn readiness_names_the_dependencies_that_fail_and_liveness_ignores_them() {
    let site = site(config(), [("seats", true, PASSES), ("records", true, FAILS), ("bus", true, None)]);
    for path in ["/readyz", "/healthz?db=ping"] {
        let refused = answer(site.get(path)).await;
        refused.refused(503, "UNAVAILABLE");
        assert_eq!(refused.json()["message"], "not available: records, bus");
        assert!(refused.header("retry-after").is_some());
    }
    assert_eq!(answer(site.get("/healthz")).await.status, 200);
    answer(site.get("/healthz?db=pong")).await.refused(400, "BAD_REQUEST");
}

#[tokio::test]
async fn what_is_only_reported_takes_no_instance_out_of_service() {
    let site = site(config(), [("maps", true, PASSES), ("records", false, FAILS)]);
    let ready = answer(site.get("/readyz")).await;
    assert_eq!((ready.status, ready.text.as_str()), (200, "ok\n"));
    answer(site.get("/healthz?db=ping")).await.refused(503, "UNAVAILABLE");
    for path in ["/readyz?verbose", "/readyz?verbose=true"] {
        let verbose = answer(site.get(path)).await;
        assert_eq!(verbose.status, 200, "{path}");
        assert_eq!(verbose.text, "maps: passes, needed\nrecords: fails, only reported\n");
    }
    answer(site.get("/readyz?verbose=no")).await.refused(400, "BAD_REQUEST");
}

#[tokio::test]
async fn the_verbose_answer_of_an_instance_that_is_not_ready_names_all_checks_too() {
    let site = site(config(), [("maps", true, FAILS), ("records", false, PASSES)]);
    let verbose = answer(site.get("/readyz?verbose")).await;
    verbose.refused(503, "UNAVAILABLE");
    assert_eq!(verbose.json()["message"], "maps: fails, needed; records: passes, only reported");
}

#[tokio::test]
async fn what_an_installation_consists_of_is_for_operators() {
    let closed = HttpConfig { anonymous_open: false, ..config() };
    let site = site(closed, [("maps", true, PASSES)]);
    assert_eq!(answer(site.get("/readyz")).await.status, 200);
    answer(site.get("/readyz?verbose")).await.refused(403, "FORBIDDEN");
}
