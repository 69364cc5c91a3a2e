//! An order from its acceptance to CONFIRMED, beside the sum of the hops that it cannot do without: on the real stack, one at a time and at
//! fixed rates, and on the single process.

mod alone;
mod buyers;
mod decided;
mod embedded;
mod histograms;
mod loaded;
pub(super) mod overload;
mod setup;

use self::setup::{Floors, settings};
use crate::check;
use crate::measure::Timing;
use crate::programs;
use crate::report::{Durability, Part, Report};
use crate::subjects::{Stack, Subject};

const ABOUT: &str = "From the answer that accepts an order to CONFIRMED on the order's own stream. The floor is the sum of its hops, each measured \
                     alone in the same round: three durable commits, four messages through Kafka, one script in Redis.";

pub(super) async fn measure(timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let stack = Stack::fresh(settings())?;
    let floors = Floors::beside(&stack)?;
    let mut part = Part::about(ABOUT);
    alone::on_the_stack(&stack, &floors, timing, &mut part).await?;
    loaded::on_the_stack(&stack, &floors, timing, &mut part).await?;
    check::verify(&holdfast, stack.addresses().internal.order)?;
    report.add_durability(Durability::of_engines(stack.redis(), stack.mariadb())?);
    drop(stack);
    embedded::measure(&holdfast, timing, &mut part).await?;
    Ok(part)
}
