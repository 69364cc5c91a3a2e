//! The schema of a database that several processes share.

use sql::{Database, DbError};
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use tokio::task::JoinSet;

use crate::{commit, config, connect, notes};

pub(crate) fn migrations(files: &[(i64, &'static str)]) -> Migrator {
    let file = |(version, text): &(i64, &'static str)| {
        Migration::new(*version, "notes".into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    Migrator::with_migrations(files.iter().map(file).collect())
}

#[tokio::test]
async fn processes_that_start_together_take_turns() {
    let config = config();
    let mut starts = JoinSet::new();
    for number in 0..6 {
        let config = config.clone();
        starts.spawn(async move {
            let db = connect(&config).await;
            commit(&db, &[&number.to_string()]).await.unwrap();
        });
    }
    starts.join_all().await;
    assert_eq!(notes(&connect(&config).await).await.len(), 6);
}

#[tokio::test]
async fn a_migration_interrupted_halfway_is_finished() {
    const FILE: &str = "-- Two tables; and an index.\nCREATE TABLE first (a BIGINT);\nCREATE INDEX firsts ON first (a);\n\
                        CREATE TABLE second (b BIGINT NOT NULL PRIMARY KEY);\n";
    let config = config();
    let db = connect(&config).await;
    let mut tx = db.begin().await.unwrap();
    sql::query("CREATE TABLE first (a BIGINT)").execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();

    let db = Database::connect(&config, &migrations(&[(7, FILE)])).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    sql::query("INSERT INTO second (b) VALUES (1)").execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    Database::connect(&config, &migrations(&[(7, FILE)])).await.unwrap();
}

#[tokio::test]
async fn an_edited_or_invalid_migration_is_refused() {
    let config = config();
    Database::connect(&config, &migrations(&[(7, "CREATE TABLE a (b BIGINT)")])).await.unwrap();
    for wrong in [[(7, "CREATE TABLE a (c BIGINT)")], [(8, "CREATE TABEL d (e BIGINT)")]] {
        let refused = Database::connect(&config, &migrations(&wrong)).await;
        assert!(matches!(refused, Err(DbError::Migration(_))), "{wrong:?}");
    }
}

#[tokio::test]
async fn text_is_compared_byte_by_byte_and_never_cut() {
    let db = connect(&config()).await;
    commit(&db, &["seat", "Seat", "séat", "좌석"]).await.unwrap();
    assert_eq!(notes(&db).await, ["Seat", "seat", "séat", "좌석"]);
    assert!(matches!(commit(&db, &[&"x".repeat(37)]).await, Err(DbError::Statement(_))));
}

#[tokio::test]
async fn one_server_has_a_database_for_each_service_of_a_process() {
    let config = config();
    engines::mariadb().create(&database(&config.with_database("order"))).unwrap();
    let (one, other) = (connect(&config).await, connect(&config.with_database("order")).await);
    commit(&one, &["one"]).await.unwrap();
    assert_eq!((notes(&one).await.len(), notes(&other).await.len()), (1, 0));
}

/// The name behind the last slash, as the configuration shows it.
fn database(config: &sql::ServerConfig) -> String {
    format!("{config:?}").rsplit('/').next().unwrap().trim_end_matches(')').to_owned()
}

#[tokio::test]
async fn the_password_is_not_shown() {
    let shown = format!("{:?}", config());
    assert!(!shown.contains("holdfast:") && shown.contains("127.0.0.1"), "{shown}");
}
