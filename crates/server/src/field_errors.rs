//! Collects what is wrong with the fields of a request, so that one answer reports all of it.

use std::collections::BTreeMap;

use contracts::http::error::{FieldErrorBody, FieldFault};

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FieldErrors(BTreeMap<String, (FieldFault, String)>);

impl FieldErrors {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For a request with one bad field.
    #[must_use]
    pub fn one(field: impl Into<String>, fault: FieldFault, message: impl Into<String>) -> Self {
        Self(BTreeMap::from([(field.into(), (fault, message.into()))]))
    }

    /// Adds what is wrong with the value of a field, by its name on the wire. The first entry of a field stays.
    pub fn add(
        &mut self,
        field: impl Into<String>,
        fault: FieldFault,
        message: impl Into<String>,
    ) -> &mut Self {
        self.0.entry(field.into()).or_insert_with(|| (fault, message.into()));
        self
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An error if there are any: 422 VALIDATION_FAILED with every field, as an `ApiError`.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    pub(crate) fn into_list(self) -> Vec<FieldErrorBody> {
        let field = |(field, (code, message))| FieldErrorBody { field, code, message };
        self.0.into_iter().map(field).collect()
    }
}
