//! What the catalog knows: events, their seats and prices, and how a seat map follows numbered changes. Pure.

mod event;
mod layout;
mod prices;
mod projection;
pub mod season;
mod stage;
mod statuses;
mod time_zone;

pub use event::{Bilingual, Event, EventDetails, InvalidEvent, NewEvent};
pub use layout::{InvalidLayout, Layout, Place, Section};
pub use prices::{EventPrices, SeatRange};
pub use projection::{CaughtUp, Delta, FetchReason, Position, Projection, Received, Snapshot};
pub use stage::{InvalidStage, Stage};
pub use statuses::{SeatStatus, Statuses};
pub use time_zone::{InvalidTimeZone, TimeZone};
