//! One change, and a frame for everyone who watches the map: frames for each second of processor time, beside a bare loop of writes; how stale
//! they are on arrival; and what an idle reader costs.

mod case;
mod changes;
mod sockets;
mod staleness;

use self::case::{Case, Measured};
use self::changes::Change;
use super::seats::{STADIUM_SEATS, STADIUM_SETTING};
use crate::check;
use crate::floors::SendFloor;
use crate::load::{Crowd, Feed};
use crate::measure::Timing;
use crate::programs;
use crate::report::{Goal, Part, Row, counted};
use crate::subjects::{Settings, Stack, Subject};

const ABOUT: &str = "`GET /api/events/6/seats/stream` of the catalog in the real stack. Frames that arrived, for each second of its processor time, in \
                     which it follows the changes too; beside one thread that writes a frame of the same size to as many sockets and does \
                     nothing else, in turn. The readers are one thread in both. Stale: from the answer to the buyer who made the change to its \
                     arrival at a reader.";
/// Every case of so many readers. The larger crowd comes first, to a process that has not grown for another one yet.
const CROWDS: [(usize, &[Case]); 2] = [
    (
        10_000,
        &[
            Case { changes_per_second: 20.0, is_batched: true },
            Case { changes_per_second: 2_000.0, is_batched: true },
        ],
    ),
    (
        2_000,
        &[
            Case { changes_per_second: 20.0, is_batched: false },
            Case { changes_per_second: 20.0, is_batched: true },
            Case { changes_per_second: 2_000.0, is_batched: true },
        ],
    ),
];
/// The crowds of both sides are in one process, which may have 20,000 files.
const FLOOR_READERS_MAX: usize = 9_500;
const IDLE_READERS: usize = 10_000;
const IDLE_BYTES_MAX: f64 = 8.0 * 1_024.0;

pub(super) use sockets::measure as sockets;

pub(super) async fn measure(timing: Timing) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let stack = Stack::fresh(crowded())?;
    let mut part = Part::about(ABOUT);
    let (idle, readers) = (idle_bytes(&stack, changes::stream(true)).await?, counted(IDLE_READERS));
    let row = Row::single(format!("{readers} readers that only wait: memory for each"), idle, "bytes");
    part.add(row.goal(Goal::AtMost(IDLE_BYTES_MAX)));
    let mut change = Change::default();
    for (readers, cases) in CROWDS {
        crowd(&stack, readers, cases, &mut change, timing, &mut part).await?;
    }
    check::verify(&holdfast, stack.addresses().internal.order)?;
    part.note(
        "the bare loop has at most 9,500 readers, because the generator may open 20,000 files and reads both",
    );
    Ok(part)
}

async fn crowd(
    stack: &Stack,
    readers: usize,
    cases: &[Case],
    change: &mut Change,
    timing: Timing,
    part: &mut Part,
) -> anyhow::Result<()> {
    let mut floor = SendFloor::to(readers.min(FLOOR_READERS_MAX)).await?;
    let mut measured: Vec<Measured> = Vec::new();
    for case in cases {
        let figures = case.measure(stack, &mut floor, change, readers, timing).await?;
        part.add(figures.row(format!("{} readers, {case}", counted(readers))));
        part.disturbed(figures.disturbance);
        measured.push(figures);
    }
    if let [.., few, many] = measured.as_slice() {
        let what = format!("{} readers, batched: processor time at 2,000 changes a second", counted(readers));
        let row = Row::new(what, &many.spent, "s/s").over(&many.spent, "at 20", &few.spent);
        part.add(row.goal(Goal::AtMost(1.15)));
    }
    Ok(())
}

/// Limits that admit a crowd from few addresses.
pub(super) fn crowded() -> Settings {
    let limits = [
        ("HOLDFAST_STREAMS", "20000"),
        ("HOLDFAST_STREAMS_PER_CALLER", "20000"),
        ("HOLDFAST_STREAMS_PER_ADDRESS", "20000"),
        // The readers here answer no pings.
        ("HOLDFAST_WS_IDLE_MS", "3600000"),
    ];
    let limits = limits.map(|(name, value)| (name, value.to_owned()));
    limits.into_iter().chain([(STADIUM_SETTING, STADIUM_SEATS.to_string())]).collect()
}

/// By how much the catalog grows for each reader that is connected and receives nothing.
async fn idle_bytes(stack: &Stack, feed: Feed) -> anyhow::Result<f64> {
    stack.tiers()?.wait_until_idle().await?;
    let before = stack.memory(case::SERVER)?;
    let crowd = Crowd::gather(stack.addresses().catalog, IDLE_READERS, Some(feed)).await?;
    crowd.settle().await;
    let grown = stack.memory(case::SERVER)? - before;
    crowd.leave()?;
    Ok(grown / IDLE_READERS as f64)
}
