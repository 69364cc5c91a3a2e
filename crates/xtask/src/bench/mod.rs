//! `cargo xtask bench`: what this machine does, beside the goal. Figures are reported, never asserted.

mod figures;
mod hops;
mod http;
mod load;
mod paths;
mod stack;
mod subject;

use std::path::PathBuf;

use anyhow::ensure;

use crate::terminal;

const PATHS: [&str; 6] = ["footprint", "hello", "holds", "not-modified", "orders", "expiry"];

/// Measures the named paths, or all of them; `stack` measures the real system, which has to be up.
pub(crate) fn run(wanted: &[String]) -> anyhow::Result<()> {
    if wanted == ["stack"] {
        return real_system();
    }
    for name in wanted {
        ensure!(PATHS.contains(&name.as_str()), "no path is called {name}; there are: {}", PATHS.join(", "));
    }
    let binary = release(&["--package", "holdfast"], "holdfast")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut rows = Vec::new();
    for path in PATHS.into_iter().filter(|path| wanted.is_empty() || wanted.iter().any(|name| name == path)) {
        eprintln!("measuring {path}");
        rows.extend(runtime.block_on(async {
            match path {
                "footprint" => paths::footprint(&binary).await,
                "hello" => paths::hello(&binary).await,
                "holds" => paths::holds(&binary).await,
                "not-modified" => paths::not_modified(&binary).await,
                "orders" => paths::orders(&binary).await,
                _ => paths::expiry(&binary).await,
            }
        })?);
    }
    println!("{}", figures::table(&rows));
    Ok(())
}

fn real_system() -> anyhow::Result<()> {
    let doors = subject::Doors::of_the_stack()?;
    let floor = release(&["--package", "server", "--example", "floor"], "examples/floor")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let rows = runtime.block_on(async {
        let mut rows = stack::holds(&floor, doors).await?;
        rows.extend(stack::orders(doors).await?);
        anyhow::Ok(rows)
    })?;
    println!("{}", figures::table(&rows));
    Ok(())
}

/// Builds in release mode, and says where the binary is.
fn release(what: &[&str], binary: &str) -> anyhow::Result<PathBuf> {
    terminal::run("cargo", &[&["build", "--release", "--locked"], what].concat())?;
    Ok(terminal::target_folder()?.join("release").join(binary))
}
