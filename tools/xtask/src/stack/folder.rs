//! The folder of the stack: data of the engines, logs, and the lock of its keeper.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use ops::repository;

const FOLDER: &str = "data/stack";

pub(super) struct StackFolder(PathBuf);

/// The kernel releases it with the process, also with a killed one.
pub(super) struct KeeperLock(#[expect(dead_code, reason = "held, not read")] File);

impl StackFolder {
    pub(super) fn open() -> anyhow::Result<Self> {
        Self::at(repository::root().join(FOLDER))
    }

    fn at(folder: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir_all(folder.join("logs"))?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The log of the keeper: the parts as they become ready, and what went wrong.
    pub(super) fn progress(&self) -> PathBuf {
        self.0.join("logs/keeper.log")
    }

    /// The process id of the keeper; none when the stack is not running. The file alone proves nothing: its writer may be dead.
    pub(super) fn keeper(&self) -> anyhow::Result<Option<i32>> {
        match self.lock_file()?.try_lock() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => {
                let pid = fs::read_to_string(self.0.join("lock"))?.trim().parse();
                pid.map(Some).context("the keeper has not written its process id yet; try again")
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    pub(super) fn lock(&self) -> anyhow::Result<KeeperLock> {
        let mut file = self.lock_file()?;
        file.try_lock().context("another process keeps the stack")?;
        file.set_len(0)?;
        writeln!(file, "{}", std::process::id())?;
        Ok(KeeperLock(file))
    }

    fn lock_file(&self) -> anyhow::Result<File> {
        Ok(OpenOptions::new().create(true).append(true).open(self.0.join("lock"))?)
    }

    pub(super) fn remove_logs(&self) -> anyhow::Result<()> {
        for entry in fs::read_dir(self.0.join("logs"))? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_running_for_as_long_as_a_process_keeps_it() {
        let path = std::env::temp_dir().join(format!("holdfast-stack-{}", std::process::id()));
        let folder = StackFolder::at(path.clone()).unwrap();
        assert_eq!(folder.keeper().unwrap(), None);
        let lock = folder.lock().unwrap();
        assert_eq!(folder.keeper().unwrap(), Some(i32::try_from(std::process::id()).unwrap()));
        assert!(folder.lock().is_err(), "two keepers of one stack");
        drop(lock);
        assert_eq!(folder.keeper().unwrap(), None, "a process id in a file is no process");
        fs::remove_dir_all(path).unwrap();
    }
}
