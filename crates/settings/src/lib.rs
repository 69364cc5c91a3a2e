#![doc = include_str!("../README.md")]

mod error;
mod flags;
mod name;
mod process;
mod secret;
mod settings;
mod toml_file;

pub use error::SettingsError;
pub use process::from_process;
pub use secret::Secret;
pub use settings::Settings;
