//! A server that takes short messages only.

use engines::MariaDb;
use sql::{Insert, OnDuplicate, ServerConfig, Update, query};

use crate::connect;

const PACKET: usize = 64 * 1024;
const ROWS: i64 = 256;
const INSERT: Insert<3> = Insert::into("saga", ["id", "version", "state"]);
const MOVE: Update<2, 2> = Update::of("saga", ["version", "state"], ["id", "version"]);

/// All rows together are many times as long as a message.
fn text(id: i64) -> String {
    format!("{id:0>1000}")
}

#[tokio::test]
async fn many_rows_are_split_as_the_server_says_when_it_is_connected_to() {
    let server = MariaDb::start().unwrap();
    server.address().run(&format!("SET GLOBAL max_allowed_packet = {PACKET}")).unwrap();
    let db = connect(&ServerConfig::for_url(&server.address().database()).unwrap()).await;

    let mut tx = db.begin().await.unwrap();
    // What waits already shares the message.
    query("INSERT INTO note (text) VALUES (?)").bind("first").pipelined(OnDuplicate::Error, &mut tx).unwrap();
    let rows = (1..=ROWS).map(|id| [id.into(), 1_i64.into(), text(id).into()]);
    INSERT.pipelined(rows.collect(), OnDuplicate::Error, &mut tx).await.unwrap();
    let rows = (1..=ROWS).map(|id| ([2_i64.into(), text(id + 1).into()], [id.into(), 1_i64.into()]));
    assert_eq!(MOVE.execute(rows.collect(), &mut tx).await.unwrap(), ROWS.unsigned_abs());
    tx.commit().await.unwrap();

    let all = query("SELECT id, version, state FROM saga ORDER BY id");
    let sagas: Vec<(i64, i64, String)> = all.fetch_all(&mut db.reader().await.unwrap()).await.unwrap();
    assert_eq!(sagas, (1..=ROWS).map(|id| (id, 2, text(id + 1))).collect::<Vec<_>>());
}
