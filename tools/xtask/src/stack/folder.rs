//! The folder of the stack: data of the engines, logs, process ids, and the lock of its keeper.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use engines::stack::Started;

const FOLDER: &str = "data/stack";

pub(super) struct StackFolder(PathBuf);

/// The kernel releases it with the process, also with a killed one.
pub(super) struct KeeperLock(#[expect(dead_code, reason = "held, not read")] File);

impl StackFolder {
    pub(super) fn open() -> anyhow::Result<Self> {
        Self::at(crate::root().join(FOLDER))
    }

    fn at(folder: PathBuf) -> anyhow::Result<Self> {
        for below in ["logs", "pids"] {
            fs::create_dir_all(folder.join(below))?;
        }
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn log(&self, name: &str) -> PathBuf {
        self.0.join("logs").join(format!("{name}.log"))
    }

    pub(super) fn keeper_log(&self) -> String {
        fs::read_to_string(self.log("keeper")).unwrap_or_default()
    }

    /// The process id of the keeper; none when the stack is not running. The file alone proves nothing: its writer may be dead.
    pub(super) fn keeper(&self) -> anyhow::Result<Option<i32>> {
        match self.lock_file()?.try_lock() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => {
                let pid = fs::read_to_string(self.0.join("pids/keeper"))?.trim().parse();
                pid.map(Some).context("the keeper has not written its process id yet; try again")
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    pub(super) fn lock(&self) -> anyhow::Result<KeeperLock> {
        let file = self.lock_file()?;
        file.try_lock().context("another process keeps the stack")?;
        self.write_pid("keeper", i32::try_from(std::process::id())?)?;
        Ok(KeeperLock(file))
    }

    fn lock_file(&self) -> anyhow::Result<File> {
        Ok(OpenOptions::new().create(true).append(true).open(self.0.join("lock"))?)
    }

    /// Removes what the last stack has reported.
    pub(super) fn begin(&self) -> anyhow::Result<()> {
        for old in ["progress", "ready", "pids/keeper"] {
            let _ = fs::remove_file(self.0.join(old));
        }
        for entry in fs::read_dir(self.0.join("logs"))? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    /// One line for the process that waits, and a file with the process id.
    pub(super) fn report(&self, part: &Started<'_>) -> anyhow::Result<()> {
        let Started { name, address, pid, took } = part;
        if let Some(pid) = pid {
            self.write_pid(name, *pid)?;
        }
        let mut progress = OpenOptions::new().create(true).append(true).open(self.0.join("progress"))?;
        Ok(progress.write_all(format!("  {name:<15} {address:<42} {took:>8}\n").as_bytes())?)
    }

    fn write_pid(&self, name: &str, pid: i32) -> anyhow::Result<()> {
        Ok(fs::write(self.0.join("pids").join(name), format!("{pid}\n"))?)
    }

    pub(super) fn progress(&self) -> String {
        fs::read_to_string(self.0.join("progress")).unwrap_or_default()
    }

    pub(super) fn set_ready(&self) -> anyhow::Result<()> {
        Ok(fs::write(self.0.join("ready"), "")?)
    }

    pub(super) fn is_ready(&self) -> bool {
        self.0.join("ready").exists()
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
