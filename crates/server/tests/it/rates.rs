//! Requests that are counted by their class: by this process first, and then by what all processes have counted, where that is known.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use async_trait::async_trait;
use parking_lot::Mutex;
use primitives::{OverQuota, Quota, QuotaLeft};
use serde_json::json;
use server::{Allow, Endpoint, Endpoints, HttpConfig, Limited, Mount, RateClass, SharedRates};

use crate::site::{Answer, Site, answer, config};

const ORDERS: &str = "/api/limited";

#[derive(Debug, Clone, Copy)]
enum Verdict {
    /// Three are used, with this one.
    ThreeUsed,
    /// What a user has is used up.
    UserIsOver,
    Silent,
}

/// In place of what counts for all processes: keeps what it was asked.
struct Others {
    verdict: Verdict,
    asked: Mutex<Vec<String>>,
}

impl Others {
    fn note(&self, what: &str, key: &str) {
        self.asked.lock().push(format!("{what} {}", key.split(':').next().unwrap_or_default()));
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock())
    }
}

#[async_trait]
impl SharedRates for Others {
    async fn admit(&self, key: &str, quota: Quota) -> Option<Result<QuotaLeft, OverQuota>> {
        self.note("use", key);
        match self.verdict {
            Verdict::ThreeUsed => Some(Ok(quota.left(quota.interval() * 3))),
            Verdict::UserIsOver if key.starts_with("order:") => {
                Some(Err(OverQuota { retry_after: Duration::from_secs(7) }))
            }
            Verdict::UserIsOver => Some(Ok(quota.left(quota.interval()))),
            Verdict::Silent => None,
        }
    }

    async fn give_back(&self, key: &str, _quota: Quota) {
        self.note("back", key);
    }
}

struct House {
    site: Site,
    others: Arc<Others>,
}

impl House {
    fn start(verdict: Verdict) -> Self {
        let others = Arc::new(Others { verdict, asked: Mutex::default() });
        let mount = Mount {
            routes: Arc::new(|config| {
                let done = || async { HttpResponse::Ok().finish() };
                let again =
                    || async { HttpResponse::Ok().insert_header(("Idempotent-Replayed", "true")).finish() };
                let limited = Endpoints::below(ORDERS)
                    .limited(Limited::by(RateClass::Order).except("/{id}/token"))
                    .with(Endpoint::new("").post(done, Allow::Anyone).get(done, Allow::Anyone))
                    .with(Endpoint::new("/again").post(again, Allow::Anyone))
                    .with(Endpoint::new("/{id}/token").post(done, Allow::Anyone));
                config.service(limited.into_scope());
            }),
            shared_rates: Some(others.clone()),
            ..Mount::new("limited")
        };
        let config = HttpConfig { rate_limits: true, ..config() };
        Self { site: Site::start_mounts(config, vec![mount]), others }
    }

    async fn order(&self, path: &str) -> Answer {
        answer(self.site.post(&format!("{ORDERS}{path}")).header("X-Caller-Id", "mina")).await
    }
}

#[tokio::test]
async fn what_all_have_counted_is_what_answers_say() {
    let house = House::start(Verdict::ThreeUsed);
    let ordered = house.order("").await;
    assert_eq!(ordered.status, 200);
    let left = "\"order-address\";r=97;t=1, \"order\";r=7;t=18";
    assert_eq!(ordered.header("ratelimit"), Some(left));
    assert_eq!(house.others.asked(), ["use order-address", "use order"]);
}

#[tokio::test]
async fn who_has_used_up_a_quota_elsewhere_is_refused_here() {
    let house = House::start(Verdict::UserIsOver);
    let refused = house.order("").await;
    refused.refused(429, "RATE_LIMITED");
    assert_eq!(refused.json()["details"], json!({ "policy": "order" }));
    assert_eq!((refused.header("retry-after"), house.others.asked().len()), (Some("7"), 2));
}

#[tokio::test]
async fn without_an_answer_the_verdict_of_this_process_stands() {
    let house = House::start(Verdict::Silent);
    for _ in 0..10 {
        assert_eq!(house.order("").await.status, 200);
        assert_eq!(house.others.asked(), ["use order-address"], "who is silent is not asked twice");
    }
    house.order("").await.refused(429, "RATE_LIMITED");
    assert_eq!(house.others.asked().len(), 0, "what is refused here is asked of no one");
}

#[tokio::test]
async fn what_was_done_before_is_given_back() {
    let house = House::start(Verdict::ThreeUsed);
    for _ in 0..20 {
        let again = house.order("/again").await;
        assert_eq!((again.status, again.header("ratelimit")), (200, None));
        let asked = house.others.asked();
        assert_eq!(asked, ["use order-address", "use order", "back order-address", "back order"]);
    }
}

#[tokio::test]
async fn reads_and_what_is_exempt_are_not_counted_and_what_does_not_exist_is() {
    let house = House::start(Verdict::ThreeUsed);
    for _ in 0..20 {
        assert_eq!(answer(house.site.get(ORDERS)).await.status, 200);
        assert_eq!(house.order("/7/token").await.status, 200);
    }
    assert_eq!(house.others.asked().len(), 0);
    house.order("/nowhere").await.refused(404, "NOT_FOUND");
    assert_eq!(house.others.asked().len(), 2);
}
