//! Whether the description of messages is AsyncAPI 3: the parser of its makers reads it, with the references and the schemas in it.

use std::fs;

use anyhow::ensure;
use serde_json::{Value, json};

use crate::stages::Outcome;
use crate::{cached, repository, terminal};

const PARSER: &str = "tools/ops/asyncapi/parse.mjs";
const PACKAGES: [&str; 1] = ["@asyncapi/parser@3.6.3"];
const DESCRIPTION: &str = "contracts/asyncapi/holdfast.json";

/// A part of the stage `contracts`.
pub fn check() -> anyhow::Result<Outcome> {
    let Ok(modules) = cached::node("asyncapi-3.6.3", &PACKAGES) else {
        return Outcome::missing("the parser of AsyncAPI is an npm package, which cannot be fetched here");
    };
    let wrong = tempfile::NamedTempFile::new()?;
    fs::write(wrong.path(), broken()?.to_string())?;
    let (right, wrong) = (repository::root().join(DESCRIPTION), wrong.path().display().to_string());
    terminal::output("node", &[PARSER, &modules, &right.display().to_string()])?;
    ensure!(
        !terminal::exists("node", &[PARSER, &modules, &wrong]),
        "the parser accepts a broken description"
    );
    Ok(Outcome::Passed)
}

/// With an operation on a channel that does not exist.
fn broken() -> anyhow::Result<Value> {
    let mut description: Value = serde_json::from_str(&repository::read(DESCRIPTION)?)?;
    if let Some(operation) = description.pointer_mut("/operations/followSeats/channel") {
        *operation = json!({ "$ref": "#/channels/nowhere" });
    }
    Ok(description)
}
