//! The neighbours of reservation, asked over HTTP.

mod events;
mod sales;

pub use events::HttpEvents;
pub use sales::HttpSales;
