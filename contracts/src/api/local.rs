//! A neighbour in the same process that may not have been built yet.

use std::sync::{Arc, OnceLock};

use super::CallError;

/// Services of one process are built one after the other and call each other in a circle: a caller gets this handle, and the neighbour
/// behind it is looked up at each call. Until it is there, it is unavailable like any other that has not started.
pub struct Local<A: ?Sized>(Arc<OnceLock<Arc<A>>>);

#[derive(Debug, thiserror::Error)]
#[error("the service has not been built in this process yet")]
struct NotBuilt;

impl<A: ?Sized> Local<A> {
    /// From now on this one answers. The first one stays.
    pub fn bind(&self, api: Arc<A>) {
        self.0.get_or_init(|| api);
    }

    pub(super) fn get(&self) -> Result<&Arc<A>, CallError> {
        self.0.get().ok_or_else(|| CallError::unavailable(NotBuilt))
    }
}

impl<A: ?Sized> Default for Local<A> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<A: ?Sized> Clone for Local<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
