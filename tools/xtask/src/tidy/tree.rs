//! All files of the repository, read once, before any rule looks at them.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::manifest::Manifest;
use super::source::Source;

/// Folders that tools or the running product create.
const NOT_OURS: [&str; 7] = [".git", "target", "data", "scratch", "node_modules", "dist", "test-results"];
const TEXT: &str = "rs toml md sql lua json yml yaml ts tsx css html sh js mjs conf";

#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) sources: Vec<Source>,
    pub(crate) files: Vec<TextFile>,
    pub(crate) manifests: Vec<Manifest>,
    /// Every path of the repository, files and folders.
    pub(crate) paths: Vec<String>,
}

pub(crate) struct TextFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Tree {
    pub(crate) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut tree = Self::default();
        tree.visit(root, "")?;
        Ok(tree)
    }

    /// A tree of the given files, for the tests of the rules.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
            tree.paths.extend(folders.map(str::to_owned));
            tree.add(path, (*text).to_owned()).unwrap();
        }
        tree
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.paths.iter().any(|known| known == path)
    }

    pub(crate) fn file(&self, path: &str) -> Option<&TextFile> {
        self.files.iter().find(|file| file.path == path)
    }

    fn visit(&mut self, folder: &Path, prefix: &str) -> anyhow::Result<()> {
        let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) {
                self.paths.push(path.clone());
                self.visit(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() && is_text(&name) {
                let text = fs::read_to_string(entry.path()).with_context(|| format!("cannot read {path}"))?;
                self.add(&path, text).with_context(|| format!("cannot read {path}"))?;
            } else if kind.is_file() {
                self.paths.push(path);
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &str, text: String) -> anyhow::Result<()> {
        self.paths.push(path.to_owned());
        if path.ends_with(".rs") {
            self.sources.push(Source::new(path, &text));
        }
        if path.ends_with("/Cargo.toml") {
            self.manifests.push(Manifest::parse(path, &text)?);
        }
        self.files.push(TextFile { path: path.to_owned(), text });
        Ok(())
    }
}

fn is_text(name: &str) -> bool {
    matches!(name, "run" | ".gitignore" | "LICENSE-MIT")
        || name.rsplit_once('.').is_some_and(|(_, extension)| TEXT.split(' ').any(|text| text == extension))
}
