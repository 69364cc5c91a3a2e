//! How many streams and sockets there may be: in all, for one caller, and for one address.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use contracts::ErrorCode;
use futures::FutureExt;
use futures::future::BoxFuture;
use lifecycle::Stop;
use parking_lot::Mutex;
use primitives::{GuestId, UserId};
use tokio::time::sleep;

use crate::stream_end::{OpenedWith, StreamEnd};
use crate::{Access, ApiError, HttpConfig};

/// `Retry-After` of a refusal: streams last long, so an immediate retry would be of no use.
const RETRY_AFTER_SECONDS: u32 = 10;

/// Counts the open streams of this process. Handlers get it as `web::Data<StreamLimits>`.
#[derive(Debug, Clone)]
pub struct StreamLimits(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    total_max: usize,
    per_caller_max: usize,
    per_address_max: usize,
    heartbeat: Duration,
    stop: Stop,
    drain_delay: Duration,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    ever: u32,
    open_by: HashMap<CountedBy, usize>,
}

/// What streams are counted by: names are easily invented, so addresses have a limit as well.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum CountedBy {
    User(UserId),
    /// Without a user.
    Guest(GuestId),
    /// With all its users.
    Address(GuestId),
}

/// The permit for one stream; dropping it releases it.
#[derive(Debug)]
pub struct StreamGuard {
    shared: Arc<Shared>,
    counted_by: [CountedBy; 2],
    /// Which stream of this process it is.
    number: u32,
    /// The access token that it ends with.
    opened_with: Option<Box<OpenedWith>>,
}

impl StreamLimits {
    #[must_use]
    pub fn new(config: &HttpConfig, stop: Stop) -> Self {
        Self(Arc::new(Shared {
            total_max: config.streams_max,
            per_caller_max: config.streams_per_caller_max,
            per_address_max: config.streams_per_address_max,
            heartbeat: config.heartbeat,
            stop,
            drain_delay: config.drain_delay,
            open: Mutex::default(),
        }))
    }

    /// The permit for one more stream of this caller, or 429 RATE_LIMITED. What was opened with an access token ends when that counts for nothing
    /// any more: its caller opens it again with the next one.
    pub fn admit(&self, access: &Access) -> Result<StreamGuard, ApiError> {
        let mut guard = self.admit_to_public(access)?;
        guard.opened_with = access.opens_with().map(Box::new);
        Ok(guard)
    }

    /// The same for what says nothing but what anyone may know: it outlives its token.
    pub fn admit_to_public(&self, access: &Access) -> Result<StreamGuard, ApiError> {
        self.admit_caller(access.credentials.user.clone(), access.guest())
    }

    /// How many streams are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.0.open.lock().total
    }

    fn admit_caller(&self, user: Option<UserId>, address: GuestId) -> Result<StreamGuard, ApiError> {
        let counted_by =
            [user.map_or(CountedBy::Guest(address), CountedBy::User), CountedBy::Address(address)];
        let limits = [self.0.per_caller_max, self.0.per_address_max];
        let mut open = self.0.open.lock();
        if open.total >= self.0.total_max {
            return Err(refused("there are too many open streams, please try again later"));
        }
        let has_room = |(one, max)| open.open_by.get(one).is_none_or(|count| *count < max);
        if !counted_by.iter().zip(limits).all(has_room) {
            return Err(refused("you or your address have too many open streams, please close some first"));
        }
        for one in &counted_by {
            *open.open_by.entry(one.clone()).or_default() += 1;
        }
        open.total += 1;
        open.ever = open.ever.wrapping_add(1);
        let number = open.ever;
        drop(open);
        metrics::gauge!("holdfast_http_streams").increment(1.0);
        Ok(StreamGuard { shared: Arc::clone(&self.0), counted_by, number, opened_with: None })
    }
}

impl StreamGuard {
    pub(crate) fn heartbeat(&self) -> Duration {
        self.shared.heartbeat
    }

