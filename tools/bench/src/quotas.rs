//! Processes that are held to one core, and to a share of it, by cgroups of either version. Needs root.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

const ROOT: &str = "/sys/fs/cgroup";
/// Present in version 2 alone.
const CONTROLLERS: &str = "cgroup.controllers";

/// How much of a core, in each period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    pub(crate) of_core: f64,
    pub(crate) period: Duration,
}

/// A group of processes. They leave it when it is dropped.
#[derive(Debug)]
pub(crate) struct Quota {
    /// Of the processor; the one of the cores is the same in version 2.
    cpu: PathBuf,
    cores: PathBuf,
}

/// How often the group had work in a period, and how often its share was too little for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Periods {
    all: u64,
    throttled: u64,
}

impl Quota {
    /// Without a share all of the core.
    pub(crate) fn new(name: &str, core: usize, share: Option<Share>) -> anyhow::Result<Self> {
        let (root, name) = (Path::new(ROOT), format!("holdfast-bench-{name}"));
        let is_second = root.join(CONTROLLERS).exists();
        let folder =
            |controller: &str| if is_second { root.join(&name) } else { root.join(controller).join(&name) };
        if is_second {
            write(&root.join("cgroup.subtree_control"), "+cpu +cpuset")?;
        }
        let quota = Self { cpu: folder("cpu"), cores: folder("cpuset") };
        for folder in quota.folders() {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        write(&quota.cores.join("cpuset.cpus"), &core.to_string())?;
        if !is_second {
            write(&quota.cores.join("cpuset.mems"), "0")?;
        }
        if let Some(share) = share {
            let period = share.period.as_micros();
            let time = (share.period.as_micros() as f64 * share.of_core) as u64;
            if is_second {
                write(&quota.cpu.join("cpu.max"), &format!("{time} {period}"))?;
            } else {
                write(&quota.cpu.join("cpu.cfs_period_us"), &period.to_string())?;
                write(&quota.cpu.join("cpu.cfs_quota_us"), &time.to_string())?;
            }
        }
        Ok(quota)
    }

    /// From now on, with all its threads and whatever it starts.
    pub(crate) fn hold(&self, pid: i32) -> anyhow::Result<()> {
        self.folders()
            .into_iter()
            .try_for_each(|folder| write(&folder.join("cgroup.procs"), &pid.to_string()))
    }

    pub(crate) fn periods(&self) -> anyhow::Result<Periods> {
        Periods::parse(&fs::read_to_string(self.cpu.join("cpu.stat"))?).context("cpu.stat has another form")
    }

    fn folders(&self) -> [&Path; 2] {
        [&self.cpu, &self.cores]
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        for folder in self.folders() {
            let left = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
            let parent = folder.parent().unwrap_or(folder).join("cgroup.procs");
            for pid in left.lines() {
                // One that has ended meanwhile.
                let _ = fs::write(&parent, pid);
            }
            // In version 2 both are one folder, which is gone the second time.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Periods {
    fn parse(text: &str) -> Option<Self> {
        let number = |name: &str| {
            let mut lines = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            lines.next()?.parse().ok()
        };
        Some(Self { all: number("nr_periods")?, throttled: number("nr_throttled")? })
    }

    /// Of the periods since `before` those in which the share was used up.
    pub(crate) fn throttled_since(self, before: Self) -> f64 {
        (self.throttled - before.throttled) as f64 / (self.all - before.all).max(1) as f64
    }
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(file, text)
        .with_context(|| format!("{} cannot be written: quotas need root and cgroups", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_say_how_many_periods_there_were() {
        let first = Periods::parse("nr_periods 204\nnr_throttled 200\nthrottled_time 1526").unwrap();
        let second = Periods::parse("usage_usec 9\nuser_usec 5\nnr_periods 404\nnr_throttled 390\n").unwrap();
        assert!((second.throttled_since(first) - 0.95).abs() < 1e-9);
        assert_eq!(Periods::parse("nr_throttled 1"), None);
    }
}
