//! The service composed on a Redis or a Redis Cluster.

use std::sync::Arc;

use platform::{Module, Platform};
use settings::RotatingSecret;

use crate::adapters::neighbours::CatalogStock;
use crate::adapters::redis::RedisLines;
use crate::composition::module;
use crate::config::Config;

pub use redis_nodes::NodesOptions as Options;

pub(crate) async fn build(
    config: Config,
    options: Options,
    address: &RotatingSecret,
    platform: &Platform,
) -> anyhow::Result<Module> {
    let lines = RedisLines::connect(&options.at(address)?, platform.tasks());
    lines.check_access().await?;
    let stock = Arc::new(CatalogStock(platform.client()?));
    module(config, Arc::new(lines), stock, platform)
}
