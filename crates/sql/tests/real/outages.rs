//! A server that does not answer, goes away, and comes back.

use std::time::Duration;

use engines::{MariaDb, MariaDbAddress};
use sql::{Database, DbError, ServerConfig};
use testkit::eventually;
use tokio::time::{Instant, timeout};

use crate::proxy::Proxy;
use crate::{SOON, commit, config, connect, limited, notes, tables, write};

fn unavailable<T>(result: &Result<T, DbError>) {
    let error = result.as_ref().err();
    assert!(matches!(error, Some(DbError::Unavailable(_))), "unavailable expected, not {error:?}");
}

async fn through_a_proxy() -> (Proxy, Database) {
    let url = engines::mariadb().database();
    let proxy = Proxy::to(engines::mariadb().port).await;
    let url = url.replace(&format!(":{}/", engines::mariadb().port), &format!(":{}/", proxy.port));
    let db = connect(&ServerConfig::for_url(&format!("{url}?ssl-mode=DISABLED")).unwrap()).await;
    (proxy, db)
}

#[tokio::test]
async fn a_commit_that_never_arrived_is_unknown_and_did_not_happen() {
    let (proxy, db) = through_a_proxy().await;
    proxy.cut_before_commit();
    unavailable(&commit(&db, &["lost"]).await);
    assert_eq!(proxy.cuts(), 1);
    commit(&db, &["next"]).await.unwrap();
    assert_eq!(notes(&db).await, ["next"]);
}

#[tokio::test]
async fn a_commit_whose_answer_was_lost_is_unknown_and_did_happen() {
    let (proxy, db) = through_a_proxy().await;
    proxy.cut_behind_commit();
    unavailable(&commit(&db, &["kept"]).await);
    assert_eq!(proxy.cuts(), 1);
    // A retry finds out by the key.
    assert!(commit(&db, &["kept"]).await.unwrap_err().is_duplicate());
    assert_eq!(notes(&db).await, ["kept"]);
}

#[tokio::test]
async fn a_connection_that_the_server_ends_is_replaced() {
    let db = connect(&config()).await;
    let mut tx = db.begin().await.unwrap();
    write(&mut tx, "lost").await.unwrap();
    let (id,): (i64,) =
        sql::query("SELECT CAST(CONNECTION_ID() AS SIGNED)").fetch_one(&mut tx).await.unwrap();
    engines::mariadb().run(&format!("KILL CONNECTION {id}")).unwrap();
    unavailable(&write(&mut tx, "too").await);
    unavailable(&tx.commit().await);
    commit(&db, &["next"]).await.unwrap();
    assert_eq!(notes(&db).await, ["next"]);
}

#[tokio::test]
async fn when_all_connections_are_in_use_the_next_request_fails_in_time() {
    let config = limited(config(), |limits| {
        limits.connections = 2;
        limits.acquire_within = Duration::from_millis(300);
    });
    let db = connect(&config).await;
    let in_use = (db.begin().await.unwrap(), db.reader().await.unwrap());
    let asked = Instant::now();
    unavailable(&db.begin().await);
    unavailable(&db.ping().await);
    assert!(asked.elapsed() >= Duration::from_millis(600) && asked.elapsed() < SOON);
    drop(in_use);
    eventually("a connection is free", SOON, async || db.ping().await.ok()).await;
}

#[tokio::test]
async fn commits_survive_a_killed_server_and_the_pool_reconnects() {
    let mut server = MariaDb::start().unwrap();
    let db = connect(&own(server.address())).await;
    let mut kept = Vec::new();
    for life in 0..3 {
        for number in 0..20 {
            let text = format!("{life} {number}");
            commit(&db, &[&text]).await.unwrap();
            kept.push(text);
        }
        let mut open = db.begin().await.unwrap();
        write(&mut open, "open").await.unwrap();
        server.process().kill9();
        assert!(open.commit().await.is_err());
        assert!(timeout(SOON, db.ping()).await.unwrap().is_err());
        server.process().start_again().unwrap();
        eventually("the pool reconnects", SOON, async || db.ping().await.ok()).await;
    }
    kept.sort();
    assert_eq!(notes(&db).await, kept);
}

#[tokio::test]
async fn a_server_that_stands_still_blocks_callers_no_longer_than_a_statement_may_take() {
    let mut server = MariaDb::start().unwrap();
    let config = limited(own(server.address()), |limits| {
        limits.answer_within = Duration::from_millis(500);
        limits.acquire_within = Duration::from_millis(500);
    });
    let db = connect(&config).await;
    commit(&db, &["before"]).await.unwrap();
    server.process().pause();
    let asked = Instant::now();
    unavailable(&timeout(SOON, commit(&db, &["never"])).await.unwrap());
    unavailable(&timeout(SOON, db.ping()).await.unwrap());
    assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
    server.process().resume();
    eventually("it goes on", SOON, async || commit(&db, &["after"]).await.ok()).await;
    assert!(notes(&db).await.contains(&"before".to_owned()));
}

#[tokio::test]
async fn a_process_waits_at_its_start_for_a_server_that_is_starting() {
    let mut server = MariaDb::start().unwrap();
    let config = own(server.address());
    server.process().stop();
    let starting = async { Database::connect(&config, &tables()).await };
    let server_starts =
        async { tokio::task::spawn_blocking(move || server.process().start_again().map(|()| server)).await };
    let (db, server) = tokio::join!(starting, server_starts);
    db.unwrap().ping().await.unwrap();
    drop(server.unwrap().unwrap());
    let with_short_start = limited(config, |limits| limits.start_within = Duration::from_millis(300));
    let refused = timeout(SOON, Database::connect(&with_short_start, &tables())).await.unwrap();
    assert!(matches!(refused, Err(DbError::Unavailable(_))));
}

fn own(address: MariaDbAddress) -> ServerConfig {
    address.create("holdfast").unwrap();
    ServerConfig::for_url(&address.url("holdfast")).unwrap()
}
