//! The table of docs/IDEMPOTENCY.md as a model, which any call that takes an `Idempotency-Key` is compared with.
#![expect(clippy::indexing_slicing, reason = "callers are numbered by the strategy, as many as there are")]

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::http::headers::IDEMPOTENT_REPLAYED;
use primitives::{Clock, FakeClock, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use testkit::{Answer, ApiClient, Call};
use tokio::runtime::Runtime;

/// How long a call that was broken off keeps its key.
pub const LEASE: Duration = Duration::from_secs(15);
const CASES: u32 = 40;
const STEPS_MAX: usize = 14;
const CALLERS: [&str; 2] = ["mina", "joon"];
const KEYS: u8 = 2;
/// Odd, so that no sum of them is the end of a life.
const PAUSES_MS: [u64; 5] = [5_003, 41_010, 131_070, 901_300, 90_001_900];

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    First,
    /// One that differs from the first, in its path or in its body.
    Other,
}

/// A call that takes a key.
#[async_trait(?Send)]
pub trait KeyedOperation {
    /// What the first call under a key is about, such as a hold.
    type Subject: Clone;

    /// Another caller is refused.
    const IS_OF_ITS_OWNER: bool = true;

    /// For how long its answer is repeated; none: for ever.
    fn life(&self) -> Option<Duration>;

    /// A new one, of this caller.
    async fn subject(&self, caller: &ApiClient) -> Self::Subject;

    fn call(&self, caller: &ApiClient, subject: &Self::Subject, request: Request) -> Call;

    /// Leaves what an instance leaves that dies in the middle of the call. False: nothing, because key and effect are stored in one step.
    async fn break_off(&self, _caller: &str, _key: &str, _subject: &Self::Subject) -> bool {
        false
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Call {
        caller: usize,
        key: u8,
        request: Request,
    },
    /// The other caller calls for the subject of this key, under a key of its own.
    Stranger {
        caller: usize,
        key: u8,
    },
    BreakOff {
        caller: usize,
        key: u8,
    },
    Pass(Duration),
}

enum Known {
    BrokenOff { until: Timestamp },
    Answered { until: Option<Timestamp>, first: Answer },
}

struct Model<'o, O: KeyedOperation> {
    operation: &'o O,
    callers: [ApiClient; 2],
    clock: Arc<FakeClock>,
    /// In front of each key: another run has other keys.
    run: u64,
    known: HashMap<(usize, u8), (O::Subject, Known)>,
}

/// Tries random calls of two callers with two keys each, among calls that break off and pauses. Panics where an answer is not that of the table.
pub fn follows_the_table<O: KeyedOperation>(
    runtime: &Runtime,
    operation: &O,
    api: &ApiClient,
    clock: &Arc<FakeClock>,
) {
    let runs = AtomicU64::new(0);
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&vec(step(), 1..STEPS_MAX), |steps| {
        let mut model = Model {
            operation,
            callers: CALLERS.map(|name| api.with_caller(name)),
            clock: clock.clone(),
            run: runs.fetch_add(1, Ordering::Relaxed),
            known: HashMap::new(),
        };
        runtime.block_on(async {
            for step in steps {
                model.take(step).await;
            }
            // What this run has left does not stand in the way of the next.
            clock.advance(Duration::from_millis(PAUSES_MS[4]));
        });
        Ok(())
    });
    tried.unwrap();
}

fn step() -> impl Strategy<Value = Step> {
    let (caller, key) = (0..CALLERS.len(), 0..KEYS);
    let request = prop_oneof![3 => Just(Request::First), 1 => Just(Request::Other)];
    let of_key = (caller, key);
    prop_oneof![
        8 => (of_key.clone(), request).prop_map(|((caller, key), request)| Step::Call { caller, key, request }),
        1 => of_key.clone().prop_map(|(caller, key)| Step::Stranger { caller, key }),
        2 => of_key.prop_map(|(caller, key)| Step::BreakOff { caller, key }),
        2 => prop::sample::select(&PAUSES_MS[..]).prop_map(|ms| Step::Pass(Duration::from_millis(ms))),
    ]
}

