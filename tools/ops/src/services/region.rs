//! One pattern in a file, and the lines that follow from it.

use std::str::Lines;

use anyhow::{Context, ensure};
use contracts::services::{ServiceInfo, Store};

use super::words;

/// Before the comments of the languages that these files are written in.
const LEADERS: [&str; 3] = ["#", "--", "//"];
const KINDS: [(&str, IsAbout); 4] = [
    ("each service, by `cargo xtask services`:", |_, _| true),
    ("each service with a database, by `cargo xtask services`:", |service, _| {
        service.store == Store::Database
    }),
    ("each service with seats, by `cargo xtask services`:", |service, _| service.store == Store::Seats),
    ("each service that others call, by `cargo xtask services`:", |service, all| {
        all.iter().any(|other| other.calls.contains(&service.name))
    }),
];
/// Of a service, among all of them.
type IsAbout = fn(&ServiceInfo, &[ServiceInfo]) -> bool;
const END: &str = "end of services";
const OWN: &str = "its own:";

pub(super) struct Region<'t> {
    is_about: IsAbout,
    indent: &'t str,
    /// As they stand in the file.
    comments: Vec<&'t str>,
    /// Without what makes them comments.
    pattern: Vec<&'t str>,
    /// What was written for each service before.
    body: Vec<&'t str>,
    end: &'t str,
}

/// What is before each comment, and the services that the region is about.
fn beginning(words: &str) -> Option<(&'static str, IsAbout)> {
    LEADERS.into_iter().find_map(|leader| {
        let said = words.strip_prefix(leader)?.trim_start();
        KINDS.into_iter().find(|(kind, _)| *kind == said).map(|(_, is_about)| (leader, is_about))
    })
}

impl<'t> Region<'t> {
    /// Where `line` is the beginning of one, up to and with its end.
    pub(super) fn begin(line: &'t str, rest: &mut Lines<'t>) -> anyhow::Result<Option<Self>> {
        let words = line.trim_start();
        let Some((leader, is_about)) = beginning(words) else { return Ok(None) };
        let indent = line.strip_suffix(words).unwrap_or_default();
        let (mut comments, mut pattern, mut body) = (Vec::new(), Vec::new(), Vec::new());
        let is_end =
            |line: &str| line.trim_start().strip_prefix(leader).is_some_and(|said| said.trim() == END);
        let end = loop {
            let line = rest.next().with_context(|| format!("a list is not closed by `{leader} {END}`"))?;
            let said = line.trim_start().strip_prefix(leader).map_or("", str::trim_start);
            match said.strip_prefix('|') {
                _ if is_end(line) => break line,
                Some(said) if body.is_empty() => {
                    comments.push(line);
                    pattern.push(said.strip_prefix(' ').unwrap_or(said));
                }
                _ => body.push(line),
            }
        };
        ensure!(!pattern.is_empty(), "a list of services has no pattern");
        Ok(Some(Self { is_about, indent, comments, pattern, body, end }))
    }

    /// The pattern, what it is for each service, and the end.
    pub(super) fn lines(&self, services: &[ServiceInfo]) -> Vec<String> {
        let mut lines: Vec<String> = self.comments.iter().map(|line| (*line).to_owned()).collect();
        for service in services.iter().filter(|service| (self.is_about)(service, services)) {
            lines.extend(self.pattern.iter().map(|line| self.filled(line, service)));
            lines.extend(self.own(service).map(str::to_owned));
        }
        lines.push(self.end.to_owned());
        lines
    }

    fn filled(&self, pattern: &str, service: &ServiceInfo) -> String {
        format!("{}{}", self.indent, words::filled(pattern, service)).trim_end().to_owned()
    }

    /// What stands behind `its own:` of this service.
    fn own(&self, service: &ServiceInfo) -> impl Iterator<Item = &'t str> {
        let has_own = self.pattern.last().is_some_and(|line| line.ends_with(OWN));
        let first = self.pattern.first().map(|line| self.filled(line, service)).unwrap_or_default();
        let rest = self.body.iter().copied().skip_while(move |line| !has_own || *line != first);
        let own = rest.skip_while(|line| !line.ends_with(OWN)).skip(1);
        own.take_while(|line| !self.begins_a_service(line))
    }

    /// Whether the next block begins here.
    fn begins_a_service(&self, line: &str) -> bool {
        let before_the_name =
            self.pattern.first().and_then(|first| first.split("@name@").next()).unwrap_or_default();
        let name = line.strip_prefix(self.indent).and_then(|line| line.strip_prefix(before_the_name));
        name.is_some_and(|name| name.starts_with(|letter: char| letter.is_ascii_lowercase()))
    }
}
