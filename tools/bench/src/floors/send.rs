//! One thread that writes one frame to each of its connections, and nothing else.

use anyhow::Context;

use crate::load::Crowd;
use crate::measure::Tiers;
use crate::programs;
use crate::subjects::ServerProcess;

const NAME: &str = "send loop";
/// The tick of a batched stream.
const GAP_MS: usize = 100;
/// In one take: enough that a clock tick is a small part of the processor time.
const FRAMES: usize = 60_000;

pub(crate) struct SendFloor {
    process: ServerProcess,
    crowd: Crowd,
    tiers: Tiers,
    times: usize,
}

impl SendFloor {
    /// With this number of readers.
    pub(crate) async fn to(readers: usize) -> anyhow::Result<Self> {
        let process = ServerProcess::start(&programs::floor("send_floor")?, &[], &[])?;
        let crowd = Crowd::gather(process.address, readers, None).await?;
        let tiers = Tiers::of([(NAME, process.pid()?)])?;
        Ok(Self { process, crowd, tiers, times: FRAMES.div_ceil(readers) })
    }

    /// Sends all readers some frames of this size. Gives the number of frames for each second of the sender's processor time.
    pub(crate) async fn frames_per_cpu_second(&mut self, bytes: usize) -> anyhow::Result<f64> {
        let before = self.tiers.now()?;
        let sent: f64 = self.process.command(&format!("{bytes} {} {GAP_MS}", self.times))?.trim().parse()?;
        self.crowd.settle().await;
        let shares = self.tiers.since(&before)?;
        let spent = shares.of(NAME).context("the sender is not counted")?;
        Ok(sent / spent.as_secs_f64().max(f64::MIN_POSITIVE))
    }
}
