//! The final statistics of libFuzzer, as a table of all runs.

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    target: String,
    executions: u64,
    a_second: u64,
    corpus: usize,
    pub(super) crashed: bool,
}

impl Row {
    pub(super) fn read(target: &str, log: &str, corpus: usize, crashed: bool) -> Self {
        let executions = figure(log, "stat::number_of_executed_units:");
        let a_second = figure(log, "stat::average_exec_per_sec:");
        Self { target: target.to_owned(), executions, a_second, corpus, crashed }
    }
}

fn figure(log: &str, name: &str) -> u64 {
    let figure = log.lines().rev().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    figure.unwrap_or_default()
}

pub(super) fn table(rows: &[Row]) -> String {
    let head =
        format!("{:<16} {:>12} {:>12} {:>8} {:>8}", "target", "executions", "a second", "corpus", "crashes");
    let lines = rows.iter().map(|row| {
        let Row { target, executions, a_second, corpus, crashed } = row;
        format!("{target:<16} {executions:>12} {a_second:>12} {corpus:>8} {:>8}", u8::from(*crashed))
    });
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_those_of_libfuzzer() {
        let log =
            "#12 DONE\nstat::number_of_executed_units: 8123456\nstat::average_exec_per_sec:     133171\n";
        let row = Row::read("path", log, 44, false);
        assert_eq!((row.executions, row.a_second), (8_123_456, 133_171));
        let table = table(&[row, Row::read("query", "it ended at once", 2, true)]);
        assert!(table.contains("path                  8123456       133171       44        0"), "{table}");
        assert!(table.contains("query                       0            0        2        1"), "{table}");
    }
}
