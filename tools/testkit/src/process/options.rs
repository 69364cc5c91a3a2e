//! How a child process is started.

use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Options {
    /// A folder of the test's own; absent, a temporary one that goes away with the server.
    pub data: Option<PathBuf>,
    /// All of the child's environment: it inherits nothing.
    pub env: Vec<(String, String)>,
    pub args: Vec<String>,
    pub ready_within: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: None,
            env: vec![("RUST_BACKTRACE".to_owned(), "1".to_owned())],
            args: Vec::new(),
            ready_within: Duration::from_secs(20),
        }
    }
}

impl Options {
    #[must_use]
    pub fn data(mut self, folder: impl Into<PathBuf>) -> Self {
        self.data = Some(folder.into());
        self
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.set_env(name, value);
        self
    }

    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Dies when the named place is reached for the `count`-th time. Debug builds only.
    #[must_use]
    pub fn failpoint(self, name: &str, count: u32) -> Self {
        self.env("HOLDFAST_FAILPOINT", &format!("{name}:{count}"))
    }

    pub fn set_env(&mut self, name: &str, value: &str) {
        self.remove_env(name);
        self.env.push((name.to_owned(), value.to_owned()));
    }

    pub fn remove_env(&mut self, name: &str) {
        self.env.retain(|(known, _)| known != name);
    }

    pub fn disarm(&mut self) {
        self.remove_env("HOLDFAST_FAILPOINT");
    }
}
