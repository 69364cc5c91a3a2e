//! What a waiting room needs from an engine and from other services, as a contract.

mod line_store;
mod stock_source;
mod unavailable;

pub use line_store::{
    ClaimError, JoinError, LineStore, RECORDS_KEPT, RoomError, ViewAnswer, ViewCursor, ViewUpdate,
};
pub use stock_source::{StockSource, StockUnknown};
pub use unavailable::LineUnavailable;
