//! The audit table: a record commits with its change, is found by its object, and goes when it is old.

use std::time::Duration;

use primitives::Timestamp;
use sql::audit::{self, AuditRow};
use sql::{Database, Transaction};

use crate::{fresh, notes, write};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn row(id: &str, object: &str, at: Timestamp) -> AuditRow {
    AuditRow {
        id: id.to_owned(),
        at_us: at.as_micros(),
        actor: "u:1".to_owned(),
        actor_kind: "USER".to_owned(),
        action: "member.set".to_owned(),
        object_kind: "organization".to_owned(),
        object_id: object.to_owned(),
        was: None,
        is_now: Some("{\"role\":\"OWNER\"}".to_owned()),
        reason: None,
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".to_owned(),
    }
}

async fn change(db: &Database, text: &str, row: &AuditRow) -> Transaction {
    let mut tx = db.begin().await.unwrap();
    write(&mut tx, text).await.unwrap();
    audit::record(&mut tx, row).await.unwrap();
    tx
}

async fn ids(db: &Database, object: Option<&str>, before: Option<&str>, limit: u32) -> Vec<String> {
    let rows = audit::records(db, object, before, limit).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn a_record_and_its_change_are_there_together_or_not_at_all() {
    let (_kept, db) = fresh().await;
    let kept = row("1", "a", Timestamp::from_micros(1));
    change(&db, "changed", &kept).await.commit().await.unwrap();
    drop(change(&db, "never happened", &row("2", "a", Timestamp::from_micros(2))).await);
    assert_eq!(notes(&db).await, ["changed"]);
    assert_eq!(audit::records(&db, None, None, 10).await.unwrap(), std::slice::from_ref(&kept));

    let mut tx = db.begin().await.unwrap();
    write(&mut tx, "without a record").await.unwrap();
    assert!(audit::record(&mut tx, &kept).await.unwrap_err().is_duplicate(), "a record was written over");
    drop(tx);
    assert_eq!(notes(&db).await, ["changed"]);
}

#[tokio::test]
async fn records_are_found_by_object_and_page_by_page_the_newest_first() {
    let (_kept, db) = fresh().await;
    for (id, object) in [("1", "a"), ("2", "b"), ("3", "a"), ("4", "a")] {
        change(&db, id, &row(id, object, Timestamp::from_micros(1))).await.commit().await.unwrap();
    }
    assert_eq!(ids(&db, Some("a"), None, 2).await, ["4", "3"]);
    assert_eq!(ids(&db, Some("a"), Some("3"), 2).await, ["1"]);
    assert_eq!(ids(&db, None, Some("3"), 10).await, ["2", "1"]);
    assert!(ids(&db, Some("c"), None, 10).await.is_empty());
}

#[tokio::test]
async fn what_is_older_than_a_year_goes_in_slices() {
    let (_kept, db) = fresh().await;
    let now = Timestamp::from_micros(0).plus(DAY * 500);
    let mut tx = db.begin().await.unwrap();
    for number in 0..501 {
        audit::record(&mut tx, &row(&format!("old {number}"), "a", now.minus(DAY * 401))).await.unwrap();
    }
    audit::record(&mut tx, &row("young", "a", now.minus(DAY * 399))).await.unwrap();
    tx.commit().await.unwrap();
    assert!(audit::prune_old(&db, now).await.unwrap());
    assert!(!audit::prune_old(&db, now).await.unwrap());
    assert_eq!(ids(&db, None, None, 1_000).await, ["young"]);
}
