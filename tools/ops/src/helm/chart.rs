//! The program `helm`, and what it makes of a chart.

use std::process::Command;

use anyhow::{Context, bail};

use crate::golang::{Module, Program};
use crate::{repository, terminal};

pub(crate) const CHART: &str = "helm/holdfast";
pub(crate) const ENGINES: &str = "helm/engines";
/// The version that everything is rendered for and validated against.
pub(super) const KUBERNETES: &str = "1.34";
/// Its release and its namespace have the name of the chart.
const RELEASE: &str = "holdfast";
pub(crate) const HELM: Program = Program {
    name: "helm",
    module: Module { path: "helm.sh/helm/v3", version: "v3.22.0" },
    package: "./cmd/helm",
    flags: &[],
    prepare: None,
};

#[derive(Debug)]
pub(crate) struct Helm(String);

impl Helm {
    /// Built once: some three minutes on two cores.
    pub(crate) fn install() -> anyhow::Result<Self> {
        HELM.file().map(Self)
    }

    /// Where it is.
    pub(crate) fn program(&self) -> &str {
        &self.0
    }

    pub(super) fn lint(&self, chart: &str, values: &[&str]) -> anyhow::Result<()> {
        let lint = ["lint", chart, "--strict", "--quiet", "--kube-version", KUBERNETES];
        terminal::output(&self.0, &[&lint, &files(values)[..]].concat()).map(drop)
    }

    /// The text of all objects.
    pub(crate) fn render(&self, chart: &str, values: &[&str]) -> anyhow::Result<String> {
        match self.template(chart, &files(values))? {
            Ok(text) => Ok(text),
            Err(sentence) => bail!("{chart} with {values:?}: {sentence}"),
        }
    }

    /// What it says about values with one change; none if it renders them.
    pub(super) fn refusal(&self, values: &str, changes: &[&str]) -> anyhow::Result<Option<String>> {
        let changes = changes.iter().flat_map(|change| ["--set-json", change]);
        let arguments: Vec<&str> = files(&[values]).into_iter().chain(changes).collect();
        Ok(self.template(CHART, &arguments)?.err())
    }

    fn template(&self, chart: &str, arguments: &[&str]) -> anyhow::Result<Result<String, String>> {
        let template = ["template", RELEASE, chart, "--namespace", RELEASE, "--kube-version", KUBERNETES];
        let mut command = Command::new(&self.0);
        command.args(template).args(arguments).current_dir(repository::root());
        let output = command.output().with_context(|| format!("cannot start {}", self.0))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) })
    }
}

fn files<'v>(values: &[&'v str]) -> Vec<&'v str> {
    values.iter().flat_map(|file| ["--values", file]).collect()
}
