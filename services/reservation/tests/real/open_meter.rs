//! The contract on Redis: two instances meter together.

use std::sync::Arc;

use reservation::adapters::local_meter::LocalMeter;
use reservation::adapters::redis::RedisMeter;
use reservation::ports::OpenMeter;

use crate::open_meter_contract::so_many_get_in_a_second_at_all_instances_together;
use crate::rig::Rig;

#[tokio::test]
async fn of_two_instances_on_one_redis() {
    let rig = Rig::new(&engines::redis().url());
    let other = rig.another();
    let meter = |rig: &Rig| -> Arc<dyn OpenMeter> {
        Arc::new(RedisMeter::new(rig.seats(), LocalMeter::new(rig.clock.clone())))
    };
    so_many_get_in_a_second_at_all_instances_together(&[meter(&rig), meter(&other)], &rig.clock).await;
}
