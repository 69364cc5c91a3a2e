//! Terraform with a provider that has the schema of AWS and does nothing. It works on a copy, because it would leave lock files behind that
//! name this provider.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, ensure};

use crate::stages::Outcome;
use crate::{repository, terminal};

/// Of the provider, and the package that was generated from its schema.
const VERSION: &str = "6.25.0";
const PACKAGE: (&str, &str) = ("@cdktf/provider-aws@21.22.1", "cdktf-provider-aws-21.22.1.tgz");
const SOURCES: &str = "tools/ops/terraform";

pub(super) struct Offline {
    /// The copy of `infra/terraform`.
    copy: PathBuf,
    /// Everything else that terraform writes.
    work: PathBuf,
}

impl Offline {
    /// Of this folder. An error where the schema or the provider cannot be had.
    pub(super) fn prepare(folder: &str) -> anyhow::Result<Self> {
        let work = repository::root().join("target/terraform");
        let copy = work.join("copy");
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir_all(&work)?;
        terminal::run("cp", &["-r", folder, &copy.display().to_string()])?;
        let mirror = work.join("mirror");
        let platform = format!("{}_{}", env::consts::OS, go_architecture());
        let provider = mirror.join("registry.terraform.io/hashicorp/aws").join(VERSION).join(platform);
        fs::create_dir_all(&provider)?;
        build(&provider.join(format!("terraform-provider-aws_v{VERSION}")))?;
        let schema = provider.join("schema.json").display().to_string();
        let script = format!("{SOURCES}/schema.py");
        terminal::run("python3", &[&script, &package()?, &schema, folder])?;
        let mirrored = format!(
            "provider_installation {{\n  filesystem_mirror {{ path = \"{}\" }}\n}}\n",
            mirror.display()
        );
        fs::write(work.join("terraformrc"), mirrored)?;
        Ok(Self { copy, work })
    }

    pub(super) fn validate(&self, roots: &[&str]) -> anyhow::Result<Outcome> {
        for root in roots {
            self.output(root, &["init", "-backend=false", "-input=false"])?;
            self.output(root, &["validate"])?;
        }
        Ok(Outcome::Passed)
    }

    pub(super) fn test(&self, root: &str) -> anyhow::Result<Outcome> {
        self.output(root, &["init", "-backend=false", "-input=false"])?;
        self.output(root, &["test"])?;
        Ok(Outcome::Passed)
    }

    /// The plan of every run of the tests, a line of JSON each.
    pub(super) fn planned(&self, root: &str) -> anyhow::Result<String> {
        self.output(root, &["test", "-json", "-verbose"])
    }

    /// What terraform prints; an error with all of it where it fails.
    fn output(&self, root: &str, arguments: &[&str]) -> anyhow::Result<String> {
        let output = Command::new("terraform")
            .args(arguments)
            .current_dir(self.copy.join(root))
            .env("TF_CLI_CONFIG_FILE", self.work.join("terraformrc"))
            .env("TF_DATA_DIR", self.work.join("data").join(root))
            .env("TF_IN_AUTOMATION", "1")
            .env("NO_COLOR", "1")
            .output()
            .context("cannot start terraform")?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(
            output.status.success(),
            "`terraform {}` in {root} failed:\n{printed}{}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(printed)
    }
}

/// Go keeps what it has compiled, so this takes a second but for the first time.
fn build(program: &Path) -> anyhow::Result<()> {
    let (folder, program) = (format!("{SOURCES}/provider"), program.display().to_string());
    let build =
        ["-n", "19", "go", "build", "-C", &folder, "-trimpath", "-ldflags=-s -w", "-o", &program, "."];
    terminal::run_with("nice", &build, &[("GOWORK", "off"), ("CGO_ENABLED", "0")])
}

/// From npm, once.
fn package() -> anyhow::Result<String> {
    let cache = engines::cache_folder()?;
    let file = cache.join(PACKAGE.1);
    if !file.exists() {
        fs::create_dir_all(&cache)?;
        terminal::output(
            "npm",
            &["pack", "--silent", "--pack-destination", &cache.display().to_string(), PACKAGE.0],
        )?;
    }
    Ok(file.display().to_string())
}

fn go_architecture() -> &'static str {
    match env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
