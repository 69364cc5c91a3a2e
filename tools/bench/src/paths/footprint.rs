//! What the one process costs while nothing happens: until it is ready, and in memory.

use super::seats::{ARENA, show};
use crate::load::Connection;
use crate::measure::Timing;
use crate::programs;
use crate::report::{Goal, Part, Row};
use crate::subjects::{Embedded, Settings, Subject};

const ABOUT: &str = "The one process: from its start to its line that it is ready, on a data folder with the demo season; and what is \
                     resident of it.";
const MEGABYTE: f64 = 1_024.0 * 1_024.0;

pub(super) async fn measure(timing: Timing) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    let mut subject = Embedded::fresh(&holdfast, Settings::new())?;
    let mut starts = Vec::new();
    for _ in 0..timing.rounds {
        subject.kill_and_start_again()?;
        starts.push(subject.process().start.as_secs_f64() * 1_000.0);
    }
    let mut connection = Connection::open(subject.addresses().catalog).await?;
    connection.exchange(&show(ARENA, "")).await?.expect(200)?;
    let loaded = subject.process().memory()? / MEGABYTE;
    drop(subject);
    let empty = Embedded::empty(&holdfast)?.process().memory()? / MEGABYTE;
    let mut part = Part::about(ABOUT);
    part.add(Row::new("start to ready, demo season on disk", &starts, "ms").goal(Goal::AtMost(300.0)));
    part.add(Row::single("memory, no events", empty, "MB").goal(Goal::AtMost(60.0)));
    let what = "memory, season loaded, arena map rendered";
    part.add(Row::single(what, loaded, "MB").goal(Goal::AtMost(120.0)));
    Ok(part)
}
