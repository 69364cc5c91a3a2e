//! The contract of kept answers on Redis.

use std::sync::Arc;
use std::time::Duration;

use engines::Redis;
use reservation::adapters::redis::RedisAnswers;
use server::Answers;
use service_harness::answers_contract as contract;

use crate::rig::Rig;

fn answers(redis: &Redis) -> Arc<dyn Answers> {
    Arc::new(RedisAnswers::new(Rig::new(&redis.url()).seats()))
}

/// Whatever expires is so much nearer to it.
fn pass(redis: &Redis, time: Duration) {
    let run = |command: &[&str]| redis.address().run(command).unwrap();
    let time = i64::try_from(time.as_millis()).unwrap();
    for key in run(&["KEYS", "*:answer"]).lines() {
        let left: i64 = run(&["PTTL", key]).trim().parse().unwrap();
        assert!(left > 0, "{key} never ends");
        run(&["PEXPIRE", key, &(left - time).to_string()]);
    }
}

#[tokio::test]
async fn the_first_call_has_the_key_and_its_answer_is_repeated() {
    let redis = Redis::start().unwrap();
    contract::the_first_call_has_the_key_and_its_answer_is_repeated(&answers(&redis)).await;
}

#[tokio::test]
async fn a_key_that_is_given_back_is_free() {
    let redis = Redis::start().unwrap();
    contract::a_key_that_is_given_back_is_free(&answers(&redis)).await;
}

#[tokio::test]
async fn of_calls_at_the_same_time_one_is_the_first() {
    let redis = Redis::start().unwrap();
    contract::of_calls_at_the_same_time_one_is_the_first(&answers(&redis)).await;
}

#[tokio::test]
async fn leases_and_answers_end() {
    let redis = Redis::start().unwrap();
    contract::leases_and_answers_end(&answers(&redis), async |time| pass(&redis, time)).await;
}
