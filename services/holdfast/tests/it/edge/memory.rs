//! What clients that do not read cost in memory, measured from outside.

use std::time::Duration;

use contracts::ErrorCode;
use futures::future::join_all;
use testkit::{Options, eventually};
use tokio::time::{Instant, interval};

use super::{Wire, sockets};
use crate::{ARENA, SOON, Server, demo, start};

const CLIENTS: usize = 400;
const HELD_FOR: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// The buffers of the parser for one connection: what it reads, and two pieces of an answer, grown to a power of two.
const BYTES_PER_CLIENT: usize = 128 * 1024;
/// What the process may have above what it had before, once the clients have gone: the map in its forms, and what the allocator has not sorted out.
const KEPT_BYTES: usize = 12 * 1024 * 1024;
/// The allocator gives back what was not used for ten seconds.
const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(120);
/// The map of the arena has more than a megabyte.
const MAP: &str = "GET /api/events/4/seats HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn resident(server: &Server) -> usize {
    engines::resident_bytes(server.pid().cast_signed()).unwrap()
}

async fn clients(server: &Server, number: usize, request: &str) -> Vec<Wire> {
    let ask = async || {
        let mut wire = Wire::open_narrow(server).await;
        wire.send(request).await;
        wire.has_answer().await;
        wire
    };
    join_all((0..number).map(|_| ask())).await
}

/// They are not dropped while they are measured.
fn tolerant() -> Options {
    demo().env("HOLDFAST_UNREAD_TIMEOUT_MS", "300000")
}

#[tokio::test]
async fn clients_that_do_not_read_cost_their_buffers_and_no_more_and_not_for_ever() {
    let server = start(&tolerant()).await;
    let map = server.api().seats(ARENA).await;
    assert!(map.bytes.len() > 1_000_000, "{} bytes", map.bytes.len());
    let before = resident(&server);
    let sockets_before = sockets(&server);
    let held = clients(&server, CLIENTS, &MAP.repeat(10)).await;
    let first = most_over(&server, HELD_FOR).await;
    println!("{CLIENTS} clients: {} KiB before, at most {} KiB", before / 1024, first / 1024);
    assert!(first < before + CLIENTS * BYTES_PER_CLIENT, "{before} bytes became {first}");
    drop(held);
    eventually("all are gone", SOON, async || (sockets(&server) <= sockets_before).then_some(())).await;
    let after = eventually("their memory has been given back", GIVEN_BACK_WITHIN, async || {
        Some(resident(&server)).filter(|now| *now < before + KEPT_BYTES)
    });
    println!("when they have gone: {} KiB", after.await / 1024);
}

async fn most_over(server: &Server, time: Duration) -> usize {
    let (begun, mut looks, mut most) = (Instant::now(), interval(LOOK_EVERY), 0);
    while begun.elapsed() < time {
        looks.tick().await;
        most = most.max(resident(server));
    }
    most
}

#[tokio::test]
async fn answers_to_slow_clients_have_a_budget_and_others_are_still_served() {
    let server = start(&tolerant().env("HOLDFAST_UNSENT_BYTES", "8388608")).await;
    let api = server.api();
    let slow = clients(&server, CLIENTS, MAP).await;
    let refused = api.seats(ARENA).await;
    refused.refused(ErrorCode::Unavailable);
    assert!(refused.header("Retry-After").is_some(), "{refused}");
    assert_eq!(api.events().await.status, 200, "a small answer is not refused");
    assert_eq!(api.hold(ARENA, &[1]).await.status, 201);
    drop(slow);
    eventually("large answers are sent again", SOON, async || {
        (api.seats(ARENA).await.status == 200).then_some(())
    })
    .await;
}
