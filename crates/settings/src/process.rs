//! The one place that reads the arguments and the environment of the process.

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
