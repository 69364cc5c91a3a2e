//! What can be wrong with a setting, each as a sentence for the person who has to put it right.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("the settings file {} cannot be read", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("the settings file {} is not TOML", path.display())]
    NotToml { path: PathBuf, source: toml::de::Error },
    #[error("the key `{key}` in the settings file {} is {kind}; a setting is a text, a number, true or false", path.display())]
    NotPlain { path: PathBuf, key: String, kind: &'static str },
    #[error(
        "nothing is called `{0}` here: settings are given as --name VALUE or --name=VALUE, switches as --name or --name=true; \
         --help lists them, and the commands"
    )]
    NotAFlag(String),
    #[error("{0} is given twice")]
    Twice(String),
    #[error("there is no setting {0}; --help lists them all")]
    Unknown(String),
    #[error("{name} needs a value; it is given without one as {origin}")]
    NoValue { name: String, origin: String },
    /// What the parser of the command line says itself.
    #[error("{0}")]
    NotUnderstood(String),
    #[error("{name} cannot be `{value}` (given as {origin}): {reason}")]
    Invalid { name: String, value: String, origin: String, reason: String },
    /// Values that are each possible, but not together.
    #[error("{name}: {reason}")]
    Refused { name: String, reason: String },
    /// Not a mistake: `--help` was asked for, and this is the text.
    #[error("{0}")]
    HelpAsked(String),
}

impl SettingsError {
    /// For readers that find that values do not go together.
    pub fn refused(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Refused { name: name.into(), reason: reason.into() }
    }
}
