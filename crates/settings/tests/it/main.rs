//! Settings as a process meets them.

#[cfg(test)]
mod places;
