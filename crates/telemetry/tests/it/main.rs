//! What reaches a collector.

#[cfg(test)]
mod export;
