//! What a measurement is made of: takes of a few seconds each, who spent how much of the processors in them, and how sure the median is.

mod cpu;
mod interval;
mod scaling;
mod takes;
mod timing;

pub(crate) use cpu::{CoreTime, CpuShares, CpuTimes, Tiers};
pub(crate) use interval::{Chance, Interval};
pub(crate) use scaling::Scaling;
pub(crate) use takes::{Latencies, Take, Takes, millis};
pub(crate) use timing::Timing;
