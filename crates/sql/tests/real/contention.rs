//! Two transactions that want the same rows.

use std::time::Duration;

use primitives::{MessageId, Timestamp};
use sql::{DbError, ServerConfig, inbox};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{SOON, commit, config, connect, limited, notes, write};

fn with_short_lock_timeout() -> ServerConfig {
    limited(config(), |limits| limits.lock_within = Duration::from_secs(1))
}

async fn rename(tx: &mut sql::Transaction, from: &str, to: &str) -> Result<u64, DbError> {
    sql::query("UPDATE note SET text = ? WHERE text = ?").bind(to).bind(from).execute(tx).await
}

#[tokio::test]
async fn one_of_two_in_a_deadlock_is_rolled_back_and_may_retry() {
    let db = connect(&config()).await;
    commit(&db, &["a", "b"]).await.unwrap();
    let (mut one, mut other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    write(&mut one, "of one").await.unwrap();
    write(&mut other, "of the other").await.unwrap();
    rename(&mut one, "a", "a1").await.unwrap();
    rename(&mut other, "b", "b2").await.unwrap();
    let (in_one, in_other) = tokio::join!(rename(&mut one, "b", "b1"), rename(&mut other, "a", "a2"));
    let (rolled_back, kept, kept_note) = match (in_one, in_other) {
        (Err(error), Ok(_)) if error.is_contended() => (one, other, "of the other"),
        (Ok(_), Err(error)) if error.is_contended() => (other, one, "of one"),
        both => panic!("{both:?}"),
    };
    // What came after would be a transaction of its own, so it is refused; and so is the commit.
    let mut rolled_back = rolled_back;
    assert!(write(&mut rolled_back, "later").await.unwrap_err().is_contended());
    assert!(rolled_back.commit().await.unwrap_err().is_contended());
    kept.commit().await.unwrap();
    let notes = notes(&db).await;
    assert!(notes.contains(&kept_note.to_owned()) && notes.len() == 3, "{notes:?}");
    commit(&db, &["again"]).await.unwrap();
}

#[tokio::test]
async fn waiting_for_a_locked_row_has_a_limit() {
    let db = connect(&with_short_lock_timeout()).await;
    commit(&db, &["a"]).await.unwrap();
    let mut holder = db.begin().await.unwrap();
    rename(&mut holder, "a", "b").await.unwrap();
    let mut waits = db.begin().await.unwrap();
    let refused = timeout(SOON, rename(&mut waits, "a", "c")).await.unwrap();
    assert!(refused.unwrap_err().is_contended());
    drop(waits);
    holder.commit().await.unwrap();
    assert_eq!(notes(&db).await, ["b"]);
}

#[tokio::test]
async fn a_dropped_transaction_releases_its_rows_at_once() {
    let db = connect(&config()).await;
    commit(&db, &["a"]).await.unwrap();
    for round in 0..20 {
        let mut drops = db.begin().await.unwrap();
        rename(&mut drops, "a", "never").await.unwrap();
        let mut waits = db.begin().await.unwrap();
        let renamed = async {
            let done = rename(&mut waits, "a", "a").await;
            waits.commit().await.unwrap();
            done
        };
        let dropped = async {
            tokio::task::yield_now().await;
            drop(drops);
        };
        let (renamed, ()) = tokio::join!(renamed, dropped);
        assert_eq!(renamed.unwrap(), 1, "round {round}");
    }
    assert_eq!(notes(&db).await, ["a"]);
}

#[tokio::test]
async fn a_message_that_two_process_at_once_is_new_only_to_the_one_that_commits() {
    let db = connect(&config()).await;
    let (message, now) = (MessageId::from_uuid(Uuid::from_u128(1)), Timestamp::from_micros(1));
    for (commits, is_new_to_second) in [(false, true), (true, false)] {
        let (mut one, mut other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
        assert!(inbox::mark_processed(&mut one, "order", message, now).await.unwrap());
        let ends = async {
            if commits {
                one.commit().await.unwrap();
            } else {
                drop(one);
            }
        };
        let (second, ()) = tokio::join!(inbox::mark_processed(&mut other, "order", message, now), ends);
        assert_eq!(second.unwrap(), is_new_to_second, "commits: {commits}");
    }
}

#[tokio::test]
async fn a_transaction_cancelled_anywhere_leaves_all_or_nothing() {
    let db = connect(&config()).await;
    for polls in 0..40 {
        let pair = async {
            let mut tx = db.begin().await?;
            for half in ["left", "right"] {
                write(&mut tx, &format!("{half} {polls}")).await?;
            }
            tx.commit().await
        };
        let is_cancelled = cancel_after(polls, pair).await;
        timeout(SOON, commit(&db, &[&format!("next {polls}")])).await.unwrap().unwrap();
        // A commit whose caller went away may still be in progress; a row of it would be waited for.
        let halves = async {
            let notes = notes(&db).await;
            ["left", "right"].map(|half| notes.contains(&format!("{half} {polls}")))
        };
        let halves = halves.await;
        assert_eq!(halves[0], halves[1], "half of a transaction after {polls} polls");
        assert!(is_cancelled || halves[0], "an acknowledged transaction is gone after {polls} polls");
    }
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
