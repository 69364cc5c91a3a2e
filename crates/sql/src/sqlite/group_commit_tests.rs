//! Group commit with a disk that the test controls.

use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::SqliteFile;
use crate::database::Database;
use crate::error::DbError;
use crate::outbox_row::OutboxRow;
use crate::statement::query;

const SOON: Duration = Duration::from_secs(30);

/// Answers one sync with each value that it is sent.
type Disk = mpsc::Sender<io::Result<()>>;

async fn database_on(folder: &Path) -> (Database, Disk) {
    let (disk, answers) = mpsc::channel();
    let table = "CREATE TABLE note (text VARCHAR(36) NOT NULL PRIMARY KEY)".into_sql_str();
    let migration = Migration::new(1, "note".into(), MigrationType::Simple, table, false);
    let migrations = Migrator::with_migrations(vec![migration]);
    let sync = Box::new(move || answers.recv().unwrap_or(Ok(())));
    let file = SqliteFile::assemble(&folder.join("test.db"), &migrations, Some(sync)).await.unwrap();
    (Database::of_file(file), disk)
}

async fn write(db: &Database, text: &str) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    query("INSERT INTO note (text) VALUES (?)").bind(text).execute(&mut tx).await?;
    tx.commit().await
}

#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
fn begin_writing(db: &Database, text: &'static str) -> JoinHandle<Result<(), DbError>> {
    let db = db.clone();
    tokio::spawn(async move { write(&db, text).await })
}

async fn notes(db: &Database) -> Vec<String> {
    let mut reader = db.reader().await.unwrap();
    let notes =
        query("SELECT text FROM note ORDER BY text").fetch_all::<(String,)>(&mut reader).await.unwrap();
    notes.into_iter().map(|(text,)| text).collect()
}

