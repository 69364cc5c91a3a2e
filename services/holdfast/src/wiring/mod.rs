//! What services ask of each other, answered in the same process: each file puts one service's port on another's app.

mod books;
mod events;
mod prices;
mod sales;
mod seat_source;
mod seats;

pub(crate) use books::HouseBooks;
pub(crate) use events::CatalogEvents;
pub(crate) use prices::CatalogPrices;
pub(crate) use sales::OrderSales;
pub(crate) use seat_source::SeatSource;
pub(crate) use seats::ReservedSeats;
