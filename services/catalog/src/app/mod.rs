//! The use cases of the catalog. The only type that handlers, workers and other services hold is [`Catalog`].

mod catalog;
mod error;
mod forget_events;
mod list_events;
mod load_maps;
mod plant_season;
mod publish;
mod watch_sale;

pub use catalog::Catalog;
pub use error::CatalogError;
pub use list_events::{EventPage, EventView};
pub use plant_season::SeasonError;
pub use publish::Published;
