//! The table of who may call what, as the binary prints it.

use std::process::Command;

use access::Allow;
use contracts::services::ALL;
use reqwest::Method;

const PUBLIC: &str = "The public listener";

/// One line of it.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) service: String,
    pub(super) allow: Allow,
}

impl Route {
    /// And not of the page, or of the server itself.
    pub(super) fn is_of_a_service(&self) -> bool {
        ALL.iter().any(|service| service.name == self.service)
    }
}

/// What a command of the binary prints.
pub(super) fn printed(command: &str) -> String {
    let binary = env!("CARGO_BIN_EXE_holdfast");
    let output = Command::new(binary).arg(command).env_clear().output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Those of the public listener.
pub(super) fn routes() -> Vec<Route> {
    let printed = printed("authorization");
    let lines = printed.lines().skip_while(|line| *line != PUBLIC).skip(1).map(str::trim);
    let rows = lines.skip_while(|line| line.is_empty()).skip(1).take_while(|line| !line.is_empty());
    let routes: Vec<Route> = rows.map(route).collect();
    assert!(routes.len() >= 80, "only {} routes are in the table", routes.len());
    routes
}

fn route(line: &str) -> Route {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [method, path, service, who @ ..] = words.as_slice() else { panic!("no route: {line}") };
    let who = who.join(" ");
    let allow = Allow::ALL.into_iter().find(|rule| rule.to_string() == who);
    Route {
        method: method.parse().unwrap(),
        path: (*path).to_owned(),
        service: (*service).to_owned(),
        allow: allow.unwrap_or_else(|| panic!("{line}: there is no such rule")),
    }
}
