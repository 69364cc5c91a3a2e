//! A process that is killed while it commits. The test starts its own binary again as the process that is killed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::{database, database_in, notes, write};

/// A process that finds this file where it is started is a child.
const CHILD: &str = "this-is-a-child";
const WRITERS: usize = 8;

/// Without that file there is nothing to do.
#[tokio::test(flavor = "multi_thread")]
async fn the_child_commits_until_it_is_killed() {
    if !Path::new(CHILD).exists() {
        return;
    }
    let db = database_in(Path::new(".")).await;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let db = db.clone();
        writers.spawn(async move {
            for number in 0_u32.. {
                let text = format!("{}-{writer}-{number}", std::process::id());
                let mut tx = db.begin().await.unwrap();
                write(&mut tx, &text).await.unwrap();
                write(&mut tx, &format!("{text}-too")).await.unwrap();
                tx.commit().await.unwrap();
                println!("\nacknowledged {text}");
            }
        });
    }
    writers.join_all().await;
}

#[tokio::test]
async fn a_killed_process_has_lost_nothing_that_it_acknowledged() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(CHILD), "").unwrap();
    let mut acknowledged = Vec::new();
    for life in 1..=3_usize {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::the_child_commits_until_it_is_killed", "--nocapture"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let acknowledgements =
            lines.filter_map(|line| line.unwrap().strip_prefix("acknowledged ").map(str::to_owned));
        let before = acknowledged.len();
        acknowledged.extend(acknowledgements.take(200 * life));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(acknowledged.len() - before, 200 * life, "the child ended by itself");

        let db = database(&folder).await;
        let notes = notes(&db).await;
        for text in &acknowledged {
            let halves = [notes.contains(text), notes.contains(&format!("{text}-too"))];
            assert_eq!(halves, [true, true], "{text} is lost");
        }
        db.close().await.unwrap();
    }
}
