//! A secret that may change while the process runs.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::Secret;

/// Given as a file, it is read again by whatever asks for it: for a new connection, for a new token. Otherwise it stays what it was at the
/// start. All clones are one secret.
#[derive(Debug, Clone)]
pub struct RotatingSecret {
    name: Cow<'static, str>,
    file: Option<PathBuf>,
    last: Arc<Mutex<Secret<String>>>,
}

impl RotatingSecret {
    /// One that never changes.
    #[must_use]
    pub fn fixed(name: impl Into<Cow<'static, str>>, value: String) -> Self {
        Self { name: name.into(), file: None, last: Arc::new(Mutex::new(Secret::new(value))) }
    }

    /// Of the setting that it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn in_file(name: Cow<'static, str>, file: PathBuf, value: String) -> Self {
        Self { file: Some(file), ..Self::fixed(name, value) }
    }

    /// As the file has it now. While it cannot be read, or is empty, as it had it last.
    #[must_use]
    pub fn current(&self) -> Secret<String> {
        let Some(file) = &self.file else { return self.last.lock().clone() };
        let read = read(file).map(Secret::new);
        let mut last = self.last.lock();
        match read {
            Ok(value) if value != *last => {
                tracing::info!(setting = %self.name, "a secret has changed in its file and is used from now on");
                *last = value;
            }
            Ok(_) => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(setting = %self.name, error, "the file of a secret cannot be read, so the last one stays");
            }
        }
        last.clone()
    }
}

/// Without the end of its line, which editors and `echo` append.
pub(crate) fn read(file: &Path) -> io::Result<String> {
    let text = fs::read_to_string(file)?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is empty"));
    }
    Ok(text.to_owned())
}
