//! Modules of Go: their folders, for the schemas in them, and programs built from them. Both come from the module proxy, in a fixed version, and
//! are checked against Go's database of sums.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::{cached, terminal};

/// One version of a Go module.
#[derive(Debug, Clone, Copy)]
pub struct Module {
    pub path: &'static str,
    pub version: &'static str,
}

/// A program of a module.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    pub name: &'static str,
    pub module: Module,
    /// Its package inside the module, such as `./cmd/helm`.
    pub package: &'static str,
    /// What `go build` gets besides, such as `-tags`.
    pub flags: &'static [&'static str],
    /// What has to be changed in a copy of the module first.
    pub prepare: Option<fn(&Path) -> anyhow::Result<()>>,
}

/// What `go mod download -json` reports.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Download {
    dir: Option<PathBuf>,
}

impl Module {
    /// Where its files are, after a download if need be.
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        let name = format!("{}@{}", self.path, self.version);
        let unpacked = PathBuf::from(terminal::output("go", &["env", "GOMODCACHE"])?.trim()).join(&name);
        if unpacked.is_dir() {
            return Ok(unpacked);
        }
        // Go refuses a module that wants a newer Go, and has unpacked it all the same: its files are all that a caller may want.
        let output =
            Command::new("go").args(["mod", "download", "-json", &name]).stderr(Stdio::null()).output()?;
        let report: Option<Download> = serde_json::from_slice(&output.stdout).ok();
        let folder = report.and_then(|report| report.dir).unwrap_or(unpacked);
        ensure!(folder.is_dir(), "the Go module {name} cannot be had here");
        Ok(folder)
    }
}

impl Program {
    /// The program in the cache. It is built there if it is missing: in a copy of its module, because `go install` refuses modules with `replace`
    /// lines, and behind everything else that runs here, because that takes minutes.
    pub fn file(&self) -> anyhow::Result<String> {
        let file =
            engines::cache_folder()?.join("bin").join(format!("{}-{}", self.name, self.module.version));
        let _turn = cached::one_at_a_time();
        if !file.exists() {
            let partly = file.with_extension("partly");
            self.build(&partly.display().to_string())?;
            fs::rename(&partly, &file).with_context(|| format!("cannot keep {}", file.display()))?;
        }
        Ok(file.display().to_string())
    }

    fn build(&self, output: &str) -> anyhow::Result<()> {
        let source = format!("{}/.", self.module.folder()?.display());
        let copy = tempfile::tempdir()?;
        let folder = copy.path().display().to_string();
        terminal::run("cp", &["-r", "--no-preserve=mode", &source, &folder])?;
        if let Some(prepare) = self.prepare {
            prepare(copy.path())?;
        }
        println!("  building {} {}, once", self.name, self.module.version);
        let build = ["-n", "19", "go", "build", "-C", &folder, "-trimpath", "-ldflags=-s -w", "-o", output];
        let variables = [("GOWORK", "off"), ("CGO_ENABLED", "0")];
        terminal::run_with("nice", &[&build, self.flags, &[self.package]].concat(), &variables)
    }
}
