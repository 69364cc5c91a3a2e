//! One thread that writes one frame to each of its connections, and nothing else.

use anyhow::Context;

use crate::bench::load::Crowd;
use crate::bench::measure::Tiers;
use crate::bench::programs;
use crate::bench::subjects::Announced;

const NAME: &str = "send loop";
/// As often as a stream in batches says something.
const GAP_MS: usize = 100;
/// In one turn: enough that a clock tick is a small part of what they take.
const FRAMES: usize = 60_000;

pub(crate) struct SendFloor {
    process: Announced,
    crowd: Crowd,
    tiers: Tiers,
    times: usize,
}

impl SendFloor {
    /// With so many readers.
    pub(crate) async fn to(readers: usize) -> anyhow::Result<Self> {
        let process = Announced::start(&programs::floor("server", "send_floor")?, &[], &[])?;
        let crowd = Crowd::gather(process.address, readers, None).await?;
        let tiers = Tiers::of([(NAME, process.pid()?)])?;
        Ok(Self { process, crowd, tiers, times: FRAMES.div_ceil(readers) })
    }

    /// All get a frame of this size some times. Gives how many frames there were for each second of the sender's processor.
    pub(crate) async fn frames_per_cpu_second(&mut self, bytes: usize) -> anyhow::Result<f64> {
        let before = self.tiers.now()?;
        let sent: f64 = self.process.ask(&format!("{bytes} {} {GAP_MS}", self.times))?.trim().parse()?;
        self.crowd.settle().await;
        let shares = self.tiers.since(&before)?;
        let spent = shares.of(NAME).context("the sender is not counted")?;
        Ok(sent / spent.as_secs_f64().max(f64::MIN_POSITIVE))
    }
}
