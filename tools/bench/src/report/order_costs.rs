//! Where the processor time of an order goes, as a table of docs/PERFORMANCE.md: from the rows of the sale, and never by hand.

use std::collections::BTreeSet;

use anyhow::Context;

use super::Part;
use super::page::rounded;
use super::row::Row;

const BEGIN: &str =
    "<!-- where an order's processor time goes: written by `cargo xtask bench sold-out` -->\n";
const END: &str = "<!-- end of it -->";
/// It is no part of what an order costs.
const GENERATOR: &str = "generator";

/// The page with the table of this sale in place of an earlier one.
pub(super) fn inserted(page: &str, sale: &Part) -> anyhow::Result<String> {
    let (before, rest) = page.split_once(BEGIN).context("the page has no place for the costs of an order")?;
    let (_, after) = rest.split_once(END).context("the place for the costs of an order has no end")?;
    Ok(format!("{before}{BEGIN}{}{END}{after}", table(sale)))
}

/// In milliseconds, the dearest process of the last row first.
fn table(sale: &Part) -> String {
    let names: BTreeSet<&str> =
        sale.rows.iter().flat_map(|row| row.cpu_us.keys()).map(String::as_str).collect();
    let mut names: Vec<&str> = names.into_iter().filter(|name| *name != GENERATOR).collect();
    let of = |row: &Row, name: &str| row.cpu_us.get(name).copied().unwrap_or_default();
    let last = |name: &str| sale.rows.last().map_or(0.0, |row| of(row, name));
    names.sort_by(|one, other| last(other).total_cmp(&last(one)));
    let line = |name: &str, cells: Vec<String>| format!("| {name} | {} |\n", cells.join(" | "));
    let mut table = line("process", sale.rows.iter().map(subject).collect());
    table += &format!("|---|{}\n", "---|".repeat(sale.rows.len()));
    for name in &names {
        table += &line(name, sale.rows.iter().map(|row| cost(of(row, name), total(row))).collect());
    }
    table +=
        &line("all", sale.rows.iter().map(|row| format!("{} ms", rounded(total(row) / 1_000.0))).collect());
    table + &format!("\nMeasured {}.\n", sale.measured)
}

/// What the row is about: it is named behind its last comma.
fn subject(row: &Row) -> String {
    row.what.rsplit(", ").next().unwrap_or_default().to_owned()
}

fn total(row: &Row) -> f64 {
    row.cpu_us.iter().filter(|(name, _)| *name != GENERATOR).map(|(_, spent)| spent).sum()
}

fn cost(spent: f64, total: f64) -> String {
    if spent == 0.0 {
        return "-".to_owned();
    }
    format!("{} ms, {:.0} %", rounded(spent / 1_000.0), spent / total.max(f64::MIN_POSITIVE) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(what: &str, spent: &[(&str, f64)]) -> Row {
        let spent = spent.iter().map(|(name, spent)| ((*name).to_owned(), *spent));
        Row::single(what, 100.0, "/s").cpu(spent.collect())
    }

    #[test]
    fn the_table_says_which_process_has_which_share() {
        let mut sale = Part::about("a sale");
        sale.measured = "now".to_owned();
        sale.add(row("orders, sold out, one process", &[("generator", 99.0), ("holdfast", 2_300.0)]));
        sale.add(row("orders, sold out, the real stack", &[("order", 1_000.0), ("mysql", 3_000.0)]));
        let page = format!("a\n{BEGIN}old\n{END}\nz\n");
        let table = "| process | one process | the real stack |\n|---|---|---|\n| mysql | - | 3.00 ms, 75 % |\n\
                     | order | - | 1.00 ms, 25 % |\n| holdfast | 2.30 ms, 100 % | - |\n| all | 2.30 ms | 4.00 ms |\n\n\
                     Measured now.\n";
        assert_eq!(inserted(&page, &sale).unwrap(), format!("a\n{BEGIN}{table}{END}\nz\n"));
    }

    #[test]
    fn the_page_has_a_place_for_it() {
        let page = std::fs::read_to_string(engines::repository_folder().join("docs/PERFORMANCE.md")).unwrap();
        inserted(&page, &Part::default()).unwrap();
    }
}
