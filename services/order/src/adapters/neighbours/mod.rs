//! The services that order calls, each behind the ports that order needs of it.

mod books;
mod prices;
mod seats;

pub use books::NeighbourBooks;
pub use prices::CatalogPrices;
pub use seats::ReservedSeats;
