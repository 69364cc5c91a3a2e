//! The books of what was loaded, compared by the binary that operators use.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use engines::stack::SERVICE_SECRET_NAME;

/// The promise whose line counts the rows of the ledger.
const NO_DOUBLE_SALE: &str = "I1";

#[derive(Debug)]
pub(super) struct Books {
    /// Seats that are sold.
    pub(super) ledger_rows: u64,
    pub(super) is_sound: bool,
    /// For people: each promise, how much was checked against it, and what broke it.
    pub(super) table: String,
}

impl Books {
    /// An error where they could not be compared.
    pub(super) fn compare(holdfast: &Path, order_url: &str, secret: &str) -> anyhow::Result<Self> {
        let output = Command::new(holdfast)
            .args(["verify", "--order-url", order_url])
            .env(SERVICE_SECRET_NAME, secret)
            .output()
            .with_context(|| format!("cannot start {}", holdfast.display()))?;
        let table = String::from_utf8_lossy(&output.stdout).into_owned();
        let Some(ledger_rows) = checked(&table, NO_DOUBLE_SALE) else {
            bail!("the books cannot be compared: {}", String::from_utf8_lossy(&output.stderr).trim());
        };
        Ok(Self { ledger_rows, is_sound: output.status.success(), table })
    }
}

/// How much was checked against a promise: the first number that ends its line's sentence.
fn checked(table: &str, promise: &str) -> Option<u64> {
    let line = table.lines().find(|line| line.split_whitespace().next() == Some(promise))?;
    let mut columns = line.split_whitespace().rev();
    let (_took, _violations) = (columns.next()?, columns.next()?);
    columns.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "    promise            checked  violations        ms\n\
         I1  no seat is sold twice                225           0        14\n\
         I9  a key has one order                   75           0         0\n";

    #[test]
    fn the_ledger_is_counted_by_the_line_of_the_first_promise() {
        assert_eq!(checked(TABLE, NO_DOUBLE_SALE), Some(225));
        assert_eq!(checked("error: the books cannot be compared\n", NO_DOUBLE_SALE), None);
    }
}
