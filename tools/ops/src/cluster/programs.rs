//! The programs of a control plane: etcd from Debian's package, Kubernetes' own from its Go module. Each is made once and kept in the cache.

use std::fs;
use std::path::Path;

use anyhow::Context;

use crate::cached;
use crate::golang::{Module, Program};

const KUBERNETES: Module = Module { path: "k8s.io/kubernetes", version: "v1.34.4" };
/// Its module lacks `staging/`, whose folders are modules of their own; and it takes its own version from the linker.
const FLAGS: &[&str] = &[
    "-mod=mod",
    "-ldflags=-s -w -X k8s.io/component-base/version.gitVersion=v1.34.4 \
     -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=34",
];

#[derive(Debug)]
pub(super) struct Programs {
    pub(super) etcd: String,
    pub(super) api_server: String,
    pub(super) controller_manager: String,
    pub(super) scheduler: String,
}

impl Programs {
    /// About twenty minutes on two cores the first time, nearly all of it the API server.
    pub(super) fn install() -> anyhow::Result<Self> {
        Ok(Self {
            etcd: cached::unpacked("etcd-server", "usr/bin/etcd")?,
            api_server: kubernetes("kube-apiserver", "./cmd/kube-apiserver")?,
            controller_manager: kubernetes("kube-controller-manager", "./cmd/kube-controller-manager")?,
            scheduler: kubernetes("kube-scheduler", "./cmd/kube-scheduler")?,
        })
    }
}

fn kubernetes(name: &'static str, package: &'static str) -> anyhow::Result<String> {
    Program { name, module: KUBERNETES, package, flags: FLAGS, prepare: Some(published_staging) }.file()
}

/// `=> ./staging/src/k8s.io/api` becomes `=> k8s.io/api v0.34.4`.
fn published_staging(source: &Path) -> anyhow::Result<()> {
    let file = source.join("go.mod");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    fs::write(&file, with_published_staging(&text)).with_context(|| file.display().to_string())
}

fn with_published_staging(text: &str) -> String {
    let version = KUBERNETES.version.replacen("v1.", "v0.", 1);
    let line = |line: &str| match line.split_once("=> ./staging/src/") {
        Some((module, path)) => format!("{module}=> {path} {version}\n"),
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_the_module_lacks_become_the_modules_that_they_are() {
        let text = "go 1.24\n\nreplace (\n\tk8s.io/api => ./staging/src/k8s.io/api\n)\n";
        assert_eq!(
            with_published_staging(text),
            "go 1.24\n\nreplace (\n\tk8s.io/api => k8s.io/api v0.34.4\n)\n"
        );
    }
}
