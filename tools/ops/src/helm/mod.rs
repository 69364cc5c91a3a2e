//! The Helm charts: `cargo xtask helm`, and a stage of `cargo xtask test`.

mod analysis;
mod callers;
mod chart;
mod config;
mod copies;
mod gateway;
mod neighbours;
mod network;
mod pods;
mod refusals;
mod rendered;
mod scaling;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use self::chart::KUBERNETES;
pub(crate) use self::chart::{CHART, ENGINES, HELM, Helm};
use self::rendered::Rendered;
use crate::schemas::Schemas;
use crate::settings::{self, Readers};
use crate::stages::{self, Check, Outcome};
use crate::{cached, gitops, repository, terminal};
use crate::{objects, observability};

/// Every file of values that the chart is rendered with.
pub(crate) const VALUES: [&str; 4] = [
    "helm/values/local.yaml",
    "helm/values/eks-staging.yaml",
    PROD,
    "helm/holdfast/ci/gateway-api-values.yaml",
];
/// Of these all services are rollouts.
const PROD: &str = "helm/values/eks-prod.yaml";
const TARGET: &str = "target/helm";
/// With the schemas of all versions of Kubernetes in it.
const VALIDATOR: &str = "kubernetes-validate";
const VALIDATOR_PACKAGE: &str = "kubernetes-validate==1.37.0";

const CHECKS: [Check<Charts>; 15] = [
    ("files that the charts copy are current", |_| passed(copies::compare())),
    ("charts (helm lint --strict)", |charts| passed(charts.are_clean())),
    ("objects of Kubernetes' own kinds (kubernetes-validate)", Charts::are_valid),
    ("objects of other kinds, by the schemas of their projects", |charts| passed(charts.fit_their_schemas())),
    ("pods have no privileges, and limits", |charts| passed(charts.all(pods::faults))),
    ("how many pods there are, and may be away", |charts| passed(charts.of_holdfast(scaling::faults))),
    ("who may reach whom is who has to", |charts| passed(charts.of_holdfast(network::faults))),
    ("no header names a caller, and rates are counted apart from the seats", |charts| {
        passed(charts.of_holdfast(callers::faults))
    }),
    ("neighbours are found by names that have all their pods", |charts| {
        passed(charts.of_holdfast(neighbours::faults))
    }),
    ("nginx accepts the settings of the gateway", |charts| gateway::is_accepted(&charts.holdfast)),
    ("settings that the charts give exist, and secrets are files", |charts| {
        passed(charts.of_holdfast(|rendered| config::faults(rendered, &charts.readers)))
    }),
    ("values of settings are accepted by the binaries", |charts| {
        passed(charts.of_holdfast(|rendered| config::refused(rendered, &charts.binaries)))
    }),
    ("what a rollout asks about a new version, and is answered (promtool)", Charts::are_guarded),
    ("what Argo CD keeps in a cluster", |charts| passed(charts.are_in_clusters())),
    ("what must be refused is refused", |charts| passed(refusals::are_made(&charts.helm))),
];

/// What the checks share.
struct Charts {
    helm: Helm,
    schemas: Schemas,
    holdfast: Vec<Rendered>,
    engines: Rendered,
    readers: Readers,
    /// Of the product.
    binaries: PathBuf,
}

/// Writes the files that the charts copy, and what follows from the objectives among them.
pub fn write() -> anyhow::Result<()> {
    observability::write()?;
    copies::write()
}

/// The stage of `cargo xtask test`. It gets the folder with the binaries of the product.
pub fn check(binaries: &Path) -> anyhow::Result<Outcome> {
    if !terminal::exists("go", &["version"]) {
        return Outcome::missing("helm and the schemas come from Go modules, and Go is not installed");
    }
    stages::run_checks(&CHECKS, &Charts::render(Helm::install()?, binaries)?)
}

fn passed(result: anyhow::Result<()>) -> anyhow::Result<Outcome> {
    result.map(|()| Outcome::Passed)
}

