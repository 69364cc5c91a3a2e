//! What the replica of a Redis has.

use engines::RedisAddress;
use testkit::eventually;

use crate::outages::SOON;

/// Waits until a replica has all that was written so far, by any connection. `WAIT` asks only about what its own connection has written, which is nothing.
pub(crate) async fn replicated(primary: RedisAddress) {
    eventually("the replica has everything", SOON, async || has_all(primary).then_some(())).await;
}

fn has_all(primary: RedisAddress) -> bool {
    let info = primary.run(&["INFO", "replication"]).unwrap();
    let lines = || info.lines().map(str::trim);
    let written = lines().find_map(|line| line.strip_prefix("master_repl_offset:")).unwrap();
    let has = format!("offset={written}");
    lines().any(|line| line.starts_with("slave") && line.split(',').any(|fact| fact == has))
}
