//! The settings file: a flat table of plain values.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Value;

use crate::SettingsError;

#[derive(Debug, Default)]
pub(crate) struct TomlFile {
    pub(crate) path: PathBuf,
    pub(crate) values: BTreeMap<String, String>,
}

impl TomlFile {
    pub(crate) fn read(path: &Path) -> Result<Self, SettingsError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| SettingsError::Unreadable { path: path.to_owned(), source })?;
        let table: toml::Table =
            text.parse().map_err(|source| SettingsError::NotToml { path: path.to_owned(), source })?;
        let values = table
            .into_iter()
            .map(|(key, value)| plain(path, &key, value).map(|value| (key, value)))
            .collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), values })
    }
}

fn plain(path: &Path, key: &str, value: Value) -> Result<String, SettingsError> {
    let kind = match value {
        Value::String(text) => return Ok(text),
        Value::Integer(number) => return Ok(number.to_string()),
        Value::Float(number) => return Ok(number.to_string()),
        Value::Boolean(yes) => return Ok(yes.to_string()),
        Value::Datetime(time) => return Ok(time.to_string()),
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    };
    Err(SettingsError::NotPlain { path: path.to_owned(), key: key.to_owned(), kind })
}
