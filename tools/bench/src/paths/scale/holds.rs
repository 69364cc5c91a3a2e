//! Holds of distinct seats of one event, straight at each instance of reservation.

use std::time::Duration;

use futures::future::try_join_all;

use super::rig::{CONNECTIONS, Measured, Rig, Watch, part_of};
use crate::check;
use crate::load::closed;
use crate::paths::seats::{Distinct, STADIUM, STADIUM_SEATS, STADIUM_SETTING};
use crate::programs;
use crate::quotas::Share;
use crate::subjects::{Stack, Subject};

/// A hold costs reservation 39 us and everything else 45: four eighths of a core leave the other core half idle.
pub(super) const SHARE: Share = Share { of_core: 0.125, period: Duration::from_millis(10) };
/// Of the seats of an instance, those for the take; the others are for getting warm.
const TAKE: usize = 4;

pub(super) async fn take(rig: &Rig, number: u16, lasting: Duration) -> anyhow::Result<Measured> {
    let settings =
        vec![(STADIUM_SETTING, STADIUM_SEATS.to_string()), ("HOLDFAST_HTTP_THREADS", "1".to_owned())];
    let stack = Stack::of(number, settings)?;
    let groups: Vec<Vec<i32>> = stack.pids("reservation").into_iter().map(|pid| vec![pid]).collect();
    let quotas = rig.held(SHARE, &groups)?;
    let targets = stack.reservations()?;
    let load = |whole: usize, offset: usize, length| {
        let targets = targets.iter().zip(0..);
        try_join_all(targets.map(move |(target, which)| async move {
            let seats = part_of(whole, number, which)?;
            let seats = offset + seats.start()..=offset + seats.end();
            closed(target, CONNECTIONS, length, Distinct::new(STADIUM, seats)).await
        }))
    };
    let warm = STADIUM_SEATS / TAKE;
    load(warm, 0, lasting / 2).await?;
    let watch = Watch::begin(&quotas, stack.tiers()?)?;
    let takes = load(STADIUM_SEATS - warm, warm, lasting).await?;
    let measured = watch.end(takes.iter().map(|(take, _)| take.done).sum(), lasting)?;
    drop(quotas);
    check::verify(&programs::holdfast()?, stack.addresses().internal.order)?;
    Ok(measured)
}
