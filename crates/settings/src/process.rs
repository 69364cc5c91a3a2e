//! The one place that reads the arguments and the environment of the process.

use crate::{Settings, SettingsError};

/// What this process was told. Variables that are not text cannot be settings, so they are passed over.
pub fn from_process() -> Result<Settings, SettingsError> {
    let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Settings::load(args, env)
}
