//! Orders until they are confirmed. An instance is one of each service, which share a quota.

use std::time::Duration;

use futures::future::try_join_all;
use tokio::time::Instant;

use super::rig::{Measured, Rig, Watch, part_of};
use crate::check;
use crate::load::Connection;
use crate::paths::orders::{accepted, order, watched};
use crate::paths::seats::{STADIUM, STADIUM_SEATS, STADIUM_SETTING, hold};
use crate::programs;
use crate::quotas::Share;
use crate::subjects::{Addresses, Stack, Subject};

/// An order costs the services 1.9 ms and the engines 4.6: four twentieths of a core leave the other core half idle. A quota has to be a
/// millisecond at least, hence the long period.
pub(super) const SHARE: Share = Share { of_core: 0.05, period: Duration::from_millis(50) };
const BUYERS: usize = 16;
const SERVICES: [&str; 4] = ["catalog", "reservation", "order", "payment"];

pub(super) async fn take(rig: &Rig, number: u16, lasting: Duration) -> anyhow::Result<Measured> {
    let settings =
        vec![(STADIUM_SETTING, STADIUM_SEATS.to_string()), ("HOLDFAST_HTTP_THREADS", "1".to_owned())];
    let stack = Stack::of(number, settings)?;
    let of = |which: usize| SERVICES.iter().filter_map(|name| stack.pids(name).get(which).copied()).collect();
    let groups: Vec<Vec<i32>> = (0..usize::from(number)).map(of).collect();
    let quotas = rig.held(SHARE, &groups)?;
    let load = |offset: usize, length| {
        let buyers = (0..number).flat_map(|which| (0..BUYERS).map(move |buyer| (which, buyer)));
        let stack = &stack;
        try_join_all(buyers.map(move |(which, buyer)| async move {
            let seats = part_of(STADIUM_SEATS / 2, number, which)?;
            let seats = seats.map(|seat| offset + seat).skip(buyer).step_by(BUYERS);
            buy(stack.addresses_of(which), seats, Instant::now() + length).await
        }))
    };
    load(0, lasting / 2).await?;
    let watch = Watch::begin(&quotas, stack.tiers()?)?;
    let bought = load(STADIUM_SEATS / 2, lasting).await?;
    let measured = watch.end(bought.iter().sum(), lasting)?;
    drop(quotas);
    check::verify(&programs::holdfast()?, stack.addresses().internal.order)?;
    Ok(measured)
}

/// How many of these seats were bought in time, one after the other.
async fn buy(at: Addresses, seats: impl Iterator<Item = usize>, until: Instant) -> anyhow::Result<u64> {
    let mut holds = Connection::open(at.reservation).await?;
    let mut orders = Connection::open(at.order).await?;
    let mut bought = 0;
    for seat in seats {
        holds.exchange(&hold(STADIUM, seat)).await?.expect(201)?;
        let id = accepted(&orders.exchange(&order(STADIUM, &[seat])).await?)?;
        watched(at.order, &id).await?;
        if Instant::now() >= until {
            break;
        }
        bought += 1;
    }
    Ok(bought)
}
