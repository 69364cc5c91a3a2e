//! What every keeper of answers must do. `pass`: lets at least so much time go by.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use server::{Answers, Begun, KeptAnswer, KeyedCall, Lease};

const LEASE: Duration = Duration::from_secs(3);
const LIFE: Duration = Duration::from_secs(4);

fn call(key: &str, request: &str) -> KeyedCall {
    KeyedCall::new("user:mina", "releaseSeat", key, [request])
}

fn answer() -> KeptAnswer {
    KeptAnswer {
        status: 200,
        trace_id: "0af7651916cd43dd8448eb211c80319c".to_owned(),
        body: "{\"좌석\":1}".to_owned(),
    }
}

async fn begin(answers: &Arc<dyn Answers>, call: &KeyedCall) -> Begun {
    answers.begin(call, LEASE).await.unwrap()
}

async fn lease(answers: &Arc<dyn Answers>, call: &KeyedCall) -> Lease {
    let begun = begin(answers, call).await;
    let Begun::First(lease) = begun else { panic!("expected the first call, got {begun:?}") };
    lease
}

pub async fn the_first_call_has_the_key_and_its_answer_is_repeated(answers: &Arc<dyn Answers>) {
    let (first, other) = (call("a", "seat 1"), call("a", "seat 2"));
    let lease = lease(answers, &first).await;
    assert_eq!(begin(answers, &first).await, Begun::InProgress);
    assert_eq!(begin(answers, &other).await, Begun::Reused);
    answers.finish(&first, &lease, &answer(), LIFE).await.unwrap();
    for _ in 0..2 {
        assert_eq!(begin(answers, &first).await, Begun::Answered(answer()));
        assert_eq!(begin(answers, &other).await, Begun::Reused);
    }
    assert!(matches!(begin(answers, &call("b", "seat 1")).await, Begun::First(_)), "another key");
}

pub async fn a_key_that_is_given_back_is_free(answers: &Arc<dyn Answers>) {
    let first = call("c", "seat 1");
    let lease = lease(answers, &first).await;
    answers.abandon(&first, &lease).await.unwrap();
    assert!(matches!(begin(answers, &call("c", "seat 2")).await, Begun::First(_)));
}

pub async fn of_calls_at_the_same_time_one_is_the_first(answers: &Arc<dyn Answers>) {
    let first = call("d", "seat 1");
    let begun = join_all((0..8).map(|_| begin(answers, &first))).await;
    assert_eq!(begun.iter().filter(|begun| matches!(begun, Begun::First(_))).count(), 1, "{begun:?}");
}

pub async fn leases_and_answers_end(answers: &Arc<dyn Answers>, pass: impl AsyncFn(Duration)) {
    let first = call("e", "seat 1");
    let late = lease(answers, &first).await;
    pass(LEASE).await;
    let next = lease(answers, &first).await;
    answers.abandon(&first, &late).await.unwrap();
    answers.finish(&first, &late, &answer(), LIFE).await.unwrap();
    assert_eq!(begin(answers, &first).await, Begun::InProgress, "the late one has the key no more");
    answers.finish(&first, &next, &answer(), LIFE).await.unwrap();
    answers.abandon(&first, &next).await.unwrap();
    assert_eq!(begin(answers, &first).await, Begun::Answered(answer()), "an answer is not given back");
    pass(LIFE).await;
    assert!(matches!(begin(answers, &call("e", "seat 2")).await, Begun::First(_)));
    assert!(!answers.prune().await.unwrap(), "a few are deleted at once");
}
