//! The contract of kept answers on the service's own database.

use service_harness::answers_contract as contract;

use crate::room::Room;

#[tokio::test]
async fn the_first_call_has_the_key_and_its_answer_is_repeated() {
    let room = Room::open().await;
    contract::the_first_call_has_the_key_and_its_answer_is_repeated(&room.answers).await;
    room.close().await;
}

#[tokio::test]
async fn a_key_that_is_given_back_is_free() {
    let room = Room::open().await;
    contract::a_key_that_is_given_back_is_free(&room.answers).await;
    room.close().await;
}

#[tokio::test]
async fn of_calls_at_the_same_time_one_is_the_first() {
    let room = Room::open().await;
    contract::of_calls_at_the_same_time_one_is_the_first(&room.answers).await;
    room.close().await;
}

#[tokio::test]
async fn leases_and_answers_end() {
    let room = Room::open().await;
    contract::leases_and_answers_end(&room.answers, async |time| room.clock.advance(time)).await;
    room.close().await;
}
