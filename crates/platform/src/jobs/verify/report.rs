//! What a check has found, as a table.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use contracts::api::order::{BreachBody, VerifiedBody};

const PROMISES: [(&str, &str); 20] = [
    ("I1", "no seat is sold twice"),
    ("I2", "what is sold is what the ledger says, and what was confirmed"),
    ("I3", "every accepted order ends"),
    ("I4", "money is taken for what is sold, and for nothing else"),
    ("I5", "what has lapsed is free"),
    ("I6", "the seats of an order under way belong to no other buyer"),
    ("I7", "the map that people see is the seat store's"),
    ("I8", "messages leave in their order, none is left out"),
    ("I9", "a key has one order"),
    ("I10", "a line calls in its order"),
    ("I11", "no more are called or in a sale than may be"),
    ("I12", "a visitor is in a sale once"),
    ("I13", "behind a line only those hold who were admitted"),
    ("I14", "the line that visitors see is the line store's"),
    ("I15", "the order of an opening follows from what was published"),
    ("I16", "every admission ends"),
    ("I17", "free, held, pinned and sold units are all there are"),
    ("I18", "a buyer has bought no more than the limit"),
    ("I19", "the last message about stock is the seat store's"),
    ("I21", "no hold leaves a seat single that may not be"),
];
/// However many there are: these show where to look.
const SHOWN_MAX: usize = 50;

#[derive(Debug, Default)]
pub(super) struct Report {
    lines: BTreeMap<String, Line>,
    breaches: Vec<BreachBody>,
    pages: u64,
}

#[derive(Debug, Default)]
struct Line {
    checked: u64,
    violations: u64,
    took: Duration,
}

impl Report {
    pub(super) fn add(&mut self, page: VerifiedBody) {
        self.pages += 1;
        for checked in page.checked {
            let line = self.lines.entry(checked.invariant).or_default();
            line.checked += checked.count;
            line.took += Duration::from_micros(page.took_us);
        }
        for breach in page.breaches {
            self.lines.entry(breach.invariant.clone()).or_default().violations += 1;
            if self.breaches.len() < SHOWN_MAX {
                self.breaches.push(breach);
            }
        }
    }

    pub(super) fn violations(&self) -> u64 {
        self.lines.values().map(|line| line.violations).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<5}{:<61}{:>10}{:>12}{:>10}", "", "promise", "checked", "violations", "ms")?;
        for (id, promise) in PROMISES {
            match self.lines.get(id) {
                Some(Line { checked, violations, took }) => {
                    let ms = took.as_millis();
                    writeln!(f, "{id:<5}{promise:<61}{checked:>10}{violations:>12}{ms:>10}")?;
                }
                None => writeln!(f, "{id:<5}{promise:<61}{:>10}", "not looked")?,
            }
        }
        for breach in &self.breaches {
            write!(f, "\n{} broken: {}", breach.invariant, breach.what)?;
            if let Some(event) = breach.event_id {
                write!(f, ", event {event}")?;
            }
            if let Some(order) = breach.order_id {
                write!(f, ", order {order}")?;
            }
            if let Some(seat) = breach.seat_id {
                write!(f, ", seat {seat}")?;
            }
        }
        let not_shown = self.violations().saturating_sub(self.breaches.len() as u64);
        if not_shown > 0 {
            write!(f, "\nand {not_shown} more")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use contracts::api::order::CheckedBody;

    use super::*;

    #[test]
    fn a_broken_promise_names_the_order_and_the_seat() {
        let order_id = uuid::Uuid::from_u128(7);
        let mut report = Report::default();
        let checked = |invariant: &str| CheckedBody { invariant: invariant.to_owned(), count: 3 };
        let breach = BreachBody {
            invariant: "I2".to_owned(),
            event_id: Some(4),
            order_id: Some(order_id),
            seat_id: Some(12),
            what: "sold and not in the ledger".to_owned(),
        };
        report.add(VerifiedBody { next: None, checked: vec![checked("I1")], breaches: vec![], took_us: 10 });
        assert_eq!(report.violations(), 0);
        report.add(VerifiedBody {
            next: None,
            checked: vec![checked("I2")],
            breaches: vec![breach; 60],
            took_us: 2_000,
        });
        assert_eq!(report.violations(), 60);
        let text = report.to_string();
        let named = format!("I2 broken: sold and not in the ledger, event 4, order {order_id}, seat 12");
        assert_eq!(text.matches(&named).count(), SHOWN_MAX, "{text}");
        assert!(text.ends_with("and 10 more"), "{text}");
        assert!(text.contains("not looked"), "{text}");
    }
}
