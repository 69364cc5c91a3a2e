//! The operations of a document, and how its parts refer to components.

use utoipa::openapi::path::Operation;
use utoipa::openapi::{Paths, Ref};

pub(super) fn of(paths: &mut Paths) -> impl Iterator<Item = &mut Operation> {
    paths.paths.values_mut().flat_map(|path| {
        let methods = [&mut path.get, &mut path.put, &mut path.post, &mut path.delete, &mut path.patch];
        methods.into_iter().flatten()
    })
}

pub(super) fn find<'d>(paths: &'d mut Paths, method: &str, path: &str) -> Option<&'d mut Operation> {
    let path = paths.paths.get_mut(path)?;
    match method {
        "GET" => path.get.as_mut(),
        "PUT" => path.put.as_mut(),
        "POST" => path.post.as_mut(),
        "DELETE" => path.delete.as_mut(),
        "PATCH" => path.patch.as_mut(),
        _ => None,
    }
}

/// `Idempotency-Key` and `eventId` as names of components: `IdempotencyKey`, `EventId`.
pub(super) fn component_name(name: &str) -> String {
    let words = name.trim_start_matches("X-").split('-');
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    words.filter_map(capital).collect()
}

/// A component; `description` is what it means here, if it is not empty.
pub(super) fn reference(kind: &str, name: &str, description: &str) -> Ref {
    let mut reference = Ref::new(format!("#/components/{kind}/{name}"));
    description.clone_into(&mut reference.description);
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_is_named_in_one_style() {
        for (name, component) in [
            ("Idempotency-Key", "IdempotencyKey"),
            ("eventId", "EventId"),
            ("X-Caller-Id", "CallerId"),
            ("ETag", "ETag"),
        ] {
            assert_eq!(component_name(name), component);
        }
    }
}
