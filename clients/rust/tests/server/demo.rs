//! The running demo, and who buys from it.

use holdfast_client::Holdfast;

pub(crate) const SHOW: i64 = 1;
pub(crate) const WAREHOUSE: i64 = 8;

/// A buyer without a name.
pub(crate) fn buyer() -> Holdfast {
    #[expect(clippy::disallowed_methods, reason = "the settings crate is for the product")]
    let url = std::env::var("HOLDFAST_URL").expect("HOLDFAST_URL");
    Holdfast::at(&url)
}
