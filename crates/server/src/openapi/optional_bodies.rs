//! Bodies that may be absent. `Option<Body>` is described as a body or null; but null is a body, and refused like any other value that is no object.

use utoipa::openapi::schema::Schema;
use utoipa::openapi::{OpenApi, RefOr, Required};

use super::operations;

pub(super) fn mark(document: &mut OpenApi) {
    for operation in operations::of(&mut document.paths) {
        let Some(RefOr::T(request)) = &mut operation.request_body else { continue };
        for content in request.content.values_mut() {
            let RefOr::T(content) = content else { continue };
            if let Some(body) = content.schema.as_ref().and_then(without_null) {
                content.schema = Some(body);
                request.required = Some(Required::False);
            }
        }
    }
}

fn without_null(schema: &RefOr<Schema>) -> Option<RefOr<Schema>> {
    let RefOr::T(Schema::OneOf(either)) = schema else { return None };
    either.items.iter().find(|one| matches!(one, RefOr::Ref(_))).cloned()
}
