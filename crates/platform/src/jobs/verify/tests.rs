//! A store that is being put together again: verify waits for it, and not for ever.

use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use contracts::api::order::{
    BeginRebuildBody, CheckedBody, IntakeAnswerBody, RebuildBody, SellAtBoxOfficeBody, StandingBody,
    StandingQuery,
};
use contracts::http::box_office::BoxOfficeSaleBody;
use tokio::time::Instant;

use super::*;

#[derive(Debug, thiserror::Error)]
#[error("the store is being put together again")]
struct PutTogether;

/// The books, which can be compared when they have been asked for so often.
struct Books {
    whole_after: u32,
    asked: AtomicU32,
}

impl Books {
    fn whole_after(whole_after: u32) -> Self {
        Self { whole_after, asked: AtomicU32::new(0) }
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl OrderApi for Books {
    async fn verify(&self, query: VerifyQuery) -> Result<VerifiedBody, CallError> {
        assert_eq!(query.page, None, "another page was asked for before the first was checked");
        if self.asked.fetch_add(1, Ordering::Relaxed) < self.whole_after {
            return Err(CallError::unavailable(PutTogether));
        }
        let checked = vec![CheckedBody { invariant: "I1".to_owned(), count: 3 }];
        Ok(VerifiedBody { next: None, checked, breaches: Vec::new(), took_us: 10 })
    }

    async fn begin_rebuild(&self, _body: BeginRebuildBody) -> Result<RebuildBody, CallError> {
        unreachable!("verify changes nothing")
    }

    async fn standing(&self, _body: StandingQuery) -> Result<StandingBody, CallError> {
        unreachable!("verify asks for pages alone")
    }

    async fn sell_at_box_office(&self, _body: SellAtBoxOfficeBody) -> Result<BoxOfficeSaleBody, CallError> {
        unreachable!("verify changes nothing")
    }

    async fn intake(&self) -> Result<IntakeAnswerBody, CallError> {
        unreachable!("verify asks for pages alone")
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_whole_a_moment_later_is_checked_then() {
    let (books, began) = (Books::whole_after(2), Instant::now());
    let report = compare(&books, |_| true).await.unwrap();
    assert_eq!((report.violations(), books.asked()), (0, 3));
    assert_eq!(began.elapsed().as_secs(), 2 * TRY_AGAIN_AFTER.as_secs());
    let table = report.to_string();
    assert!(table.lines().any(|line| line.starts_with("I1 ") && line.contains(" 3 ")), "{table}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_never_whole_is_no_verdict_after_ten_tries() {
    let (books, began) = (Books::whole_after(u32::MAX), Instant::now());
    let error = compare(&books, |_| true).await.unwrap_err();
    let pauses = u64::from(TRIES_MAX - 1);
    assert_eq!(books.asked(), TRIES_MAX);
    assert_eq!(began.elapsed().as_secs(), pauses * TRY_AGAIN_AFTER.as_secs());
    let said = format!("{error:#}");
    assert!(said.starts_with("the books cannot be compared"), "{said}");
    assert!(said.ends_with(&PutTogether.to_string()), "{said}");
}
