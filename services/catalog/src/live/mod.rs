//! The live seat maps: one projection an event, its recent changes as ready frames, and its renderings.
//!
//! One follower writes, everybody else reads. A reader is a cursor of a few bytes: frames and renderings are made once and shared,
//! and a reader that is too slow for the ring of recent changes is told to fetch the map again.

mod batches;
mod cursor;
mod encoded;
mod frames;
mod map;
mod maps;
mod plan;
mod ring;
mod snapshots;

pub use cursor::{Cursor, LastSeen, Mode};
pub use encoded::Encoded;
pub use map::LiveMap;
pub use maps::LiveMaps;
pub use plan::SeatPlan;
pub use ring::{Behind, Ring};
pub use snapshots::{Form, RenderError, Rendering, Variant};
