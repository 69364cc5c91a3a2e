//! A service behind a name, as a name server of the test's own has it.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use contracts::api::Transport;
use futures::future::join_all;
use testkit::{NameServer, eventually};

use crate::remote_service::{Caller, RemoteService, caller_with, get};

const SOON: Duration = Duration::from_secs(60);

fn host(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 0, number)
}

/// Instances at several addresses of this machine, on one port, as pods have it.
fn instances() -> [RemoteService; 3] {
    let first = RemoteService::start();
    let port = first.port();
    let at = |number| RemoteService::start_at(SocketAddr::from((host(number), port)));
    [first, at(2), at(3)]
}

fn caller(names: &NameServer, port: u16) -> Caller {
    let server = names.address();
    caller_with(&format!("dns+http://catalog-internal:{port}"), |config| config.dns_server = Some(server))
}

async fn call(caller: &Caller) {
    caller.client.send(get("/echo")).await.unwrap();
}

#[tokio::test]
async fn new_addresses_are_called_and_gone_ones_are_not() {
    let (names, [first, second, third]) = (NameServer::start(), instances());
    names.set_addresses(&[host(1), host(2)]);
    let caller = caller(&names, first.port());
    for _ in 0..10 {
        call(&caller).await;
    }
    assert_eq!([first.calls(), second.calls(), third.calls()], [5, 5, 0]);

    names.set_addresses(&[host(2), host(3)]);
    eventually("the new instance is called", SOON, async || {
        call(&caller).await;
        (third.calls() > 0).then_some(())
    })
    .await;
    let before = first.calls();
    for _ in 0..10 {
        call(&caller).await;
    }
    assert_eq!(first.calls(), before, "an instance that is gone was called");
}

#[tokio::test]
async fn a_dead_instance_costs_retries_and_never_the_service() {
    let (names, [first, ..]) = (NameServer::start(), instances());
    // Nothing listens at the second one.
    names.set_addresses(&[host(1), host(99)]);
    let caller = caller(&names, first.port());
    for _ in 0..5 {
        join_all((0..20).map(|_| call(&caller))).await;
    }
    assert_eq!(first.calls(), 100);
}

#[tokio::test]
async fn what_is_known_stays_while_the_name_server_has_nothing_to_say() {
    let (names, [first, ..]) = (NameServer::start(), instances());
    names.set_addresses(&[host(1)]);
    let caller = caller(&names, first.port());
    call(&caller).await;
    names.set_addresses(&[]);
    let begun = tokio::time::Instant::now();
    eventually("the name was looked up again", SOON, async || {
        call(&caller).await;
        (begun.elapsed() > Duration::from_secs(6)).then_some(())
    })
    .await;
}
