//! What a durable commit costs on this database: three rows of the size of an order, its saga and its message, in one transaction, by so many
//! connections for so many seconds. Prints how many a second there were, and how long one took, in milliseconds. With `one-row`, each transaction
//! also takes one from a stock that all share, as a sale does that counts in a row.

use std::io::Write;
use std::time::Duration;

use sqlx::Connection;
use sqlx::mysql::{MySqlConnectOptions, MySqlPool, MySqlPoolOptions};
use tokio::task::JoinSet;
use tokio::time::Instant;

struct Table {
    create: &'static str,
    insert: &'static str,
    bytes: usize,
}

const TABLES: [Table; 3] = [
    Table {
        create: "CREATE TABLE IF NOT EXISTS floor_order (id BIGINT AUTO_INCREMENT PRIMARY KEY, body BLOB NOT NULL)",
        insert: "INSERT INTO floor_order (body) VALUES (?)",
        bytes: 200,
    },
    Table {
        create: "CREATE TABLE IF NOT EXISTS floor_saga (id BIGINT AUTO_INCREMENT PRIMARY KEY, body BLOB NOT NULL)",
        insert: "INSERT INTO floor_saga (body) VALUES (?)",
        bytes: 300,
    },
    Table {
        create: "CREATE TABLE IF NOT EXISTS floor_message (id BIGINT AUTO_INCREMENT PRIMARY KEY, body BLOB NOT NULL)",
        insert: "INSERT INTO floor_message (body) VALUES (?)",
        bytes: 400,
    },
];

const STOCK: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS floor_stock (id BIGINT PRIMARY KEY, available BIGINT NOT NULL)",
    "INSERT IGNORE INTO floor_stock (id, available) VALUES (1, 1000000000)",
];
const TAKE_ONE: &str = "UPDATE floor_stock SET available = available - 1 WHERE id = 1 AND available > 0";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &'static str| arguments.next().ok_or(what);
    let options: MySqlConnectOptions = next("the URL of a database")?.parse()?;
    let connections: u32 = next("how many connections")?.parse()?;
    let lasting = Duration::from_secs_f64(next("how many seconds")?.parse()?);
    let one_row = arguments.next().is_some_and(|argument| argument == "one-row");
    let pool = MySqlPoolOptions::new().min_connections(connections).max_connections(connections);
    let pool = pool.connect_with(options).await?;
    for statement in TABLES.iter().map(|table| table.create).chain(STOCK) {
        sqlx::query(statement).execute(&pool).await?;
    }
    let started = Instant::now();
    let mut writers = JoinSet::new();
    for _ in 0..connections {
        writers.spawn(write(pool.clone(), started + lasting, one_row));
    }
    let mut took: Vec<Duration> = Vec::new();
    while let Some(written) = writers.join_next().await {
        took.extend(written??);
    }
    let per_second = took.len() as f64 / started.elapsed().as_secs_f64();
    took.sort_unstable();
    let millis = |at: usize| took.get(at).copied().unwrap_or_default().as_secs_f64() * 1_000.0;
    let (p50, p99) = (millis(took.len() / 2), millis(took.len() * 99 / 100));
    writeln!(std::io::stdout(), r#"{{"per_second":{per_second},"p50_ms":{p50},"p99_ms":{p99}}}"#)?;
    Ok(())
}

/// As the services write: prepared statements, and a commit that returns when the log is synced.
async fn write(pool: MySqlPool, until: Instant, one_row: bool) -> Result<Vec<Duration>, sqlx::Error> {
    let mut took = Vec::new();
    let mut connection = pool.acquire().await?;
    while Instant::now() < until {
        let began = Instant::now();
        let mut transaction = connection.begin().await?;
        if one_row {
            sqlx::query(TAKE_ONE).execute(&mut *transaction).await?;
        }
        for table in &TABLES {
            sqlx::query(table.insert).bind(vec![b'o'; table.bytes]).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        took.push(began.elapsed());
    }
    Ok(took)
}
