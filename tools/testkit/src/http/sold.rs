//! What is sold in the end.

use std::time::Duration;

use contracts::http::catalog::{SeatMapBody, SeatStatus};

use super::ApiClient;
use crate::eventually;

/// Waits until no seat of the event is held any more, and says which are sold, by ascending id.
pub async fn sold_in_the_end(api: &ApiClient, event: i64, deadline: Duration) -> Vec<i64> {
    eventually("no seat is held any more", deadline, async || {
        let map: SeatMapBody = api.seats(event).await.ok();
        let held = map.seats.iter().any(|seat| seat.status == SeatStatus::Held);
        let sold = map.seats.iter().filter(|seat| seat.status == SeatStatus::Sold).map(|seat| seat.id);
        (!held).then(|| sold.collect())
    })
    .await
}
