//! Where a server answers. A restarted server listens on another port, and its clients have to find it there.

use std::sync::{Arc, PoisonError, RwLock};

/// Shared by a server and all clients made for it.
#[derive(Debug, Clone)]
pub struct Address(Arc<RwLock<String>>);

impl Address {
    /// `base_url` without a slash at the end, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self(Arc::new(RwLock::new(base_url.into())))
    }

    #[must_use]
    pub fn base_url(&self) -> String {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url())
    }

    pub fn moved_to(&self, base_url: impl Into<String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = base_url.into();
    }
}