    /// When this stream has to end: with its access token, or at its own moment of the drain delay, so that not all clients come back at once. To be
    /// asked once.
    pub(crate) fn ending(&mut self) -> BoxFuture<'static, StreamEnd> {
        let (stop, moment) = (self.shared.stop.clone(), self.shared.drain_delay.mul_f64(spread(self.number)));
        let drained = async move {
            stop.stopped().await;
            sleep(moment).await;
            StreamEnd::ServerStops
        };
        match self.opened_with.take() {
            Some(token) => async move {
                tokio::select! {
                    end = token.ended() => end,
                    end = drained => end,
                }
            }
            .boxed(),
            // Most wait in this one, which has no room for a second timer.
            None => drained.boxed(),
        }
    }
}

impl Drop for StreamGuard {
    fn drop(&mut self) {
        let mut open = self.shared.open.lock();
        open.total = open.total.saturating_sub(1);
        for one in &self.counted_by {
            let count = open.open_by.get(one).map_or(0, |count| count.saturating_sub(1));
            if count == 0 {
                open.open_by.remove(one);
            } else {
                open.open_by.insert(one.clone(), count);
            }
        }
        drop(open);
        metrics::gauge!("holdfast_http_streams").decrement(1.0);
    }
}

/// Where in `[0, 1)` this number lies, such that any numbers in a row are spread evenly: multiples of the golden ratio, without what is before
/// the point.
fn spread(number: u32) -> f64 {
    const GOLDEN: u32 = 2_654_435_769;
    f64::from(number.wrapping_mul(GOLDEN)) / (f64::from(u32::MAX) + 1.0)
}

fn refused(message: &'static str) -> ApiError {
    ApiError::new(ErrorCode::RateLimited, message).with_retry_after(RETRY_AFTER_SECONDS)
}

#[cfg(test)]
mod tests {
    use access::{
        AccessClaims, AccessKey, AccessPolicy, AccessTokens, EndedSession, HoldTokens, Rights, TrustedProxies,
    };
    use actix_web::FromRequest;
    use actix_web::dev::Payload;
    use actix_web::test::TestRequest;
    use actix_web::web::Data;
    use primitives::{Clock, FakeClock};
    use tokio::time::{Instant, timeout};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_caller_has_a_limit_and_so_have_all_together() {
        let config = HttpConfig { streams_max: 3, streams_per_caller_max: 2, ..HttpConfig::default() };
        let limits = StreamLimits::new(&config, Stop::default());
        let admit = |name: &str| limits.admit_caller(UserId::parse(name), GuestId(1));
        let first = admit("mina").unwrap();
        let _second = admit("mina").unwrap();
        assert!(admit("mina").is_err(), "a third stream of one caller");
        let _other = admit("joon").unwrap();
        assert!(admit("sori").is_err(), "a fourth stream in all");
        drop(first);
        let _again = admit("mina").unwrap();
        assert_eq!(limits.open(), 3);
    }

    /// Of a caller with an access token that is good for this long.
    fn signed_in(life: Duration) -> (Access, AccessTokens) {
        let (clock, key) = (Arc::new(FakeClock::default()), AccessKey::derive(b"secret", 1));
        let access_tokens = AccessTokens::new(clock.clone());
        access_tokens.learn("http://localhost", &[key.public().clone()]).unwrap();
        let claims = AccessClaims {
            issuer: "http://localhost".to_owned(),
            subject: UserId::parse("u:1").unwrap(),
            session: Uuid::nil(),
            token: Uuid::nil(),
            issued_at: clock.now(),
            expires_at: clock.now().plus(life),
            authenticated_at: clock.now(),
            method: "pwd",
            guest: None,
            rights: Rights::default(),
            gate: None,
        };
        let bearer = format!("Bearer {}", key.sign(&claims).unwrap());
        let tokens = HoldTokens::new(b"secret");
        let (guests, proxies) = (tokens.guests(), TrustedProxies::default());
        let policy = AccessPolicy {
            trust_caller_header: true,
            proxies,
            open: true,
            tokens,
            access_tokens: access_tokens.clone(),
            guests,
        };
        let request = TestRequest::default().insert_header(("Authorization", bearer));
        let request = request.app_data(Data::new(policy)).to_http_request();
        (Access::from_request(&request, &mut Payload::None).into_inner().unwrap(), access_tokens)
    }

