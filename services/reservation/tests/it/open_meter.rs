//! The contract on the meter of one process.

use std::sync::Arc;

use primitives::FakeClock;
use reservation::adapters::local_meter::LocalMeter;

use crate::open_meter_contract::so_many_get_in_a_second_at_all_instances_together;

#[tokio::test]
async fn of_one_process() {
    let clock = Arc::new(FakeClock::default());
    let meter = Arc::new(LocalMeter::new(clock.clone()));
    so_many_get_in_a_second_at_all_instances_together(&[meter], &clock).await;
}
