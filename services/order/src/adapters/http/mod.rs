//! The neighbours of order, asked over HTTP.

mod prices;
mod seats;

pub use prices::HttpPrices;
pub use seats::HttpSeats;
