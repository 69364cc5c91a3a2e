//! Transactions and what their commits promise.

use sql::{DataDir, DataDirError, OnDuplicate, Transaction, query};
use tempfile::tempdir;
use tokio::task::JoinSet;

use crate::{database, fresh, notes, write};

#[tokio::test]
async fn what_is_committed_is_there_after_reopening_and_what_is_dropped_is_not() {
    let folder = tempdir().unwrap();
    let db = database(&folder).await;
    let mut tx = db.begin().await.unwrap();
    write(&mut tx, "kept").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    write(&mut tx, "dropped").await.unwrap();
    drop(tx);
    assert_eq!(notes(&db).await, ["kept"]);
    drop(db);
    assert_eq!(notes(&database(&folder).await).await, ["kept"]);
}

#[tokio::test]
async fn commits_of_the_same_moment_share_their_sync() {
    const COMMITS: u64 = 500;
    let folder = tempdir().unwrap();
    let db = database(&folder).await;
    let before = db.syncs();
    let mut commits = JoinSet::new();
    for number in 0..COMMITS {
        let db = db.clone();
        commits.spawn(async move {
            let mut tx = db.begin().await.unwrap();
            write(&mut tx, &number.to_string()).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    commits.join_all().await;
    let syncs = db.syncs() - before;
    assert_eq!(notes(&db).await.len() as u64, COMMITS);
    assert!((1..COMMITS).contains(&syncs), "{syncs} syncs for {COMMITS} commits");
}

#[tokio::test]
async fn a_lazy_commit_does_not_sync() {
    let folder = tempdir().unwrap();
    let db = database(&folder).await;
    let before = db.syncs();
    let mut tx = db.begin().await.unwrap();
    write(&mut tx, "cheap").await.unwrap();
    tx.commit_lazily().await.unwrap();
    assert_eq!((db.syncs(), notes(&db).await.len()), (before, 1));
}

#[tokio::test]
async fn a_duplicate_key_is_an_error_of_its_own() {
    let folder = tempdir().unwrap();
    let db = database(&folder).await;
    let mut tx = db.begin().await.unwrap();
    write(&mut tx, "same").await.unwrap();
    assert!(write(&mut tx, "same").await.unwrap_err().is_duplicate());
}

fn pipeline_note(tx: &mut Transaction, text: &str) {
    query("INSERT INTO note (text) VALUES (?)").bind(text).pipelined(OnDuplicate::Error, tx).unwrap();
}

#[tokio::test]
async fn pipelined_statements_run_in_order_before_the_next_one() {
    let (_folder, db) = fresh().await;
    let mut tx = db.begin().await.unwrap();
    pipeline_note(&mut tx, "a");
    pipeline_note(&mut tx, "b");
    let rename = query("UPDATE note SET text = ? WHERE text = ?").bind("c").bind("b");
    assert_eq!(rename.execute(&mut tx).await.unwrap(), 1, "only the last statement is counted");
    pipeline_note(&mut tx, "d");
    let (count,): (i64,) = query("SELECT COUNT(*) FROM note").fetch_one(&mut tx).await.unwrap();
    assert_eq!(count, 3);
    pipeline_note(&mut tx, "e");
    tx.commit().await.unwrap();
    assert_eq!(notes(&db).await, ["a", "c", "d", "e"]);
}

#[tokio::test]
async fn the_commit_reports_a_refused_pipelined_statement_and_leaves_nothing() {
    let (_folder, db) = fresh().await;
    let mut tx = db.begin().await.unwrap();
    write(&mut tx, "same").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    ["first", "same", "last"].into_iter().for_each(|text| pipeline_note(&mut tx, text));
    assert!(tx.commit().await.unwrap_err().is_duplicate());
    assert_eq!(notes(&db).await, ["same"]);

    let mut tx = db.begin().await.unwrap();
    pipeline_note(&mut tx, "dropped");
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    pipeline_note(&mut tx, "next");
    tx.commit().await.unwrap();
    assert_eq!(notes(&db).await, ["next", "same"]);
}

#[tokio::test]
async fn the_write_ahead_log_starts_over_while_others_read() {
    const COMMITS: usize = 300;
    let folder = tempdir().unwrap();
    let db = database(&folder).await;
    // 30 MB in all.
    let large = "x".repeat(100_000);
    for number in 0..COMMITS {
        let mut tx = db.begin().await.unwrap();
        write(&mut tx, &format!("{number} {large}")).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = db.reader().await.unwrap();
        let count = sql::query("SELECT COUNT(*) FROM note").fetch_one(&mut reader).await;
        let (count,): (i64,) = count.unwrap();
        assert_eq!(count as usize, number + 1);
    }
    let log_bytes = std::fs::metadata(folder.path().join("test.db-wal")).unwrap().len();
    assert!(log_bytes < 12_000_000, "the log has {log_bytes} bytes");
}

#[test]
fn a_data_folder_has_one_owner() {
    let folder = tempdir().unwrap();
    let owner = DataDir::lock(folder.path()).unwrap();
    assert!(matches!(DataDir::lock(folder.path()), Err(DataDirError::Taken(_))));
    drop(owner);
    assert!(DataDir::lock(folder.path()).is_ok());
}
