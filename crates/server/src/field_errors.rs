//! Collects what is wrong with the fields of a request, so that the caller hears all of it at once.

use std::collections::BTreeMap;

use contracts::ErrorCode;

use crate::ApiError;

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FieldErrors(BTreeMap<String, String>);

impl FieldErrors {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For a request with one bad field.
    #[must_use]
    pub fn of(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(field, message);
        errors
    }

    /// Notes what is wrong with a field, by its name on the wire. What was said first about a field stays.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) -> &mut Self {
        self.0.entry(field.into()).or_insert_with(|| message.into());
        self
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fine if nothing was noted, otherwise 422 VALIDATION_FAILED with every field.
    pub fn into_result(self) -> Result<(), ApiError> {
        if self.is_empty() { Ok(()) } else { Err(self.into()) }
    }

    pub(crate) fn into_map(self) -> BTreeMap<String, String> {
        self.0
    }
}

impl From<FieldErrors> for ApiError {
    fn from(errors: FieldErrors) -> Self {
        Self::new(ErrorCode::ValidationFailed, "the request has fields that cannot be used")
            .with_fields(errors)
    }
}
