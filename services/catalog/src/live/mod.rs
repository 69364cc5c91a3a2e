//! The live seat maps: one projection an event, its recent changes as finished frames, and its renderings.
//!
//! One follower writes, everyone else reads. A reader is a cursor of a few bytes: frames and renderings are made once and shared, and a reader
//! that falls behind the ring of recent changes has to fetch the map again.

mod batches;
mod cursor;
mod encoded;
mod error;
mod frames;
mod map;
mod maps;
mod order_inbox;
mod order_updates;
mod plan;
mod renderings;
mod ring;
mod sale_feed;
mod sale_feeds;

pub use cursor::{Cursor, LastSeen, Mode};
pub use encoded::Encoded;
pub use error::RenderError;
pub use map::LiveMap;
pub use maps::LiveMaps;
pub use order_inbox::{OrderUpdate, WatchedStatus};
pub use order_updates::{OrderUpdates, OrderWatch};
pub use plan::SeatPlan;
pub use renderings::{Form, Rendering, Variant};
pub use ring::{KeptChange, ResumeError, Ring};
pub use sale_feed::{SaleCursor, SaleFeed};
pub use sale_feeds::SaleFeeds;