    fn access(life: Duration) -> Access {
        signed_in(life).0
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_was_opened_with_a_token_ends_when_that_expires() {
        let limits = StreamLimits::new(&HttpConfig::default(), Stop::default());
        let (minute, began) = (Duration::from_secs(60), Instant::now());
        let end = limits.admit(&access(minute)).unwrap().ending().await;
        assert_eq!((end, began.elapsed().as_secs()), (StreamEnd::TokenExpired, 60));
        let unnamed = limits.admit_caller(None, GuestId(1)).unwrap();
        let public = limits.admit_to_public(&access(minute)).unwrap();
        for mut lasting in [unnamed, public] {
            assert!(timeout(minute * 60, lasting.ending()).await.is_err(), "it ended with a token");
        }
        let (stop, stopped) = (Stop::default(), Instant::now());
        let limits =
            StreamLimits::new(&HttpConfig { drain_delay: minute, ..HttpConfig::default() }, stop.clone());
        stop.token().cancel();
        let end = limits.admit(&access(minute * 2)).unwrap().ending().await;
        assert_eq!(end, StreamEnd::ServerStops);
        assert!(stopped.elapsed() < minute, "the token lasts, the server stops");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_was_opened_with_a_token_ends_with_its_session_at_once() {
        let limits = StreamLimits::new(&HttpConfig::default(), Stop::default());
        let (access, tokens) = signed_in(Duration::from_secs(60));
        let (mut open, mut public) =
            (limits.admit(&access).unwrap(), limits.admit_to_public(&access).unwrap());
        let (ended, began) = (open.ending(), Instant::now());
        let session = EndedSession { session: Uuid::nil(), tokens_until: i64::MAX };
        let (end, _) = tokio::join!(ended, async { tokens.end_sessions([session]) });
        assert_eq!((end, began.elapsed()), (StreamEnd::SessionEnded, Duration::ZERO));
        let later = limits.admit(&access).unwrap().ending().await;
        assert_eq!(later, StreamEnd::SessionEnded, "it was opened a moment too late");
        assert!(timeout(Duration::from_secs(600), public.ending()).await.is_err(), "it is no secret");
    }

    #[test]
    fn streams_that_were_opened_one_after_another_end_spread_over_the_drain_delay() {
        for (from, streams) in [(1, 10), (1_000, 10), (u32::MAX - 3, 10), (77, 1_000)] {
            let mut moments: Vec<f64> = (0..streams).map(|n| spread(from.wrapping_add(n))).collect();
            moments.sort_by(f64::total_cmp);
            assert!(moments.iter().all(|moment| (0.0..1.0).contains(moment)));
            let widest = moments.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
            assert!(widest < 3.0 / f64::from(streams), "{widest} between two of {streams} from {from}");
        }
    }

    #[test]
    fn an_address_has_a_limit_whatever_its_callers_call_themselves() {
        let config = HttpConfig { streams_per_address_max: 3, ..HttpConfig::default() };
        let limits = StreamLimits::new(&config, Stop::default());
        let admit =
            |user: Option<&str>, address| limits.admit_caller(user.and_then(UserId::parse), GuestId(address));
        let _anonymous = admit(None, 1).unwrap();
        let named = [admit(Some("invented1"), 1).unwrap(), admit(Some("invented2"), 1).unwrap()];
        assert!(admit(Some("invented3"), 1).is_err(), "a fourth stream from one address");
        drop(admit(Some("invented3"), 2).unwrap());
        drop(named);
        assert_eq!(limits.0.open.lock().open_by.len(), 2, "what has ended is still counted");
    }
}
