//! What an outage of an engine takes out of service, and what goes on without it.

use contracts::services::{CATALOG, ORDER, PAYMENT};
use engines::Link;
use testkit::installation::Engines;
use testkit::{Address, Answer, ApiClient, Installation, Mode, SeatMapClient, eventually};

use crate::entrance::is_through_the_proxy;
use crate::system::{binaries, demo};
use crate::{CLUB, SOON};

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_catalog_that_has_its_maps_stays_ready_when_the_database_goes() {
    if is_through_the_proxy() {
        return;
    }
    let mut engines = Engines::shared();
    let mariadb = Link::to(engines::mariadb().port).await.unwrap();
    let redis = engines.redis().address().port;
    let engines = engines.reached_by(Some(redis), mariadb.port());
    let house = Installation::start(binaries(), engines, 1, &demo()).await;
    let (api, map) = (house.api(), SeatMapClient::ready(&house.api(), CLUB, Mode::Single).await);
    let ready = async |service: &str| -> Answer {
        ApiClient::new(Address::new(house.internal_url(service, 0))).get("/readyz?verbose").await
    };

    mariadb.stall();
    for service in [&ORDER, &PAYMENT] {
        eventually("what needs the database is not ready", SOON, async || {
            let answer = ready(service.name).await;
            (answer.status == 503).then(|| {
                let line = format!("{} database: fails, needed", service.name);
                assert!(answer.error().message.contains(&line), "{answer}");
            })
        })
        .await;
    }
    let catalog = ready(CATALOG.name).await;
    let lines = String::from_utf8_lossy(&catalog.bytes);
    assert_eq!(catalog.status, 200, "{catalog}");
    for line in ["catalog database: fails, only reported\n", "seat-maps: passes, needed\n"] {
        assert!(lines.contains(line), "{lines}");
    }
    assert_eq!(api.seats(CLUB).await.status, 200);
    api.hold(CLUB, &[1]).await;
    map.until_status(1, contracts::http::catalog::SeatStatus::Held, SOON).await;

    mariadb.mend();
    eventually("all are ready again", SOON, async || {
        let answers = [ready(CATALOG.name).await, ready(ORDER.name).await, ready(PAYMENT.name).await];
        answers.iter().all(|answer| answer.status == 200).then_some(())
    })
    .await;
    assert_eq!(map.violations(), Vec::<String>::new());
}
