//! Two units of work that want the same rows.

use std::time::Duration;

use primitives::{MessageId, Timestamp};
use sql::{DbError, ServerConfig, inbox};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{SOON, commit, config, connect, limited, notes, write};

fn impatient() -> ServerConfig {
    limited(config(), |limits| limits.lock_within = Duration::from_secs(1))
}

async fn rename(tx: &mut sql::Transaction, from: &str, to: &str) -> Result<u64, DbError> {
    sql::query("UPDATE note SET text = ? WHERE text = ?").bind(to).bind(from).execute(tx).await
}

#[tokio::test]
async fn one_of_two_that_wait_for_each_other_is_undone_and_may_try_again() {
    let db = connect(&config()).await;
    commit(&db, &["a", "b"]).await.unwrap();
    let (mut one, mut other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    write(&mut one, "of one").await.unwrap();
    write(&mut other, "of the other").await.unwrap();
    rename(&mut one, "a", "a1").await.unwrap();
    rename(&mut other, "b", "b2").await.unwrap();
    let (in_one, in_other) = tokio::join!(rename(&mut one, "b", "b1"), rename(&mut other, "a", "a2"));
    let (undone, kept, kept_note) = match (in_one, in_other) {
        (Err(error), Ok(_)) if error.is_contended() => (one, other, "of the other"),
        (Ok(_), Err(error)) if error.is_contended() => (other, one, "of one"),
        both => panic!("{both:?}"),
    };
    // What came after would be on its own, so it is refused; and so is the commit.
    let mut undone = undone;
    assert!(write(&mut undone, "later").await.unwrap_err().is_contended());
    assert!(undone.commit().await.unwrap_err().is_contended());
    kept.commit().await.unwrap();
    let notes = notes(&db).await;
    assert!(notes.contains(&kept_note.to_owned()) && notes.len() == 3, "{notes:?}");
    commit(&db, &["again"]).await.unwrap();
}

#[tokio::test]
async fn a_row_that_somebody_keeps_is_not_waited_for_without_end() {
    let db = connect(&impatient()).await;
    commit(&db, &["a"]).await.unwrap();
    let mut keeps = db.begin().await.unwrap();
    rename(&mut keeps, "a", "b").await.unwrap();
    let mut waits = db.begin().await.unwrap();
    let refused = timeout(SOON, rename(&mut waits, "a", "c")).await.unwrap();
    assert!(refused.unwrap_err().is_contended());
    drop(waits);
    keeps.commit().await.unwrap();
    assert_eq!(notes(&db).await, ["b"]);
}

#[tokio::test]
async fn what_is_dropped_gives_its_rows_to_whoever_waits() {
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
async fn a_message_that_two_work_on_is_first_for_the_one_that_commits() {
    let db = connect(&config()).await;
    let (message, now) = (MessageId::from_uuid(Uuid::from_u128(1)), Timestamp::from_micros(1));
    for (commits, second_is_first) in [(false, true), (true, false)] {
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
        assert_eq!(second.unwrap(), second_is_first, "commits: {commits}");
    }
}

#[tokio::test]
async fn whoever_gives_up_anywhere_leaves_all_or_nothing() {
    let db = connect(&config()).await;
    for polls in 0..40 {
        let pair = async {
            let mut tx = db.begin().await?;
            for half in ["left", "right"] {
                write(&mut tx, &format!("{half} {polls}")).await?;
            }
            tx.commit().await
        };
        let gave_up = give_up_after(polls, pair).await;
        timeout(SOON, commit(&db, &[&format!("next {polls}")])).await.unwrap().unwrap();
        // A commit that nobody waited for may be on its way still; a row of it would be waited for.
        let halves = async {
            let notes = notes(&db).await;
            ["left", "right"].map(|half| notes.contains(&format!("{half} {polls}")))
        };
        let halves = halves.await;
        assert_eq!(halves[0], halves[1], "half of a unit of work after {polls} polls");
        assert!(gave_up || halves[0], "an acknowledged unit of work is gone after {polls} polls");
    }
}

/// Gives up on a unit of work after `polls` steps, wherever it is by then.
async fn give_up_after(polls: u32, work: impl Future<Output = Result<(), DbError>>) -> bool {
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
