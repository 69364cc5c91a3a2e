//! The table of who may call what, for people: `docs/authorization.txt`.

use access::Allow;
use contracts::api::PREFIX;

use crate::{RouteRule, own};

const HEAD: &str = "\
Who may call what: each route with its rule, as the code registers it.
Written by `cargo xtask contracts`, and reviewed like code: a new line, or another rule in an old one, is a decision.
";
const COLUMNS: [&str; 4] = ["METHOD", "PATH", "SERVICE", "WHO MAY"];
/// What a route belongs to that no service has.
const SERVER: &str = "server";
const PAGE: &str = "page";

/// Of these services, by name, of the page that is served beside them, and of what every process has.
#[must_use]
pub fn authorization_table(services: &[(&str, Vec<RouteRule>)], page: &[RouteRule]) -> String {
    let mut lines = vec![HEAD.to_owned()];
    lines.extend(Allow::ALL.into_iter().map(|rule| {
        let (admits, others) = rule.meaning();
        format!("{rule:<26}{admits}. Others: {others}")
    }));
    lines.push("\nThe public listener\n".to_owned());
    lines.push(row(COLUMNS));
    for (name, rules) in services {
        lines.extend(rows(name, rules));
    }
    lines.extend(rows(PAGE, page));
    lines.extend(rows(SERVER, &own::public_rules()));
    lines.push("\nThe internal listener\n".to_owned());
    lines.push(row(COLUMNS));
    let neighbour = Allow::Neighbour.to_string();
    lines.extend(services.iter().map(|(name, _)| {
        let path = format!("{PREFIX}/{name}/{{call}}");
        row(["all", &path, name, &neighbour])
    }));
    lines.extend(rows(SERVER, &own::internal_rules()));
    lines.push(
        "\nThe public listener, where there is no internal one, on a loopback address that is open\n"
            .to_owned(),
    );
    lines.push(row(COLUMNS));
    lines.extend(rows(SERVER, &own::operation_rules()));
    lines.join("\n")
}

fn rows(service: &str, rules: &[RouteRule]) -> Vec<String> {
    rules.iter().map(|rule| row([rule.method, &rule.path, service, &rule.allow.to_string()])).collect()
}

fn row([method, path, service, who]: [&str; 4]) -> String {
    format!("{method:<8}{path:<58}{service:<14}{who}")
}
