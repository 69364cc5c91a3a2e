#![doc = include_str!("../README.md")]

mod command_line;
mod declared;
mod error;
mod name;
mod process;
mod rotating_secret;
mod secret;
mod settings;
mod toml_file;

pub use command_line::{CommandLine, Parsed};
pub use error::SettingsError;
pub use process::{Given, given_to_this_process, name_of_this_process};
pub use rotating_secret::RotatingSecret;
pub use secret::Secret;
pub use settings::Settings;
