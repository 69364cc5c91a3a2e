//! The neighbours of order, asked over HTTP.

mod books;
mod prices;
mod seats;

pub use books::HttpBooks;
pub use prices::HttpPrices;
pub use seats::HttpSeats;
