//! `holdfast verify` from outside: what runs is asked, what has stopped is read, and a wrong book is named.

use contracts::http::order::OrderStatus;
use sqlx::AnyPool;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use testkit::{Buyer, Options};

use crate::verify_command::{asked_while_it_runs, said, verify};
use crate::{CLUB, SOON, Server, demo, start};

/// Of each promise, how many things were checked and how many of them broke it.
fn table(said: &str) -> Vec<(&str, u64, u64)> {
    let read = |line: &'_ str| -> Option<(u64, u64)> {
        let mut words = line.split_whitespace().rev().skip(1);
        let (violations, checked) = (words.next()?, words.next()?);
        Some((checked.parse().ok()?, violations.parse().ok()?))
    };
    let lines = said.lines().filter(|line| line.starts_with('I'));
    lines
        .filter_map(|line| {
            let (id, (checked, violations)) = (line.split_whitespace().next()?, read(line)?);
            Some((id, checked, violations))
        })
        .collect()
}

async fn with_sales(options: &Options) -> Server {
    let server = start(options).await;
    let buyer = Buyer::named(&server.api(), "mina");
    for seat in [3, 4] {
        let bought = buyer.buy(CLUB, &[seat], Some("tok_ok"), &format!("seat-{seat}")).await;
        let order = buyer.outcome(bought.ordered().order_id, SOON).await;
        assert_eq!(order.status, OrderStatus::Confirmed);
    }
    server
}

#[tokio::test]
async fn an_installation_that_runs_keeps_every_promise() {
    let (options, url) = asked_while_it_runs(demo());
    let _server = with_sales(&options).await;
    let checked = verify(&["--order-url", &url]);
    let said = said(&checked);
    assert!(checked.status.success(), "{said}");
    let table = table(&said);
    assert_eq!(table.len(), 20, "{said}");
    assert!(table.iter().all(|(_, _, violations)| *violations == 0), "{said}");
    let things = |id: &str| table.iter().find(|line| line.0 == id).unwrap().1;
    assert_eq!((things("I1"), things("I4"), things("I7"), things("I9")), (2, 2, 8, 2), "{said}");
    // Of each event its stock, and two have a standing section.
    assert_eq!((things("I17"), things("I19"), things("I21")), (2, 8, 8), "{said}");
}

pub(crate) async fn open(data: &str, name: &str) -> AnyPool {
    install_default_drivers();
    let url = format!("sqlite://{data}/{name}");
    AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap()
}

async fn long_ago(data: &str) {
    let seats = open(data, "reservation.db").await;
    let done = sqlx::query("UPDATE seats SET until_us = 1 WHERE seat_id = 9").execute(&seats).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
    seats.close().await;
}

#[tokio::test]
async fn a_folder_is_read_and_a_wrong_book_is_named() {
    let mut server = with_sales(&demo()).await;
    let data = server.data().display().to_string();
    let refused = verify(&["--data", &data]);
    assert!(!refused.status.success() && said(&refused).contains("--order-url"), "{}", said(&refused));
    assert_eq!(server.api().hold(CLUB, &[9]).await.status, 201);
    server.stop().await;
    // A hold that has run out since: no process was there to free it.
    long_ago(&data).await;
    let checked = verify(&["--data", &data]);
    assert!(checked.status.success(), "{}", said(&checked));

    let orders = open(&data, "order.db").await;
    let order: String = sqlx::query_scalar("SELECT order_id FROM sale_ledger WHERE seat_id = 4")
        .fetch_one(&orders)
        .await
        .unwrap();
    sqlx::query("DELETE FROM sale_ledger WHERE seat_id = 4").execute(&orders).await.unwrap();
    orders.close().await;
    let payments = open(&data, "payment.db").await;
    let left_out = "UPDATE outbox SET sent_us = 0 WHERE aggregate_key = ? AND aggregate_seq = 1";
    let left_out = sqlx::query(left_out).bind(&order).execute(&payments).await.unwrap();
    assert_eq!(left_out.rows_affected(), 1);
    payments.close().await;
    let seats = open(&data, "reservation.db").await;
    let single = "UPDATE events SET left_single = 7 WHERE event_id = ?";
    let single = sqlx::query(single).bind(CLUB).execute(&seats).await.unwrap();
    assert_eq!(single.rows_affected(), 1);
    seats.close().await;
    let checked = verify(&["--data", &data]);
    let said = said(&checked);
    assert!(!checked.status.success(), "{said}");
    assert!(said.contains("I2 broken") && said.contains(&format!("order {order}, seat 4")), "{said}");
    assert!(said.contains(&format!("I8 broken: of payment, message 2 of {order} was sent before")), "{said}");
    assert!(
        said.contains(&format!("I21 broken: a hold left it single, and may not, event {CLUB}, seat 7")),
        "{said}"
    );
}

#[tokio::test]
async fn nobody_answers_is_no_verdict() {
    let (_, url) = asked_while_it_runs(demo());
    let asked = verify(&["--order-url", &url]);
    assert!(!asked.status.success(), "{}", said(&asked));
    assert!(said(&asked).contains("cannot be compared"), "{}", said(&asked));
}
