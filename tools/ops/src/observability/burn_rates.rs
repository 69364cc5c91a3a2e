//! Rules of Prometheus from the objectives: how fast each budget burns, and when that wakes a person.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use anyhow::{Context, ensure};

use super::objectives::{FILE, Objective, Objectives};
use crate::repository;

pub(super) const RULES: &str = "infra/prometheus/rules/slo.yml";
const RUNBOOK: &str = "https://github.com/example/holdfast/blob/main/docs/RUNBOOK.md";

/// A burn of so many budgets at once is an alert when two windows agree: the long one that it matters, the short one that it goes on.
struct Burn {
    alert: &'static str,
    windows: (&'static str, &'static str),
    factor: f64,
    severity: &'static str,
    /// A sale is over in minutes, before a window of an hour has noticed anything.
    only_in_sale: bool,
}

/// For a budget of 30 days: 14.4 burn 2% of it in an hour, 6 burn 5% in six, 3 burn 10% in a day, 1 burns it in 30.
const BURNS: [Burn; 5] = [
    Burn {
        alert: "BudgetBurnsInSale",
        windows: ("30s", "2m"),
        factor: 20.0,
        severity: "page",
        only_in_sale: true,
    },
    Burn {
        alert: "BudgetBurnsFast",
        windows: ("5m", "1h"),
        factor: 14.4,
        severity: "page",
        only_in_sale: false,
    },
    Burn { alert: "BudgetBurns", windows: ("30m", "6h"), factor: 6.0, severity: "page", only_in_sale: false },
    Burn {
        alert: "BudgetBurnsSlowly",
        windows: ("2h", "1d"),
        factor: 3.0,
        severity: "ticket",
        only_in_sale: false,
    },
    Burn {
        alert: "BudgetIsUsedUp",
        windows: ("6h", "3d"),
        factor: 1.0,
        severity: "ticket",
        only_in_sale: false,
    },
];
/// A large budget can burn no faster than everything being bad.
const SHARE_MAX: f64 = 0.5;

/// Writes the rules of the objectives.
pub(crate) fn write() -> anyhow::Result<()> {
    fs::write(repository::root().join(RULES), rules(&Objectives::read()?)?).context(RULES)?;
    println!("  {RULES}");
    Ok(())
}

pub(super) fn compare() -> anyhow::Result<()> {
    let is_current = repository::read(RULES)? == rules(&Objectives::read()?)?;
    ensure!(is_current, "{RULES} is not what {FILE} says: cargo xtask helm --write");
    Ok(())
}

/// All in one group, so that an alert sees the recordings of its own turn.
fn rules(objectives: &Objectives) -> anyhow::Result<String> {
    let mut text = format!("# Made of {FILE} by `cargo xtask helm --write`.\ngroups:\n");
    text.push_str("  - name: holdfast-objectives\n    rules:\n");
    let sale = ["holdfast:sale_open", &objectives.sale_open];
    writeln!(text, "      - record: {}\n        expr: {}", sale[0], sale[1])?;
    for objective in &objectives.objectives {
        let windows = if objective.alert.is_some() { BTreeSet::from(["5m"]) } else { windows() };
        for window in windows {
            text.push_str(&recording(objective, window));
        }
        write!(
            text,
            "      - record: holdfast:slo_budget:ratio\n        expr: vector({:.4})\n        labels: {{objective: {}}}\n",
            objective.budget(),
            objective.name
        )?;
    }
    for burn in BURNS {
        for objective in objectives.with_budget() {
            text.push_str(&alert(&burn, objective));
        }
    }
    Ok(text)
}

fn windows() -> BTreeSet<&'static str> {
    BURNS.iter().flat_map(|burn| [burn.windows.0, burn.windows.1]).collect()
}

fn recording(objective: &Objective, window: &str) -> String {
    format!(
        "      - record: holdfast:slo_bad:ratio{window}
        expr: {} / {}
        labels: {{objective: {}}}
",
        objective.bad(window),
        objective.total(window),
        objective.name
    )
}

fn alert(burn: &Burn, objective: &Objective) -> String {
    let (short, long) = burn.windows;
    let threshold = (burn.factor * objective.budget()).min(SHARE_MAX);
    let over = |window: &str| {
        format!("holdfast:slo_bad:ratio{window}{{objective=\"{}\"}} > {threshold:.4}", objective.name)
    };
    let in_sale = if burn.only_in_sale { "\n            and on() holdfast:sale_open" } else { "" };
    format!(
        "      - alert: {}
        expr: |
          {}
            and {}{in_sale}
        labels: {{severity: {}, objective: {}}}
        annotations:
          summary: \"{{{{ $value | humanizePercentage }}}} is against the promise: {}\"
          runbook_url: {RUNBOOK}#{}
",
        burn.alert,
        over(short),
        over(long),
        burn.severity,
        objective.name,
        objective.promise,
        objective.runbook
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objectives(percent: f64) -> Objectives {
        Objectives::parse(&format!(
            "sale_open: s\nobjectives: [{{name: a, promise: b, percent: {percent}, bad: x, total: y, floor: 1, runbook: r}}]"
        ))
        .unwrap()
    }

    #[test]
    fn both_windows_have_to_burn_and_a_share_stays_possible() {
        let text = rules(&objectives(99.9)).unwrap();
        assert!(text.contains("ratio5m{objective=\"a\"} > 0.0144\n            and holdfast:slo_bad:ratio1h{objective=\"a\"} > 0.0144\n"));
        assert!(
            text.contains("ratio2m{objective=\"a\"} > 0.0200\n            and on() holdfast:sale_open\n")
        );
        let wide = rules(&objectives(95.0)).unwrap();
        assert!(
            wide.contains("ratio30s{objective=\"a\"} > 0.5000"),
            "twenty times 5% is everything, which never comes"
        );
    }
}
