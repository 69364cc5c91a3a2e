//! A new release, one instance after another: behind nginx no request is lost, and streams go on at another instance.

use std::time::Duration;

use contracts::services::{ALL, ServiceInfo};
use testkit::installation::Engines;
use testkit::{Address, ApiClient, Installation, Mode, SeatMapClient, eventually};

use crate::closing::closed_books;
use crate::entrance::is_through_the_proxy;
use crate::load::Load;
use crate::system::{binaries, demo};
use crate::{ARENA, SOON};

const INSTANCES: usize = 2;
const DRAIN_DELAY: Duration = Duration::from_millis(1_500);
/// After the drain delay.
const STOPPED_WITHIN: Duration = Duration::from_secs(10);
const FOLLOWERS: usize = 6;

/// A proxy leaves an instance alone for some seconds that it could not reach.
async fn is_asked_again(house: &Installation, service: &ServiceInfo, instance: usize) {
    let operator = ApiClient::new(Address::new(house.internal_url(service.name, instance)));
    let route = format!("route=\"{}", service.prefix);
    eventually("the proxy asks the new instance", SOON, async || {
        let metrics = operator.get("/metrics").attempt().await.ok()?;
        String::from_utf8_lossy(&metrics.bytes).contains(&route).then_some(())
    })
    .await;
}

/// In the stage that goes through the proxy: clients that enter directly have no one to send them to another instance.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_under_load_loses_no_request() {
    if !is_through_the_proxy() {
        return;
    }
    // No restart refuses an order because others wait: that is said of a machine that has other work, and is tested elsewhere.
    let options = demo()
        .env("HOLDFAST_DRAIN_DELAY_MS", &DRAIN_DELAY.as_millis().to_string())
        .env("ORDER_UNFINISHED_FREE", "1000");
    let mut house = Installation::start(binaries(), Engines::shared(), INSTANCES, &options).await;
    house.put_behind_proxy();
    let api = house.api();
    let mut maps = Vec::new();
    for _ in 0..FOLLOWERS {
        maps.push(SeatMapClient::ready(&api, ARENA, Mode::Single).await);
    }
    let load = Load::begin(&api);
    for instance in 0..INSTANCES {
        for service in ALL {
            for other in (0..INSTANCES).filter(|other| *other != instance) {
                is_asked_again(&house, service, other).await;
            }
            let stopped = house.process(service.name, instance).stop().await;
            println!("{}-{instance} stopped in {:?}", service.name, stopped.took);
            assert!(stopped.status.success(), "{} ended with {:?}", service.name, stopped.status);
            assert!(stopped.took < DRAIN_DELAY + STOPPED_WITHIN, "{} took {:?}", service.name, stopped.took);
            house.process(service.name, instance).restart().await;
        }
    }
    let (asked, sold) = load.end().await;
    println!("{asked} requests, {} seats sold, and none of them was lost", sold.len());
    for map in &maps {
        map.agrees_with_the_server(&api, ARENA, SOON).await;
        assert_eq!((map.violations(), map.refusals()), (Vec::<String>::new(), Vec::<u16>::new()));
        assert!(map.connections() > 1, "its stream has never ended");
    }
    drop(maps);
    closed_books(&mut house).await.balance(ARENA, &sold).await;
}
