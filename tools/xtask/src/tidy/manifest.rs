//! The manifest of a crate, as far as rules look at it.

pub(crate) struct Manifest {
    /// `crates/bus`
    pub(crate) folder: String,
    table: toml::Table,
}

impl Manifest {
    pub(crate) fn parse(path: &str, text: &str) -> anyhow::Result<Self> {
        Ok(Self { folder: path.trim_end_matches("/Cargo.toml").to_owned(), table: text.parse()? })
    }

    pub(crate) fn path(&self) -> String {
        format!("{}/Cargo.toml", self.folder)
    }

    /// Crates are named as their folders.
    pub(crate) fn name(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or_default()
    }

    pub(crate) fn has_lints_of_the_workspace(&self) -> bool {
        let lints = self.table.get("lints").and_then(|lints| lints.get("workspace"));
        lints.and_then(toml::Value::as_bool) == Some(true)
    }

    /// Each with whether tests alone need it.
    pub(crate) fn dependencies(&self) -> impl Iterator<Item = (&str, bool)> {
        let sections = [("dependencies", false), ("dev-dependencies", true), ("build-dependencies", false)];
        let names = |name: &str| self.table.get(name)?.as_table().map(toml::Table::keys);
        sections.into_iter().flat_map(move |(section, is_dev)| {
            names(section).into_iter().flatten().map(move |name| (name.as_str(), is_dev))
        })
    }
}
