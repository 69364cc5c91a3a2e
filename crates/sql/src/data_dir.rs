//! The folder that keeps everything of one process, and the lock that makes it the only one.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const PRIVATE_FOLDER: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;

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
    /// Makes the folder where there is none. Only its owner may look into it: it has buyers' names and secrets. The lock goes with the process, however it ends.
    pub fn lock(path: &Path) -> Result<Self, DataDirError> {
        let unusable = |source| DataDirError::Unusable { path: path.to_owned(), source };
        if path.is_dir() {
            // An earlier version has left it open to all.
            fs::set_permissions(path, Permissions::from_mode(PRIVATE_FOLDER)).map_err(unusable)?;
        } else {
            DirBuilder::new().recursive(true).mode(PRIVATE_FOLDER).create(path).map_err(unusable)?;
            // Without this a power cut could take the new folder away again, with everything in it.
            sync_folder(path.parent().unwrap_or(Path::new(""))).map_err(unusable)?;
        }
        let lock = path.join("lock");
        make_private(&lock).map_err(unusable)?;
        let lock = File::create(lock).map_err(unusable)?;
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

/// Makes an empty file that its owner alone may read, or takes an existing one from all others. An existing one is not opened: to close a
/// database file again would drop the locks that SQLite has on it.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(PRIVATE_FILE).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::set_permissions(path, Permissions::from_mode(PRIVATE_FILE))
        }
        Err(error) => Err(error),
    }
}

/// Makes the names in a folder durable; what is in the files is another matter.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path)?.sync_all()
}
