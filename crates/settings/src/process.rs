//! The one place that reads the arguments and the environment of the process.

use std::path::PathBuf;

/// What a process was started with.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Without the name of the program.
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
}

/// Variables that are not text cannot be settings, so they are passed over.
#[must_use]
pub fn given_to_this_process() -> Given {
    let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Given { args: args.collect(), env: env.collect() }
}

/// What this process was called when it was started, without the folder.
#[must_use]
pub fn name_of_this_process() -> String {
    let called = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    called.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
