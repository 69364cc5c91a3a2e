//! On a real Redis.

#[cfg(test)]
mod rates;
