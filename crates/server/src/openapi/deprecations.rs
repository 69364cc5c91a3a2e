//! Marks the deprecated operations, by the list that the boundary answers by.

use contracts::http::headers;
use contracts::versions::{DEPRECATED, Deprecated};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{self, OpenApi, RefOr};

use super::headers::{LINK, add};

pub(super) fn mark(document: &mut OpenApi) {
    for deprecated in &DEPRECATED {
        let path = document.paths.paths.get_mut(deprecated.path);
        if let Some(operation) = path.and_then(|path| operation(path, deprecated.method)) {
            mark_one(operation, deprecated);
        }
    }
}

fn operation<'d>(path: &'d mut PathItem, method: &str) -> Option<&'d mut Operation> {
    match method {
        "GET" => path.get.as_mut(),
        "PUT" => path.put.as_mut(),
        "POST" => path.post.as_mut(),
        "DELETE" => path.delete.as_mut(),
        _ => None,
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
