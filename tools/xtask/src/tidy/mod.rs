//! `cargo xtask tidy`: the style of this house as a program, so that no review has to discuss it.

mod imports;
mod lexer;
mod manifest;
mod rules;
mod source;
mod tree;
mod violation;

use anyhow::bail;
use ops::repository;

use source::Source;
pub(crate) use tree::Tree;
use violation::Violation;

/// Checks every rule on every file, prints each violation, and fails if there is one.
pub(crate) fn run() -> anyhow::Result<()> {
    let tree = Tree::read(&repository::root())?;
    let mut violations = rules::check(&tree);
    violations.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for violation in &violations {
        println!("{violation}");
    }
    if !violations.is_empty() {
        bail!("{} places are not tidy", violations.len());
    }
    println!("tidy: {} Rust files, {} files in all", tree.sources.len(), tree.files.len());
    Ok(())
}
