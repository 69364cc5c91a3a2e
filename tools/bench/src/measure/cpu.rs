//! Who has used how much processor time: each part of the system, and all other processes together.

use std::fs;
use std::time::Duration;

use anyhow::Context;
use tokio::time::Instant;

/// Idle engines use a little processor time, and a clock tick is a hundredth of a second.
const IDLE_FOR: Duration = Duration::from_millis(250);
const IDLE_BELOW: f64 = 0.2;
const IDLE_WITHIN: Duration = Duration::from_secs(15);

/// Named groups of processes whose work is counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tiers(Vec<(String, i32)>);

/// Processor time of each process and of the machine, from their start to one moment.
#[derive(Debug, Clone)]
pub(crate) struct CpuTimes {
    tiers: Vec<Duration>,
    machine: Machine,
}

/// One processor, from its start to one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CoreTime {
    core: usize,
    times: Machine,
}

/// All processors together, in ticks.
#[derive(Debug, Clone, Copy, Default)]
struct Machine {
    busy: u64,
    stolen: u64,
    all: u64,
}

/// Processor time used between two moments.
#[derive(Debug, Clone, Default)]
pub(crate) struct CpuShares {
    pub(crate) tiers: Vec<(String, Duration)>,
    /// Of all processors, by processes that are not part of the measurement.
    pub(crate) foreign: f64,
    /// Of all processors, by other machines on the same host.
    pub(crate) stolen: f64,
}

impl Tiers {
    /// The process that measures, which generates the load, is always one of them.
    pub(crate) fn of<'n>(processes: impl IntoIterator<Item = (&'n str, i32)>) -> anyhow::Result<Self> {
        let generator = ("generator", i32::try_from(std::process::id())?);
        let all = std::iter::once(generator).chain(processes);
        Ok(Self(all.map(|(name, pid)| (name.to_owned(), pid)).collect()))
    }

    pub(crate) fn now(&self) -> anyhow::Result<CpuTimes> {
        let tiers =
            self.0.iter().map(|(name, pid)| of_process(*pid).with_context(|| format!("{name} has ended")));
        Ok(CpuTimes { tiers: tiers.collect::<anyhow::Result<_>>()?, machine: Machine::now()? })
    }

    /// Waits until the processes have no more work, such as messages in flight; at most for IDLE_WITHIN.
    pub(crate) async fn wait_until_idle(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let before = self.now()?;
            tokio::time::sleep(IDLE_FOR).await;
            let shares = self.since(&before)?;
            let busy: Duration = shares.tiers.iter().map(|(_, spent)| *spent).sum();
            if busy < IDLE_FOR.mul_f64(IDLE_BELOW) || began.elapsed() > IDLE_WITHIN {
                return Ok(());
            }
        }
    }

    pub(crate) fn since(&self, before: &CpuTimes) -> anyhow::Result<CpuShares> {
        let now = self.now()?;
        let grown = now.tiers.iter().zip(&before.tiers).map(|(now, before)| now.saturating_sub(*before));
        let tiers: Vec<_> = self.0.iter().map(|(name, _)| name.clone()).zip(grown).collect();
        let of_tiers: Duration = tiers.iter().map(|(_, spent)| *spent).sum();
        let machine = now.machine.minus(before.machine);
        let all = seconds(machine.all).max(f64::MIN_POSITIVE);
        Ok(CpuShares {
            foreign: (seconds(machine.busy) - of_tiers.as_secs_f64()).max(0.0) / all,
            stolen: seconds(machine.stolen) / all,
            tiers,
        })
    }
}

impl CpuShares {
    pub(crate) fn of(&self, tier: &str) -> Option<Duration> {
        self.tiers.iter().find(|(name, _)| name == tier).map(|(_, spent)| *spent)
    }
}

impl CoreTime {
    pub(crate) fn now(core: usize) -> anyhow::Result<Self> {
        Ok(Self { core, times: Machine::named(&format!("cpu{core} "))? })
    }

    /// The share of its time in which it was busy.
    pub(crate) fn busy_until_now(self) -> anyhow::Result<f64> {
        let spent = Self::now(self.core)?.times.minus(self.times);
        Ok(spent.busy as f64 / spent.all.max(1) as f64)
    }
}

impl Machine {
    fn now() -> anyhow::Result<Self> {
        Self::named("cpu ")
    }

    fn named(name: &str) -> anyhow::Result<Self> {
        let stat = fs::read_to_string("/proc/stat")?;
        let mut lines = stat.lines().filter_map(|line| line.strip_prefix(name));
        Self::parse(lines.next().unwrap_or_default()).context("/proc/stat has another form")
    }

    /// `user nice system idle iowait irq softirq steal guest guest_nice`; guests are counted as users already.
    fn parse(line: &str) -> Option<Self> {
        let ticks: Vec<u64> = line.split_whitespace().filter_map(|ticks| ticks.parse().ok()).collect();
        let [user, nice, system, idle, waiting, irq, softirq, stolen, ..] = ticks.as_slice() else {
            return None;
        };
        let busy = user + nice + system + irq + softirq;
        Some(Self { busy, stolen: *stolen, all: busy + stolen + idle + waiting })
    }

    fn minus(self, before: Self) -> Self {
        Self {
            busy: self.busy.saturating_sub(before.busy),
            stolen: self.stolen.saturating_sub(before.stolen),
            all: self.all.saturating_sub(before.all),
        }
    }
}

fn of_process(pid: i32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let ticks = user_and_system(&stat).context("/proc/PID/stat has another form")?;
    Ok(Duration::from_secs_f64(seconds(ticks)))
}

/// The name of the process, which may contain anything, ends with the last bracket; the 12th and 13th field behind it are what is wanted.
fn user_and_system(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Some(next()? + next()?)
}

fn seconds(ticks: u64) -> f64 {
    ticks as f64 / rustix::param::clock_ticks_per_second() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_process_does_not_move_its_figures() {
        let stat = "812 (a) b (c) S 1 812 812 0 -1 4194560 1 2 3 4 150 50 6 7 20 0 4 0 99 1000 20";
        assert_eq!(user_and_system(stat), Some(200));
        assert_eq!(user_and_system("812 (short) S 1"), None);
    }

    #[test]
    fn busy_is_neither_idle_nor_stolen() {
        let Machine { busy, stolen, all } = Machine::parse("10 1 5 100 20 2 3 7 4 0").unwrap();
        assert_eq!((busy, stolen, all), (21, 7, 148));
        assert!(Machine::parse("1 2 3 4").is_none());
    }

    #[test]
    fn the_generator_is_counted() {
        let tiers = Tiers::of([]).unwrap();
        let before = tiers.now().unwrap();
        let shares = tiers.since(&before).unwrap();
        assert_eq!(shares.tiers.first().unwrap().0, "generator");
        assert!(Tiers::of([("no process", i32::MAX)]).unwrap().now().is_err());
    }
}
