//! Programs that are installed once into the user's cache, each in a fixed version, for all checkouts.

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, ensure};

use crate::terminal;

static INSTALLING: Mutex<()> = Mutex::new(());

/// Another caller who wants something installed waits, and finds it there if it was the same.
pub(crate) fn one_at_a_time() -> MutexGuard<'static, ()> {
    INSTALLING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program of a Python environment, which is created if it is missing.
pub fn python(environment: &str, packages: &[&str], program: &str) -> anyhow::Result<String> {
    let folder = engines::cache_folder()?.join(environment);
    let file = folder.join("bin").join(program);
    let _turn = one_at_a_time();
    if !file.exists() {
        terminal::run("python3", &["-m", "venv", &folder.display().to_string()])?;
        let pip = folder.join("bin/pip").display().to_string();
        let install = ["-n", "19", &pip, "install", "--quiet", "--disable-pip-version-check"];
        terminal::run("nice", &[&install, packages].concat())?;
    }
    Ok(file.display().to_string())
}

/// The folder of npm packages with what they need, where Node finds them.
pub fn node(environment: &str, packages: &[&str]) -> anyhow::Result<String> {
    let folder = engines::cache_folder()?.join(environment);
    let place = folder.display().to_string();
    if !folder.join("node_modules").is_dir() {
        let install =
            ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", &place];
        terminal::run("npm", &[&install, packages].concat())?;
    }
    Ok(place)
}

/// One file of a Debian package, unpacked and not installed, so that no server of the system starts.
pub fn unpacked(package: &str, path: &str) -> anyhow::Result<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let file = engines::cache_folder()?.join("bin").join(name);
    if !file.exists() {
        let folder = tempfile::tempdir()?;
        let place = folder.path().display().to_string();
        let script = "cd \"$0\" && apt-get download --quiet \"$1\" && dpkg --extract \"$1\"*.deb .";
        terminal::run("sh", &["-c", script, &place, package])?;
        let unpacked = folder.path().join(path);
        ensure!(unpacked.exists(), "the package {package} has no {path}");
        fs::create_dir_all(file.parent().context("the cache has no folder")?)?;
        fs::copy(&unpacked, &file).with_context(|| file.display().to_string())?;
    }
    Ok(file.display().to_string())
}

/// A program of a Debian package, which CI installs if it is missing.
pub fn packaged(program: &str, package: &str) -> anyhow::Result<Option<String>> {
    if engines::find(program).is_none() && terminal::is_ci() {
        engines::apt_install(&[package]).with_context(|| format!("{program} is missing"))?;
    }
    Ok(engines::find(program).map(|path| path.display().to_string()))
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
