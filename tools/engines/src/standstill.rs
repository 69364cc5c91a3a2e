//! A process that stands still: alive, with its connections open, and doing nothing.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

const POLL_EVERY: Duration = Duration::from_millis(1);
const POLLS_MAX: u32 = 10_000;

/// Returns when no thread runs any more. The signal alone does not wait for that: on a busy machine other threads run on until one of
/// them has handled it.
pub fn stand_still(pid: Pid) {
    // Fails where the process is gone already.
    let _ = kill_process(pid, Signal::STOP);
    for _ in 0..POLLS_MAX {
        if stands_still(pid) {
            return;
        }
        sleep(POLL_EVERY);
    }
}

pub fn go_on(pid: Pid) {
    let _ = kill_process(pid, Signal::CONT);
}

fn stands_still(pid: Pid) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())) else { return true };
    threads.flatten().all(|thread| match state(&thread.path().join("stat").to_string_lossy()) {
        Some(state) => matches!(state, 'T' | 't' | 'Z' | 'X'),
        None => true,
    })
}

/// Besides its first one.
pub(crate) fn has_threads(pid: Pid) -> bool {
    fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())).is_ok_and(|threads| threads.count() > 1)
}

/// As the kernel's letter; none where there is no such process or thread. The name before it may contain anything.
pub(crate) fn state(stat: &str) -> Option<char> {
    fs::read_to_string(stat).ok()?.rsplit(')').next()?.trim_start().chars().next()
}
