//! The lines that the demo prints work when they are copied.

use std::process::Command;

use contracts::http::catalog::{SeatMapBody, SeatStatus};
use contracts::http::order::{OrderPlacedBody, OrderStatus};
use testkit::{Buyer, eventually};

use crate::{CLUB, SOON, demo, start};

fn shell(line: &str) -> String {
    let output = Command::new("sh").args(["-c", line]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn the_four_lines_list_hold_order_and_watch() {
    let server = start(&demo()).await;
    let lines = eventually("the lines were printed", SOON, async || {
        let log = server.log();
        let lines: Vec<String> =
            log.lines().map(str::trim).filter(|line| line.starts_with("curl ")).map(str::to_owned).collect();
        (lines.len() == 4).then_some(lines)
    })
    .await;
    let [list, hold, order, watch] = lines.as_slice() else { panic!("{lines:?}") };

    assert!(shell(list).contains("\"AVAILABLE\""));
    assert!(shell(hold).contains("\"holdToken\""));
    let placed: OrderPlacedBody = serde_json::from_str(&shell(order)).unwrap();
    let buyer = Buyer::anonymous(&server.api());
    assert_eq!(buyer.outcome(placed.order_id, SOON).await.status, OrderStatus::Confirmed);
    let map: SeatMapBody = server.api().seats(CLUB).await.ok();
    assert!(map.seats.iter().any(|seat| seat.id == 42 && seat.status == SeatStatus::Sold));
    let seen = shell(&format!("timeout 2 {watch}"));
    assert!(seen.contains("event: INIT"), "{seen}");
}
