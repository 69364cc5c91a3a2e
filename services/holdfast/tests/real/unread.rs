//! Clients behind the proxy that ask for a large answer and do not read it: what they cost the proxy and the service, and for how long.

use std::net::SocketAddr;
use std::time::Duration;

use contracts::services::CATALOG;
use engines::resident_bytes;
use futures::future::join_all;
use testkit::installation::Engines;
use testkit::{Installation, eventually};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, interval, timeout};

use crate::entrance::is_through_the_proxy;
use crate::system::{binaries, demo};
use crate::{ARENA, SOON};

const CLIENTS: usize = 400;
/// Less than `send_timeout` of `infra/nginx`, after which the proxy drops them.
const WATCHED_FOR: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// `proxy_buffers` and `proxy_buffer_size` of `infra/nginx`, and what a connection costs besides.
const PROXY_BYTES_PER_CLIENT: usize = 320 * 1024;
/// As in the test of the service without a proxy.
const SERVICE_BYTES_PER_CLIENT: usize = 128 * 1024;
const KEPT_BYTES: usize = 32 * 1024 * 1024;
const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(120);

/// Of the proxy and of the service behind it.
#[derive(Debug, Clone, Copy)]
struct Resident {
    proxy: usize,
    service: usize,
}

fn resident(house: &mut Installation) -> Resident {
    let service = house.process(CATALOG.name, 0).pid().cast_signed();
    let proxy = house.proxy().unwrap().process().pid();
    Resident { proxy: resident_bytes(proxy).unwrap(), service: resident_bytes(service).unwrap() }
}

/// With little room for what it does not read. Returns when the answer has begun.
async fn unread(proxy: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut client = socket.connect(proxy).await.unwrap();
    let request = format!("GET /api/events/{ARENA}/seats HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.write_all(request.as_bytes()).await.unwrap();
    timeout(SOON, client.peek(&mut [0])).await.expect("no answer").unwrap();
    client
}

/// In the stage that goes through the proxy; the service alone has its own test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_do_not_read_cost_the_proxy_its_buffers_until_it_drops_them() {
    if !is_through_the_proxy() {
        return;
    }
    let mut house = Installation::start(binaries(), Engines::shared(), 1, &demo()).await;
    house.put_behind_proxy();
    let api = house.api();
    assert!(api.seats(ARENA).await.bytes.len() > 1_000_000);
    let proxy = house.proxy().unwrap().address();
    let before = resident(&mut house);

    let clients = join_all((0..CLIENTS).map(|_| unread(proxy))).await;
    let (begun, mut looks, mut most) = (Instant::now(), interval(LOOK_EVERY), before);
    while begun.elapsed() < WATCHED_FOR {
        looks.tick().await;
        let now = resident(&mut house);
        most = Resident { proxy: most.proxy.max(now.proxy), service: most.service.max(now.service) };
    }
    println!("{CLIENTS} clients behind the proxy: {before:?}, at most {most:?}");
    assert!(most.proxy < before.proxy + CLIENTS * PROXY_BYTES_PER_CLIENT, "{before:?} became {most:?}");
    assert!(most.service < before.service + CLIENTS * SERVICE_BYTES_PER_CLIENT, "{before:?} became {most:?}");
    assert_eq!(api.events().await.status, 200);

    let after = eventually("their memory has been given back", GIVEN_BACK_WITHIN, async || {
        let now = resident(&mut house);
        let kept = [now.proxy.saturating_sub(before.proxy), now.service.saturating_sub(before.service)];
        kept.iter().all(|kept| *kept < KEPT_BYTES).then_some(now)
    })
    .await;
    println!("while they are still there, but dropped by the proxy: {after:?}");
    drop(clients);
}
