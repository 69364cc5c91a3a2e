//! A stack's folder: the data of the engines, logs, process ids, and who keeps all that.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// Of the stack that `up` starts.
const FOLDER: &str = "data/stack";

pub(crate) struct Place {
    folder: PathBuf,
}

/// Whoever has it is the keeper. It goes with the process, also with a killed one.
pub(super) struct Kept {
    _lock: File,
}

impl Place {
    pub(super) fn open() -> anyhow::Result<Self> {
        Self::at(&crate::root().join(FOLDER))
    }

    /// Another place, with nothing in it.
    pub(crate) fn fresh(folder: &Path) -> anyhow::Result<Self> {
        let _ = fs::remove_dir_all(folder);
        Self::at(folder)
    }

    fn at(folder: &Path) -> anyhow::Result<Self> {
        for below in ["logs", "pids", "redis", "mysql", "kafka", "nginx", "prometheus", "page"] {
            fs::create_dir_all(folder.join(below))?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn shown(&self) -> String {
        self.folder.display().to_string()
    }

    pub(super) fn log(&self, name: &str) -> PathBuf {
        self.folder.join("logs").join(format!("{name}.log"))
    }

    pub(super) fn keeper_log(&self) -> PathBuf {
        self.log("keeper")
    }

    /// The process that keeps the stack; none when it is not up. A file alone proves nothing: its writer may be dead.
    pub(super) fn keeper(&self) -> anyhow::Result<Option<i32>> {
        let lock = OpenOptions::new().create(true).append(true).open(self.folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => {
                let pid = fs::read_to_string(self.folder.join("pids/keeper"))?;
                pid.trim()
                    .parse()
                    .map(Some)
                    .context("the keeper has not said yet which process it is; try again")
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Forgets what the last stack said of itself.
    pub(super) fn begin(&self) -> anyhow::Result<()> {
        for old in ["progress", "ready", "pids/keeper"] {
            let _ = fs::remove_file(self.folder.join(old));
        }
        for entry in fs::read_dir(self.folder.join("logs"))? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    pub(super) fn keep(&self) -> anyhow::Result<Kept> {
        let lock = OpenOptions::new().create(true).append(true).open(self.folder.join("lock"))?;
        lock.try_lock().context("another process keeps the stack")?;
        self.write_pid("keeper", i32::try_from(std::process::id())?)?;
        Ok(Kept { _lock: lock })
    }

    pub(super) fn write_pid(&self, name: &str, pid: i32) -> anyhow::Result<()> {
        Ok(fs::write(self.folder.join("pids").join(name), format!("{pid}\n"))?)
    }

    /// One line for whoever waits.
    pub(super) fn tell(&self, line: &str) -> anyhow::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(self.folder.join("progress"))?;
        Ok(writeln!(file, "{line}")?)
    }

    pub(super) fn progress(&self) -> String {
        fs::read_to_string(self.folder.join("progress")).unwrap_or_default()
    }

    pub(super) fn set_ready(&self) -> anyhow::Result<()> {
        Ok(fs::write(self.folder.join("ready"), "")?)
    }

    pub(super) fn is_ready(&self) -> bool {
        self.folder.join("ready").exists()
    }

    pub(super) fn complaint(&self) -> String {
        fs::read_to_string(self.keeper_log()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_up_for_as_long_as_somebody_keeps_it() {
        let folder = std::env::temp_dir().join(format!("holdfast-place-{}", std::process::id()));
        let place = Place::at(&folder).unwrap();
        assert_eq!(place.keeper().unwrap(), None);
        let kept = place.keep().unwrap();
        assert_eq!(place.keeper().unwrap(), Some(i32::try_from(std::process::id()).unwrap()));
        assert!(place.keep().is_err(), "two keep the same stack");
        drop(kept);
        assert_eq!(place.keeper().unwrap(), None, "a process id in a file is no process");
        fs::remove_dir_all(folder).unwrap();
    }
}
