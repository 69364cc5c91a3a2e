//! The machine and what is installed on it, described.

use std::fmt;
use std::fs;
use std::process::Command;

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Machine {
    processor: String,
    cores: usize,
    memory_gib: u64,
    kernel: String,
    /// What each program prints as its version.
    versions: Vec<String>,
}

const PROGRAMS: [&[&str]; 4] = [
    &["rustc", "--version"],
    &["redis-server", "--version"],
    &["mariadbd", "--version"],
    &["java", "-version"],
];

impl Machine {
    pub(crate) fn here() -> Self {
        let mut versions: Vec<String> = PROGRAMS.into_iter().filter_map(first_line).collect();
        versions.push(format!("Apache Kafka {}", engines::KAFKA_VERSION));
        Self {
            processor: value_of("/proc/cpuinfo", "model name").unwrap_or_default(),
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get),
            memory_gib: memory_kib().unwrap_or_default() / (1_024 * 1_024),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
            versions,
        }
    }

    /// Programs may be newer: the figures of all paths are still those of one machine.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let hardware = |machine: &Self| (machine.processor.clone(), machine.cores, machine.memory_gib);
        hardware(self) == hardware(other)
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { processor, cores, memory_gib, kernel, versions } = self;
        writeln!(f, "## The machine\n")?;
        writeln!(f, "- {processor}, {cores} processors, {memory_gib} GiB of memory, Linux {kernel}")?;
        versions.iter().try_for_each(|version| writeln!(f, "- {version}"))
    }
}

/// Some print it on standard output, some on standard error.
fn first_line(command: &[&str]) -> Option<String> {
    let (program, arguments) = command.split_first()?;
    let output = Command::new(program).args(arguments).output().ok()?;
    let printed = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&printed).lines().next()?.trim().to_owned())
}

fn memory_kib() -> Option<u64> {
    value_of("/proc/meminfo", "MemTotal")?.split(' ').next()?.parse().ok()
}

fn value_of(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
