//! Whether the server keeps what it has acknowledged.

use super::connection::MySqlConnection;
use crate::error::DbError;
use crate::statement::query;

/// One sentence for each setting by which a power cut may take committed work. Such a server is used all the same: whether that is
/// acceptable is for its operator to decide, who has to know of it.
pub(super) async fn risks(connection: &mut MySqlConnection) -> Result<Vec<String>, DbError> {
    let settings = query(
        "SELECT CAST(@@GLOBAL.innodb_flush_log_at_trx_commit AS SIGNED), CAST(@@GLOBAL.log_bin AS SIGNED), \
         CAST(@@GLOBAL.sync_binlog AS SIGNED)",
    );
    let (flush, binlog, sync): (i64, i64, i64) = connection.fetch_one(settings).await?;
    let mut risks = Vec::new();
    if flush != 1 {
        risks.push(format!(
            "innodb_flush_log_at_trx_commit is {flush}: only with 1 does a commit survive a power cut"
        ));
    }
    if binlog != 0 && sync != 1 {
        risks.push(format!(
            "sync_binlog is {sync}: only with 1 does the binary log agree with the data after one"
        ));
    }
    Ok(risks)
}
