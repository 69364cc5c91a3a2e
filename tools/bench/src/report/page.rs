//! The figures as a page that a person reads.

use super::row::{Goal, Row};
use super::{Durability, Machine, Part};
use crate::measure::Interval;

const HEAD: &str = "\
# Benchmarks

Written by `cargo xtask bench`, with the same figures in [benchmarks.json](benchmarks.json). A figure is never asserted in a test.

How to read it: on a machine that others use too, a rate alone means little. So each path is measured beside its floor, what this machine can
do at all, in turn within the same minute: rounds of a few seconds, the first one dropped. **ratio** is the median of ours to the median of
the floor, with the bounds between which 95 % of resampled rounds lie; a goal is met only if the whole interval meets it. **CPU** is user and
system time of each process for one operation. Generator, services and engines share the processors. After each path that holds or sells,
the books of all services are compared and every seat was given to one buyer, or the path has no numbers.
";

pub(super) fn written<'p>(
    machine: &Machine,
    durability: &Durability,
    parts: impl Iterator<Item = (&'p str, &'p Part)>,
) -> String {
    let mut text = format!("{HEAD}\n{machine}\n{durability}");
    for (path, part) in parts {
        text.push('\n');
        text += &self::part(path, part);
    }
    text
}

pub(super) fn part(path: &str, part: &Part) -> String {
    let mut text = format!("## {path}\n\n");
    if let Some(failure) = &part.failure {
        text += &format!("No numbers: this run failed. {}\n", failure.lines().next().unwrap_or_default());
    } else {
        text += &format!("{}\n\n", part.about);
        text += "| what | floor | ours | ratio | goal | CPU µs for each |\n|---|---|---|---|---|---|\n";
        part.rows.iter().for_each(|row| text += &line(row));
    }
    if !part.notes.is_empty() {
        text.push('\n');
        part.notes.iter().for_each(|note| text += &format!("- {note}\n"));
    }
    let [foreign, stolen] = [part.foreign, part.stolen].map(|share| share * 100.0);
    text += &format!(
        "\nMeasured {}. In the worst take {foreign:.0} % of the processors went to processes that are no part of this, and {stolen:.0} % to \
         other machines.\n",
        part.measured
    );
    text
}

fn line(row: &Row) -> String {
    let Row { what, floor, ours, unit, ratio, goal, is_met, cpu_us, also } = row;
    let floor = floor
        .as_ref()
        .map_or(String::new(), |floor| format!("{} {}", floor.name, figure(floor.middle, unit)));
    let mut measured = figure(ours.middle, unit);
    if ratio.is_none() && ours.low < ours.high {
        measured += &format!(" [{}, {}]", rounded(ours.low), rounded(ours.high));
    }
    if !also.is_empty() {
        measured += &format!("; {also}");
    }
    let goal = goal.map_or(String::new(), |goal| {
        let of_what = if ratio.is_some() { "" } else { unit };
        format!("{}: {}", wanted(goal, of_what), if *is_met == Some(true) { "met" } else { "not met" })
    });
    let cpu: Vec<String> = cpu_us
        .iter()
        .filter(|(_, spent)| **spent >= 0.05)
        .map(|(tier, spent)| format!("{tier} {}", rounded(*spent)))
        .collect();
    let ratio = ratio.map_or(String::new(), interval);
    format!("| {what} | {floor} | {measured} | {ratio} | {goal} | {} |\n", cpu.join(", "))
}

fn interval(Interval { middle, low, high }: Interval) -> String {
    let [middle, low, high] = [middle, low, high].map(|ratio| match ratio < 0.1 {
        true => format!("{ratio:.4}"),
        false => rounded(ratio),
    });
    if low == high { middle } else { format!("{middle} [{low}, {high}]") }
}

fn wanted(goal: Goal, unit: &str) -> String {
    match goal {
        Goal::AtLeast(least) => format!(">= {}", figure(least, unit)),
        Goal::AtMost(most) => format!("<= {}", figure(most, unit)),
    }
}

/// `12,345/s`, `0.31 ms`.
fn figure(value: f64, unit: &str) -> String {
    let space = if unit.is_empty() || unit.starts_with('/') { "" } else { " " };
    format!("{}{space}{unit}", rounded(value))
}

/// Three digits or more, and none that mean nothing.
pub(super) fn rounded(value: f64) -> String {
    match value.abs() {
        small if small < 10.0 => format!("{value:.2}"),
        middling if middling < 100.0 => format!("{value:.1}"),
        _ => grouped(&format!("{value:.0}")),
    }
}

/// Digits by the thousand.
pub(super) fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0
            && (digits.len() - at).is_multiple_of(3)
            && digit.is_ascii_digit()
            && !grouped.ends_with('-')
        {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_as_a_sentence_would() {
        let row = Row::new("distinct seats", &[1_234_567.0, 1_234_567.0], "/s")
            .over(&[6.0, 6.0], "hello", &[12.0, 12.0])
            .goal(Goal::AtLeast(0.6))
            .also("p50 0.31 ms")
            .cpu([("redis".to_owned(), 4.62), ("mysql".to_owned(), 0.01)].into());
        assert_eq!(
            line(&row),
            "| distinct seats | hello 12.0/s | 1,234,567/s; p50 0.31 ms | 0.50 | >= 0.60: not met | redis 4.62 |\n"
        );
    }

    #[test]
    fn figures_have_as_many_digits_as_they_deserve() {
        let figures = [0.314, 31.4, 314.0, 3_140.0, 314_000.0, -1_000.0].map(rounded);
        assert_eq!(figures, ["0.31", "31.4", "314", "3,140", "314,000", "-1,000"]);
    }
}
