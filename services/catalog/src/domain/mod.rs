//! What the catalog knows: events, their seats and prices, and how a seat map follows numbered changes. Pure.

mod arc;
mod event;
mod flag;
mod genre;
mod layout;
mod place;
mod pools;
mod prices;
mod projection;
pub mod season;
mod section;
mod stage;
mod statuses;
mod stock;
mod time_zone;

pub use arc::{InvalidArc, Point, SectionArc};
pub use event::{Bilingual, Event, EventCursor, EventDetails, InvalidEvent, NewEvent};
pub use flag::{InvalidFlag, SeatFlag};
pub use genre::{Genre, InvalidGenre};
pub use layout::{InvalidLayout, Layout, SeatLocation, SectionSeats};
pub use place::{PlaceStage, PlaceStanding};
pub use pools::{PoolCount, Pools};
pub use prices::{EventPrices, SeatRange};
pub use projection::{CaughtUp, ChangeOutcome, Delta, FetchReason, MapPosition, Projection, Snapshot};
pub use section::{PriceTier, Section, StandingRoom};
pub use stage::{InvalidStage, Stage};
pub use statuses::{SeatStatus, Statuses};
pub use stock::{SalePhase, Stock};
pub use time_zone::{InvalidTimeZone, TimeZone};
