//! The same changes over WebSockets and over event streams: frames for each second of processor time; and what an idle socket costs.

use anyhow::ensure;

use super::case::{SERVER, TELLS_APART, spent};
use super::changes::{Change, socket, stream};
use super::{IDLE_READERS, crowded, idle_bytes};
use crate::check;
use crate::load::{Crowd, Feed};
use crate::measure::{Interval, Timing};
use crate::programs;
use crate::report::{Goal, Part, Row, counted};
use crate::subjects::{Stack, Subject};

const ABOUT: &str = "`GET /ws?eventId=6` of the catalog in the real stack, beside its event stream in batches: as many readers of one and of the \
                     other in turn, while buyers make the same changes. Both send at most one frame a tick to each reader: a socket the stock, \
                     a stream the seats that changed. Frames that arrived, for each second of the processor time of the catalog.";
const READERS: usize = 5_000;
const CHANGES_PER_SECOND: f64 = 20.0;
const IDLE_BYTES_MAX: f64 = 12.0 * 1_024.0;

pub(crate) async fn measure(timing: Timing) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let stack = Stack::fresh(crowded())?;
    let mut part = Part::about(ABOUT);
    let idle = idle_bytes(&stack, socket()).await?;
    let what = format!("{} sockets that only wait: memory for each", counted(IDLE_READERS));
    part.add(Row::single(what, idle, "bytes").goal(Goal::AtMost(IDLE_BYTES_MAX)));
    let (mut change, mut sockets, mut streams) = (Change::default(), Vec::new(), Vec::new());
    for counts in timing.some_rounds() {
        let over_socket = frames(&stack, &mut change, timing, socket(), &mut part).await?;
        let over_stream = frames(&stack, &mut change, timing, stream(true), &mut part).await?;
        if counts {
            sockets.push(over_socket);
            streams.push(over_stream);
        }
    }
    let each = 1e6 / Interval::of(&sockets).middle;
    let what = format!("{} sockets, {CHANGES_PER_SECOND:.0} changes a second", counted(READERS));
    let row = Row::new(what, &sockets, "/s").over(&sockets, "event stream", &streams);
    part.add(row.goal(Goal::AtLeast(0.95)).cpu([(SERVER.to_owned(), each)].into()));
    check::verify(&holdfast, stack.addresses().internal.order)?;
    Ok(part)
}

/// To a crowd of its own, for each second of processor time.
async fn frames(
    stack: &Stack,
    change: &mut Change,
    timing: Timing,
    feed: Feed,
    part: &mut Part,
) -> anyhow::Result<f64> {
    let crowd = Crowd::gather(stack.addresses().catalog, READERS, Some(feed)).await?;
    crowd.settle().await;
    let before = crowd.read_so_far();
    let made = change.make(stack, CHANGES_PER_SECOND, timing, &crowd).await?;
    let frames = crowd.read_so_far().frames - before.frames;
    let result = crowd.leave()?;
    let newest = result.versions.iter().max().copied().unwrap_or_default();
    let behind = result.versions.iter().filter(|version| **version != newest).count();
    ensure!(frames > 0 && behind == 0, "{behind} of {READERS} readers did not end at frame {newest}");
    part.disturbed((made.shares.foreign, made.shares.stolen));
    Ok(frames as f64 / spent(&made)?.max(TELLS_APART))
}
