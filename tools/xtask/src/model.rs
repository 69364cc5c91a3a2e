//! `cargo xtask model`: the program of `tools/model`, which looks at every state of a sale. Its small worlds are part of `cargo test`.

use crate::terminal::run;

pub(crate) fn run_model(arguments: &[String]) -> anyhow::Result<()> {
    let cargo = ["run", "--quiet", "--package", "model", "--"];
    let arguments = cargo.into_iter().chain(arguments.iter().map(String::as_str));
    run("cargo", &arguments.collect::<Vec<_>>())
}
