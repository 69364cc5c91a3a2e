//! Jaeger, built from its Go module because no package of it exists. That takes minutes, once; then the binary is in the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use crate::{Child, cache_folder, listens};

const MODULE: &str = "github.com/jaegertracing/jaeger@v1.76.0";

fn binary() -> anyhow::Result<PathBuf> {
    Ok(cache_folder()?.join("bin/jaeger"))
}

pub fn install_jaeger() -> anyhow::Result<()> {
    let binary = binary()?;
    if binary.exists() {
        return Ok(());
    }
    let source = source()?;
    let work = cache_folder()?.join("jaeger-source");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work)?;
    fs::create_dir_all(cache_folder()?.join("bin"))?;
    // A copy, with its own go.mod: `go install` ignores the replacements in that.
    run(Command::new("cp").arg("-r").arg(format!("{source}/.")).arg(&work))?;
    run(Command::new("chmod").args(["-R", "u+w"]).arg(&work))?;
    let unfinished = binary.with_extension("unfinished");
    let mut build = Command::new("go");
    build.args(["build", "-trimpath", "-ldflags", "-s -w", "-o"]).arg(&unfinished).arg("./cmd/jaeger");
    run(build.current_dir(&work).envs([("GOWORK", "off"), ("CGO_ENABLED", "0")]))?;
    fs::rename(unfinished, binary)?;
    fs::remove_dir_all(work).context("the sources of Jaeger cannot be removed")
}

/// Where go has put the sources.
fn source() -> anyhow::Result<String> {
    let output = Command::new("go")
        .args(["mod", "download", "-json", MODULE])
        .output()
        .context("Jaeger is built from source, which needs Go 1.25 or newer")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let folder = text.lines().find_map(|line| line.trim().strip_prefix("\"Dir\": \"")?.split('"').next());
    Ok(folder.with_context(|| format!("go does not name the folder of {MODULE}: {text}"))?.to_owned())
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(status.success(), "Jaeger cannot be built: {command:?} failed ({status})");
    Ok(())
}

/// On its usual ports, with everything in memory.
pub(crate) fn start(port: u16, log: &Path) -> anyhow::Result<Child> {
    Child::start(vec![binary()?.display().to_string()], port, listens, log)
}
