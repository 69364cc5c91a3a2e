//! A migration of a large table while others write to it. `LARGE_TABLE_ROWS=1000000` takes as many rows as a busy installation has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sql::{Database, DbError};
use tokio::time::{Instant, interval};

use crate::config;
use crate::schema::migrations;

const ROWS: u64 = 50_000;
const TABLE: &str =
    "CREATE TABLE sale (id BIGINT NOT NULL PRIMARY KEY, event BIGINT NOT NULL, buyer VARCHAR(64) NOT NULL)";
const EXPANSION: &str = "ALTER TABLE sale ADD COLUMN gate VARCHAR(16);\nALTER TABLE sale ADD COLUMN tier BIGINT NOT NULL DEFAULT 0;\n\
                         CREATE INDEX sales_of_a_buyer ON sale (buyer, id);\n";

#[expect(clippy::disallowed_methods, reason = "a setting of the tests, not of the product")]
fn rows() -> u64 {
    std::env::var("LARGE_TABLE_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(ROWS)
}

async fn execute(db: &Database, statement: String) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    sql::query(sqlx::AssertSqlSafe(statement)).execute(&mut tx).await?;
    tx.commit().await
}

/// How many writes were committed until the flag is set, and how long the slowest took.
async fn sell(db: Database, first: u64, is_over: Arc<AtomicBool>) -> (u64, Duration) {
    let (mut count, mut slowest) = (0, Duration::ZERO);
    while !is_over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let id = first + count;
        execute(&db, format!("INSERT INTO sale (id, event, buyer) VALUES ({id}, 1, 'buyer {id}')"))
            .await
            .unwrap();
        slowest = slowest.max(begun.elapsed());
        count += 1;
    }
    (count, slowest)
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
async fn sales_go_on_while_a_large_table_is_migrated() {
    let (config, rows) = (config(), rows());
    let before = [(7, TABLE)];
    let db = Database::connect(&config, &migrations(&before)).await.unwrap();
    for first in (0..rows).step_by(2_000) {
        let values: Vec<String> =
            (first..(first + 2_000).min(rows)).map(|id| format!("({id}, 1, 'buyer {id}')")).collect();
        execute(&db, format!("INSERT INTO sale (id, event, buyer) VALUES {}", values.join(",")))
            .await
            .unwrap();
    }
    let is_over = Arc::new(AtomicBool::default());
    let selling = tokio::spawn(sell(connect_plain(&config, &before).await, rows, is_over.clone()));
    let begun = Instant::now();
    let after = migrations(&[before[0], (8, EXPANSION)]);
    Database::connect(&config, &after).await.unwrap();
    let took = begun.elapsed();
    is_over.store(true, Ordering::Relaxed);
    let (sold, slowest) = selling.await.unwrap();
    println!(
        "{rows} rows migrated in {} ms; meanwhile {sold} sales, the slowest in {} ms",
        took.as_millis(),
        slowest.as_millis()
    );
    assert!(sold > 0, "nothing was sold meanwhile");
}

async fn connect_plain(config: &sql::ServerConfig, files: &[(i64, &'static str)]) -> Database {
    Database::connect(config, &migrations(files)).await.unwrap()
}

/// A reader that takes its time holds the table's definition. Its migration waits, and must not make all others wait behind it.
#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_has_to_wait_lets_others_pass() {
    let config = config();
    let before = [(7, TABLE)];
    let db = Database::connect(&config, &migrations(&before)).await.unwrap();
    execute(&db, "INSERT INTO sale (id, event, buyer) VALUES (1, 1, 'one')".to_owned()).await.unwrap();
    let mut reader = db.begin().await.unwrap();
    sql::query("UPDATE sale SET event = 2 WHERE id = 1").execute(&mut reader).await.unwrap();
    let after = migrations(&[before[0], (8, EXPANSION)]);
    let migrating = Database::connect(&config, &after);
    let selling = async {
        let mut clock = interval(Duration::from_millis(400));
        for id in 2..6_u64 {
            clock.tick().await;
            let sold = format!("INSERT INTO sale (id, event, buyer) VALUES ({id}, 1, 'more')");
            execute(&db, sold).await.unwrap();
        }
        reader.commit().await.unwrap();
    };
    let (migrated, ()) = tokio::join!(migrating, selling);
    migrated.unwrap();
}