impl<O: KeyedOperation> Model<'_, O> {
    async fn take(&mut self, step: Step) {
        match step {
            Step::Call { caller, key, request } => self.call(caller, key, request).await,
            Step::Stranger { caller, key } => self.call_of_stranger(caller, key).await,
            Step::BreakOff { caller, key } => self.break_off(caller, key).await,
            Step::Pass(pause) => self.clock.advance(pause),
        }
    }

    async fn call(&mut self, caller: usize, key: u8, request: Request) {
        self.forget_what_is_over();
        let text = self.key(key);
        let Some((subject, known)) = self.known.get(&(caller, key)) else {
            return self.first_call(caller, key).await;
        };
        let answer = self.operation.call(&self.callers[caller], subject, request).key(&text).await;
        match (known, request) {
            (_, Request::Other) => drop(answer.refused(ErrorCode::IdempotencyKeyReused)),
            (Known::BrokenOff { .. }, Request::First) => {
                answer.refused(ErrorCode::IdempotencyKeyInProgress);
                assert!(answer.header("Retry-After").is_some(), "{answer}");
            }
            (Known::Answered { first, .. }, Request::First) => {
                assert_eq!((answer.status, &answer.bytes), (first.status, &first.bytes), "{answer}");
                assert_eq!(answer.header(IDEMPOTENT_REPLAYED), Some("true"), "{answer}");
                assert_eq!(answer.trace_id(), first.trace_id());
            }
        }
    }

    async fn first_call(&mut self, caller: usize, key: u8) {
        let client = &self.callers[caller];
        let subject = self.operation.subject(client).await;
        let first = self.operation.call(client, &subject, Request::First).key(&self.key(key)).await;
        assert!((200..300).contains(&first.status), "{first}");
        assert_eq!(first.header(IDEMPOTENT_REPLAYED), None, "{first}");
        let until = self.operation.life().map(|life| self.clock.now().plus(life));
        self.known.insert((caller, key), (subject, Known::Answered { until, first }));
    }

    /// Is refused whatever was answered to the owner, and leaves its own key free.
    async fn call_of_stranger(&mut self, caller: usize, key: u8) {
        self.forget_what_is_over();
        let stranger = 1 - caller;
        if !O::IS_OF_ITS_OWNER || self.known.contains_key(&(stranger, key)) {
            return;
        }
        let Some((subject, _)) = self.known.get(&(caller, key)) else { return };
        let call = self.operation.call(&self.callers[stranger], subject, Request::First);
        let answer = call.key(&self.key(key)).await;
        assert!((400..500).contains(&answer.status), "{answer}");
        let code = answer.error().code;
        let of_keys = [ErrorCode::IdempotencyKeyReused, ErrorCode::IdempotencyKeyInProgress];
        assert!(!of_keys.contains(&code), "{answer}");
    }

    async fn break_off(&mut self, caller: usize, key: u8) {
        self.forget_what_is_over();
        if self.known.contains_key(&(caller, key)) {
            return;
        }
        let subject = self.operation.subject(&self.callers[caller]).await;
        if self.operation.break_off(CALLERS[caller], &self.key(key), &subject).await {
            let until = self.clock.now().plus(LEASE);
            self.known.insert((caller, key), (subject, Known::BrokenOff { until }));
        }
    }

    fn forget_what_is_over(&mut self) {
        let now = self.clock.now();
        self.known.retain(|_, (_, known)| match known {
            Known::BrokenOff { until } => *until > now,
            Known::Answered { until, .. } => until.is_none_or(|until| until > now),
        });
    }

    fn key(&self, key: u8) -> String {
        format!("key-{key}-of-run-{}", self.run)
    }
}
