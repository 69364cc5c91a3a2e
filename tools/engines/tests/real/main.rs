//! The engines start, end with a kill, and come back with their data.

#[cfg(test)]
mod nginx;

use engines::{Kafka, MariaDb, Redis, RedisCluster};

#[test]
fn a_killed_redis_comes_back_with_what_it_had_synced() {
    let mut server = Redis::start().unwrap();
    let address = server.address();
    assert_eq!(address.run(&["SET", "seat", "sold"]).unwrap(), "OK");
    assert_eq!(address.run(&["CONFIG", "GET", "appendonly"]).unwrap(), "appendonly\nyes");
    server.process().stop();
    assert!(address.run(&["PING"]).is_err());
    server.process().start_again().unwrap();
    assert_eq!(address.run(&["GET", "seat"]).unwrap(), "sold");
}

#[test]
fn six_nodes_become_a_cluster() {
    let mut cluster = RedisCluster::start().unwrap();
    let node = cluster.nodes()[0].address();
    assert!(node.run(&["cluster", "info"]).unwrap().contains("cluster_size:3"));
}

#[test]
fn a_killed_mariadb_comes_back_with_what_was_committed() {
    let mut server = MariaDb::start().unwrap();
    let address = server.address();
    address.create("holdfast_test").unwrap();
    address.run("CREATE TABLE holdfast_test.sold (seat INT PRIMARY KEY)").unwrap();
    address.run("INSERT INTO holdfast_test.sold VALUES (1)").unwrap();
    server.process().kill9();
    server.process().start_again().unwrap();
    let refusal = address.run("INSERT INTO holdfast_test.sold VALUES (1)").unwrap_err().to_string();
    assert!(refusal.contains("Duplicate"), "{refusal}");
}

#[test]
fn a_broker_starts_and_starts_again() {
    let mut broker = Kafka::start().unwrap();
    let first = broker.process().pid();
    broker.process().kill9();
    broker.process().start_again().unwrap();
    assert_ne!(broker.process().pid(), first);
}
