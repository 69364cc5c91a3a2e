//! A limit with a name, and how answers say what is left of it: with the fields `RateLimit` and `RateLimit-Policy` of the draft of the IETF, and with
//! 429 and `Retry-After` beyond.

use std::hash::Hash;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use primitives::{OverQuota, Quota, QuotaLeft, RateLimit};
use tokio::time::Instant;

use crate::ApiError;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Counted by this process.
#[derive(Debug)]
pub struct RatePolicy {
    name: &'static str,
    limit: RateLimit,
}

/// What a caller has left of each policy that admitted a request.
#[derive(Debug, Default)]
pub struct RatesLeft(Vec<(&'static str, Quota, QuotaLeft)>);

impl RatePolicy {
    /// `name`: in letters and dashes.
    #[must_use]
    pub fn new(name: &'static str, quota: Quota) -> Self {
        Self { name, limit: RateLimit::new(quota) }
    }

    /// One more of this caller, or 429 RATE_LIMITED.
    pub fn admit(&self, caller: impl Hash, left: &mut RatesLeft) -> Result<(), ApiError> {
        left.add(self, self.count(caller)?);
        Ok(())
    }

    pub(super) fn count(&self, caller: impl Hash) -> Result<QuotaLeft, ApiError> {
        self.limit.admit(caller, Instant::now()).map_err(|over| self.refused(over))
    }

    pub(super) fn give_back(&self, caller: impl Hash) {
        self.limit.give_back(caller, Instant::now());
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn quota(&self) -> Quota {
        self.limit.quota()
    }

    /// Counted and not logged: they may come in thousands.
    pub(super) fn refused(&self, OverQuota { retry_after }: OverQuota) -> ApiError {
        metrics::counter!("holdfast_http_rate_limited_total", "policy" => self.name).increment(1);
        let quota = self.limit.quota();
        let message = "there are too many of these requests from you or your address, please try again later";
        let (seconds, none) = (whole_seconds(retry_after), QuotaLeft { count: 0, full_after: retry_after });
        ApiError::new(ErrorCode::RateLimited, message)
            .with_retry_after(seconds)
            .with_details(ErrorDetails::Policy(self.name.to_owned()))
            .with_header(RATE_LIMIT_POLICY, value(&policy(self.name, quota)))
            .with_header(RATE_LIMIT, value(&left_of(self.name, none)))
    }
}

impl RatesLeft {
    /// Says in the answer what is left.
    #[must_use]
    pub fn on(self, mut response: HttpResponse) -> HttpResponse {
        self.write(response.headers_mut());
        response
    }

    pub(super) fn add(&mut self, policy: &RatePolicy, left: QuotaLeft) {
        self.0.push((policy.name, policy.limit.quota(), left));
    }

    /// Unless there is a limit that the answer names already.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        if self.0.is_empty() || headers.contains_key(RATE_LIMIT) {
            return;
        }
        let policies: Vec<String> = self.0.iter().map(|(name, quota, _)| policy(name, *quota)).collect();
        let left: Vec<String> = self.0.iter().map(|(name, _, left)| left_of(name, *left)).collect();
        headers.insert(RATE_LIMIT_POLICY, value(&policies.join(", ")));
        headers.insert(RATE_LIMIT, value(&left.join(", ")));
    }
}

/// `q` in `w` seconds.
fn policy(name: &str, quota: Quota) -> String {
    format!("\"{name}\";q={};w={}", quota.burst, whole_seconds(quota.window()))
}

/// `r` are left, and all again in `t` seconds.
fn left_of(name: &str, QuotaLeft { count, full_after }: QuotaLeft) -> String {
    format!("\"{name}\";r={count};t={}", whole_seconds(full_after))
}

/// Never less than was meant.
fn whole_seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;

    use super::*;

    fn texts(response: &HttpResponse) -> [String; 3] {
        ["ratelimit-policy", "ratelimit", "retry-after"].map(|name| {
            response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        })
    }

    #[tokio::test(start_paused = true)]
    async fn answers_say_what_is_left_and_refusals_when_to_come_back() {
        let wide = RatePolicy::new("guest", Quota { burst: 2, per_minute: 4 });
        let narrow = RatePolicy::new("account", Quota { burst: 9, per_minute: 6 });
        let mut left = RatesLeft::default();
        wide.admit(1, &mut left).unwrap();
        narrow.admit("mina", &mut left).unwrap();
        let [policies, limits, _] = texts(&left.on(HttpResponse::Ok().finish()));
        assert_eq!(policies, "\"guest\";q=2;w=30, \"account\";q=9;w=90");
        assert_eq!(limits, "\"guest\";r=1;t=15, \"account\";r=8;t=10");
        wide.admit(1, &mut RatesLeft::default()).unwrap();
        let refused = wide.admit(1, &mut RatesLeft::default()).unwrap_err();
        let texts = texts(&refused.error_response());
        assert_eq!(texts, ["\"guest\";q=2;w=30", "\"guest\";r=0;t=15", "15"]);
    }

    #[test]
    fn an_answer_that_nothing_limits_says_nothing() {
        assert_eq!(texts(&RatesLeft::default().on(HttpResponse::Ok().finish())), ["", "", ""]);
    }
}
