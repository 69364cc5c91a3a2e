//! Marks the deprecated operations, by the list that the boundary answers by.

use contracts::http::headers;
use contracts::versions::{DEPRECATED, Deprecated};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{self, OpenApi, RefOr};

use super::headers::{LINK, add};
use super::operations;

pub(super) fn mark(document: &mut OpenApi) {
    for deprecated in &DEPRECATED {
        if let Some(operation) = operations::find(&mut document.paths, deprecated.method, deprecated.path) {
            mark_one(operation, deprecated);
        }
    }
}

fn mark_one(operation: &mut Operation, Deprecated { since, instead, .. }: &Deprecated) {
    operation.deprecated = Some(openapi::Deprecated::True);
    let about = operation.description.take().unwrap_or_default();
    let note = format!("Deprecated since {}: `{instead}` takes its place.", since.number);
    operation.description = Some(format!("{note}\n\n{about}").trim_end().to_owned());
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(own) = response {
            add(own, &[headers::DEPRECATION, headers::SUNSET, LINK]);
        }
    }
}
