//! Programs that are installed once into the user's cache, each in a fixed version, for all checkouts.

use crate::terminal;

/// A program of a Python environment, which is created if it is missing.
pub fn python(environment: &str, packages: &[&str], program: &str) -> anyhow::Result<String> {
    let folder = engines::cache_folder()?.join(environment);
    let file = folder.join("bin").join(program);
    if !file.exists() {
        terminal::run("python3", &["-m", "venv", &folder.display().to_string()])?;
        let pip = folder.join("bin/pip").display().to_string();
        let arguments = ["install", "--quiet", "--disable-pip-version-check"];
        terminal::run(&pip, &[&arguments, packages].concat())?;
    }
    Ok(file.display().to_string())
}

/// A program that cargo builds from its registry, named as its package.
pub fn cargo(package: &str, version: &str) -> anyhow::Result<String> {
    let folder = engines::cache_folder()?.join(format!("{package}-{version}"));
    let file = folder.join("bin").join(package);
    if !file.exists() {
        let root = folder.display().to_string();
        let install = ["install", "--quiet", "--locked", "--root", &root, "--version", version, package];
        terminal::run("cargo", &install)?;
    }
    Ok(file.display().to_string())
}
