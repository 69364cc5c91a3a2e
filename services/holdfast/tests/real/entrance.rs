//! How these tests enter the system: each service directly, or all of them through the reverse proxy.

use testkit::installation::Engines;
use testkit::{Installation, Options};

use crate::system::binaries;

pub(crate) async fn start(options: &Options) -> Installation {
    let mut house = Installation::start(binaries(), Engines::shared(), 1, options).await;
    if is_through_the_proxy() {
        house.put_behind_proxy();
    }
    house
}

#[expect(clippy::disallowed_methods, reason = "a setting of the tests, not of the product")]
pub(crate) fn is_through_the_proxy() -> bool {
    std::env::var("HOLDFAST_TEST_ENTRANCE").is_ok_and(|entrance| entrance == "proxy")
}
