//! One process releases a key while another one parks messages of it.

use primitives::Timestamp;
use sql::parking::{self, ParkedRow};

use crate::{config, connect};

const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

fn row(offset: i64) -> ParkedRow {
    ParkedRow {
        message_id: uuid::Uuid::from_u128(offset.unsigned_abs().into()).to_string(),
        topic: "topic".to_owned(),
        aggregate_key: "bad".to_owned(),
        payload: "{}".to_owned(),
        traceparent: None,
        log_partition: 0,
        log_offset: offset,
        reason: "poison".to_owned(),
    }
}

#[tokio::test]
async fn a_message_parked_during_a_release_stays_parked() {
    let config = config();
    let (operator, consumer) = (connect(&config).await, connect(&config).await);
    parking::park(&consumer, "order", &row(1), NOW).await.unwrap();

    let mut release = operator.begin().await.unwrap();
    let found = parking::of_key(&mut release, "bad").await.unwrap();
    parking::park(&consumer, "order", &row(2), NOW).await.unwrap();
    for row in &found {
        parking::remove(&mut release, &row.message_id).await.unwrap();
    }
    release.commit().await.unwrap();

    let mut look = operator.begin().await.unwrap();
    assert_eq!(found, [row(1)]);
    assert_eq!(parking::of_key(&mut look, "bad").await.unwrap(), [row(2)]);
}