impl Charts {
    /// Both charts with all values, kept as files that can be looked at.
    fn render(helm: Helm, binaries: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(repository::root().join(TARGET))?;
        let render = |chart: &str, values: &[&str]| -> anyhow::Result<Rendered> {
            let text = helm.render(chart, values)?;
            let name = values.first().copied().unwrap_or(chart).to_owned();
            let file = repository::root().join(file_of(&name));
            fs::write(&file, &text).with_context(|| file.display().to_string())?;
            Ok(Rendered { objects: objects::parse(&text)?, values: name })
        };
        let holdfast = VALUES.iter().map(|values| render(CHART, &[values])).collect::<Result<_, _>>()?;
        let engines = render(ENGINES, &[])?;
        let (readers, schemas, binaries) = (settings::readers()?, Schemas::fetch()?, binaries.to_path_buf());
        Ok(Self { helm, schemas, holdfast, engines, readers, binaries })
    }

    fn of_holdfast(&self, faults: impl Fn(&Rendered) -> Vec<String>) -> anyhow::Result<()> {
        none(self.holdfast.iter(), faults)
    }

    fn all(&self, faults: impl Fn(&Rendered) -> Vec<String>) -> anyhow::Result<()> {
        none(self.holdfast.iter().chain([&self.engines]), faults)
    }

    fn are_clean(&self) -> anyhow::Result<()> {
        VALUES.iter().try_for_each(|values| self.helm.lint(CHART, &[values]))?;
        self.helm.lint(ENGINES, &[])
    }

    fn are_guarded(&self) -> anyhow::Result<Outcome> {
        let prod = self.holdfast.iter().find(|rendered| rendered.values == PROD).context(PROD)?;
        analysis::is_guarded(prod, &repository::root().join(TARGET))
    }

    fn are_valid(&self) -> anyhow::Result<Outcome> {
        let Ok(validate) = cached::python("kubernetes", &[VALIDATOR_PACKAGE], VALIDATOR) else {
            return Ok(Outcome::NotRun("it is a Python tool, which cannot be fetched here"));
        };
        let files: Vec<String> =
            self.holdfast.iter().chain([&self.engines]).map(|rendered| file_of(&rendered.values)).collect();
        let files = files.iter().map(String::as_str);
        let arguments = ["--quiet", "--strict", "-k", KUBERNETES];
        terminal::output(&validate, &arguments.into_iter().chain(files).collect::<Vec<_>>())?;
        Ok(Outcome::Passed)
    }

    fn fit_their_schemas(&self) -> anyhow::Result<()> {
        self.all(|rendered| self.schemas.all_faults(&rendered.objects))
    }

    /// Each cluster's Applications, beside what Holdfast is there.
    fn are_in_clusters(&self) -> anyhow::Result<()> {
        let roots = self.schemas.all_faults(&gitops::roots()?);
        ensure!(roots.is_empty(), "{}", roots.join("\n    "));
        for environment in gitops::ENVIRONMENTS {
            let values = format!("{}/{environment}.yaml", gitops::CHART);
            self.helm.lint(gitops::CHART, &[&values])?;
            let applications = objects::parse(&self.helm.render(gitops::CHART, &[&values])?)?;
            let file = format!("helm/values/eks-{environment}.yaml");
            let holdfast = self.holdfast.iter().find(|rendered| rendered.values == file).context(file)?;
            gitops::check(&applications, &holdfast.objects, &self.schemas).context(environment)?;
        }
        Ok(())
    }
}

fn none<'r>(
    all: impl Iterator<Item = &'r Rendered>,
    faults: impl Fn(&Rendered) -> Vec<String>,
) -> anyhow::Result<()> {
    for rendered in all {
        let faults = faults(rendered);
        ensure!(faults.is_empty(), "{}:\n    {}", rendered.values, faults.join("\n    "));
    }
    Ok(())
}

/// Where a rendered chart is kept.
fn file_of(values: &str) -> String {
    let name = values.trim_end_matches(".yaml").rsplit('/').next().unwrap_or(values);
    format!("{TARGET}/{name}.yaml")
}
