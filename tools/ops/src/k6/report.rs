//! The one summary of a run: k6's limits, its count beside the ledger, and the promises.

use anyhow::ensure;
use engines::Stopwatch;

use super::books::Books;
use super::measured::{Contains, Limit, Measured};
use super::script::Script;
use super::subject::Subject;

pub(super) struct Report<'r> {
    pub(super) script: &'r Script,
    pub(super) subject: &'r Subject,
    pub(super) measured: &'r Measured,
    pub(super) before: &'r Books,
    pub(super) after: &'r Books,
    pub(super) took: Stopwatch,
}

impl Report<'_> {
    /// An error where anything is broken.
    pub(super) fn print(&self) -> anyhow::Result<()> {
        let Self { script, subject, took, .. } = self;
        println!("\n{} ({}) on {}, {took}", script.name, script.profile, subject.name());
        let mut is_sound = true;
        for (is_kept, row) in self.rows() {
            println!("  {:<7} {row}", if is_kept { "ok" } else { "BROKEN" });
            is_sound &= is_kept;
        }
        if !self.after.is_sound {
            println!("{}", self.after.table.trim_end());
        }
        ensure!(is_sound, "{}: not everything is as it should be", script.name);
        Ok(())
    }

    fn rows(&self) -> Vec<(bool, String)> {
        let limits = self.measured.limits().filter(|limit| !limit.is_kept || !limit.is_guard());
        let mut rows: Vec<_> = limits.map(|limit| (limit.is_kept, limit_row(&limit))).collect();
        let sold = self.after.ledger_rows.saturating_sub(self.before.ledger_rows);
        let (won, unknown) = (self.measured.seats_won(), self.measured.orders_unknown());
        let row =
            format!("{:<36} {sold} more, and k6 counts {won} won, {unknown} unknown", "rows of the ledger");
        rows.push((agrees(sold, won, unknown, self.subject.is_ours()), row));
        rows.push((self.after.is_sound, "every promise (holdfast verify)".to_owned()));
        rows
    }
}

/// An order without a known outcome may have been sold. Where other people buy as well, there may be more rows than k6's buyers won.
fn agrees(sold: u64, won: u64, unknown: u64, is_alone: bool) -> bool {
    won <= sold && (sold <= won + unknown || !is_alone)
}

fn limit_row(Limit { metric, limit, value, contains, .. }: &Limit<'_>) -> String {
    let value = match contains {
        Contains::Time => format!("{value:.1} ms"),
        Contains::Other if value.fract() == 0.0 => format!("{value:.0}"),
        Contains::Other => format!("{value:.4}"),
    };
    format!("{metric:<20} {limit:<15} {value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledger_has_what_the_buyers_won_and_at_most_what_they_do_not_know() {
        assert!(agrees(100, 100, 0, true));
        assert!(agrees(101, 100, 1, true));
        assert!(!agrees(99, 100, 5, true), "a buyer was promised a seat that was not sold");
        assert!(!agrees(102, 100, 1, true), "a seat was sold to no buyer");
        assert!(agrees(102, 100, 1, false), "other people buy there too");
    }
}
