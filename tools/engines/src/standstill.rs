//! A process that stands still: alive, with its connections open, and doing nothing.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

const POLL_EVERY: Duration = Duration::from_millis(1);
const POLLS_MAX: u32 = 10_000;

/// Returns when no thread runs any more. The signal alone promises that for later: on a busy machine the others run on
/// until one of them has received it.
pub(crate) fn stand_still(pid: Pid) {
    // Fails where the process is gone already.
    let _ = kill_process(pid, Signal::STOP);
    for _ in 0..POLLS_MAX {
        if stands_still(pid) {
            return;
        }
        sleep(POLL_EVERY);
    }
}

fn stands_still(pid: Pid) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())) else { return true };
    threads.flatten().all(|thread| match state(&thread.path().join("stat").to_string_lossy()) {
        Some(state) => matches!(state, 'T' | 't' | 'Z' | 'X'),
        None => true,
    })
}

/// As the kernel's letter; none where there is no such thread. The name before it may contain anything.
fn state(stat: &str) -> Option<char> {
    fs::read_to_string(stat).ok()?.rsplit(')').next()?.trim_start().chars().next()
}
