//! The packages of this repository that npm installs and builds.

use std::path::Path;

use ops::{repository, terminal};

/// The shop.
pub(crate) const WEB: Package = Package("web");
/// The client that the shop is built on.
pub(crate) const CLIENT: Package = Package("clients/typescript");
pub(crate) const NO_NODE: &str = "building the page needs Node 20 with npm, and they are not here";

/// By its folder.
#[derive(Clone, Copy)]
pub(crate) struct Package(pub(crate) &'static str);

impl Package {
    /// From the lock file alone, and not again while it is unchanged.
    pub(crate) fn install(self) -> anyhow::Result<()> {
        let folder = repository::root().join(self.0);
        let installed = modified(&folder.join("node_modules/.package-lock.json"));
        if installed.is_none() || installed < modified(&folder.join("package-lock.json")) {
            terminal::run_with(
                "npm",
                &["--prefix", self.0, "ci", "--no-audit", "--no-fund"],
                &[("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")],
            )?;
        }
        Ok(())
    }

    pub(crate) fn run(self, script: &str) -> anyhow::Result<()> {
        self.run_with(script, &[])
    }

    pub(crate) fn run_with(self, script: &str, variables: &[(&str, &str)]) -> anyhow::Result<()> {
        terminal::run_with("npm", &["--prefix", self.0, "run", script], variables)
    }
}

pub(crate) fn has_node() -> bool {
    let version = terminal::output("node", &["--version"]).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    major.is_some_and(|major| major >= 20) && terminal::exists("npm", &["--version"])
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
