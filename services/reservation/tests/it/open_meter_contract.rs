//! What every meter must do. `meters`: of several instances, with one clock.

use std::sync::Arc;
use std::time::Duration;

use primitives::{EventId, FakeClock};
use reservation::ports::OpenMeter;

pub(crate) async fn so_many_get_in_a_second_at_all_instances_together(
    meters: &[Arc<dyn OpenMeter>],
    clock: &FakeClock,
) {
    let event = |number| EventId::new(number).unwrap();
    let (mut admitted, mut elsewhere) = (0, 0);
    for _ in 0..50 {
        for meter in meters {
            for _ in 0..5 {
                admitted += u32::from(meter.admit(event(1), 20).await.unwrap());
            }
        }
        elsewhere += u32::from(meters[0].admit(event(2), 1_000).await.unwrap());
        clock.advance(Duration::from_millis(100));
    }
    // Twenty a second for five seconds, and what may be used ahead.
    assert!((100..=102).contains(&admitted), "{admitted}");
    assert_eq!(elsewhere, 50, "another event has a rate of its own");
}