/// Waits until others can see so many notes.
async fn visible(db: &Database, count: usize) {
    testkit::eventually("the notes are committed", SOON, async || {
        (notes(db).await.len() == count).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_commit_is_not_acknowledged_before_its_sync_which_others_share() {
    let folder = TempDir::new().unwrap();
    let (db, disk) = database_on(folder.path()).await;
    let first = begin_writing(&db, "first");
    visible(&db, 1).await;
    let others = ["a", "b", "c"].map(|text| begin_writing(&db, text));
    visible(&db, 4).await;
    assert!(!first.is_finished() && others.iter().all(|other| !other.is_finished()));

    disk.send(Ok(())).unwrap();
    timeout(SOON, first).await.unwrap().unwrap().unwrap();
    // They came after the first sync had begun, so it says nothing of them.
    assert!(others.iter().all(|other| !other.is_finished()));
    drop(disk);
    for other in others {
        timeout(SOON, other).await.unwrap().unwrap().unwrap();
    }
    assert!((2..=3).contains(&db.syncs()), "{} syncs", db.syncs());
}

/// Writes a note and a message, which is handed over to the relay when it is committed.
async fn write_with_message(db: Database, text: &'static str) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    query("INSERT INTO note (text) VALUES (?)").bind(text).execute(&mut tx).await?;
    tx.note_enqueued(OutboxRow {
        message_id: text.to_owned(),
        topic: "topic".to_owned(),
        aggregate_key: "key".to_owned(),
        payload: String::new(),
        traceparent: None,
        created_us: 0,
    });
    tx.commit().await
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
async fn what_is_handed_over_to_the_relay_survives_a_power_cut() {
    let folder = TempDir::new().unwrap();
    let (db, disk) = database_on(folder.path()).await;
    db.outbox_owner().committed_rows().restart();
    let handed_over = || db.outbox_owner().committed_rows().take(10).map(|rows| rows.len());
    let writing = tokio::spawn(write_with_message(db.clone(), "first"));
    visible(&db, 1).await;
    assert_eq!(handed_over(), Some(0), "it was handed over before its sync");
    disk.send(Ok(())).unwrap();
    timeout(SOON, writing).await.unwrap().unwrap().unwrap();
    assert_eq!(handed_over(), Some(1));

    disk.send(Err(io::Error::other("the disk is on fire"))).unwrap();
    write_with_message(db.clone(), "lost").await.unwrap_err();
    assert_eq!(handed_over(), None, "a commit without a known outcome left the hand-over complete");
}

#[tokio::test]
async fn where_nothing_was_committed_no_sync_is_needed() {
    let folder = TempDir::new().unwrap();
    let (db, disk) = database_on(folder.path()).await;
    disk.send(Ok(())).unwrap();
    write(&db, "one").await.unwrap();
    timeout(SOON, db.durable())
        .await
        .expect("nothing was committed since, and it waits all the same")
        .unwrap();
    assert_eq!(db.syncs(), 1);

    let mut tx = db.begin().await.unwrap();
    query("INSERT INTO note (text) VALUES ('two')").execute(&mut tx).await.unwrap();
    timeout(SOON, tx.commit_lazily()).await.expect("a lazy commit waits for the disk").unwrap();
    assert_eq!(db.syncs(), 1);
    disk.send(Ok(())).unwrap();
    db.durable().await.unwrap();
    assert_eq!(db.syncs(), 2);
}

#[tokio::test]
async fn after_a_failed_sync_no_work_is_accepted() {
    let folder = TempDir::new().unwrap();
    let (db, disk) = database_on(folder.path()).await;
    let begun = db.begin().await.unwrap();
    disk.send(Err(io::Error::other("the disk is on fire"))).unwrap();
    let waiting = begin_writing(&db, "lost");
    begun.commit_lazily().await.unwrap();
    assert!(matches!(timeout(SOON, waiting).await.unwrap().unwrap(), Err(DbError::Poisoned)));

    drop(disk);
    assert!(matches!(write(&db, "later").await, Err(DbError::Poisoned)));
    assert!(matches!(db.durable().await, Err(DbError::Poisoned)));
    assert!(matches!(db.ping().await, Err(DbError::Poisoned)));
}

/// Drops a transaction after `polls` steps, wherever it is by then.
async fn cancel_after(polls: u32, work: impl Future<Output = Result<(), DbError>>) -> bool {
    let mut work = std::pin::pin!(work);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return std::task::Poll::Ready(true);
        }
        left -= 1;
        work.as_mut().poll(context).map(|_| false)
    })
    .await
}

#[tokio::test]
async fn a_transaction_cancelled_anywhere_leaves_all_or_nothing_and_a_clean_writer() {
    let folder = TempDir::new().unwrap();
    let (db, disk) = database_on(folder.path()).await;
    drop(disk);
    for polls in 0..40 {
        let pair = async {
            let mut tx = db.begin().await?;
            for half in ["left", "right"] {
                let text = format!("{half} {polls}");
                query("INSERT INTO note (text) VALUES (?)").bind(text).execute(&mut tx).await?;
            }
            tx.commit().await
        };
        let is_cancelled = cancel_after(polls, pair).await;
        timeout(SOON, write(&db, &format!("next {polls}"))).await.unwrap().unwrap();
        let notes = notes(&db).await;
        let halves = ["left", "right"].map(|half| notes.contains(&format!("{half} {polls}")));
        assert_eq!(halves[0], halves[1], "half of a transaction after {polls} polls");
        assert!(is_cancelled || halves[0], "an acknowledged transaction is gone after {polls} polls");
    }
}

#[tokio::test]
async fn a_closed_database_reports_that_it_is_closed() {
    let folder = TempDir::new().unwrap();
    let (db, disk) = database_on(folder.path()).await;
    drop(disk);
    write(&db, "kept").await.unwrap();
    db.close().await.unwrap();
    assert!(matches!(write(&db, "late").await, Err(DbError::Unavailable(_))));
    assert!(matches!(db.reader().await, Err(DbError::Unavailable(_))));
    assert!(matches!(db.ping().await, Err(DbError::Unavailable(_))));
    let (again, _disk) = database_on(folder.path()).await;
    assert_eq!(notes(&again).await, ["kept"]);
}
