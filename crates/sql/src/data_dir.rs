//! The folder that keeps everything of one process, and the lock that makes it the only one.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Held for as long as anything in the folder is open.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    #[error("another process is using the data folder {}: stop it, or choose another folder with --data", .0.display())]
    Taken(PathBuf),
    #[error("the data folder {} cannot be used", .path.display())]
    Unusable { path: PathBuf, source: io::Error },
}

impl DataDir {
    /// Makes the folder where there is none. The lock goes with the process, however it ends.
    pub fn lock(path: &Path) -> Result<Self, DataDirError> {
        let unusable = |source| DataDirError::Unusable { path: path.to_owned(), source };
        if !path.is_dir() {
            fs::create_dir_all(path).map_err(unusable)?;
            // Without this a power cut could take the new folder away again, with everything in it.
            sync_folder(path.parent().unwrap_or(Path::new(""))).map_err(unusable)?;
        }
        let lock = File::create(path.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::Taken(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes the names in a folder durable; what is in the files is another matter.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path)?.sync_all()
}
