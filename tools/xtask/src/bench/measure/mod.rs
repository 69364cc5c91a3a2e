//! What a measurement is made of: takes of a few seconds each, who spent how much of the processors in them, and how sure the median is.

mod interval;
mod pace;
mod processors;
mod takes;

pub(crate) use interval::{Chance, Interval};
pub(crate) use pace::Pace;
pub(crate) use processors::{Shares, Tiers};
pub(crate) use takes::{Latencies, Take, Takes, millis};
