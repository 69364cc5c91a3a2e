//! The services whose word counts more than the seat store's: order, which keeps the sales, and the catalog, which publishes the events.

mod events;
mod sales;

pub use events::CatalogEvents;
pub use sales::OrderSales;
