//! Examples of bodies: a type has its own beside its fields. Here they become components, and each body of that type refers to them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Content, OpenApi, RefOr};

use super::operations::{self, reference};

/// Runs before refusals are shared: theirs are their own.
pub(super) fn share(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    let mut used = BTreeSet::new();
    for operation in operations::of(&mut document.paths) {
        for content in bodies(operation) {
            let Some(name) = content.schema.as_ref().and_then(type_of) else { continue };
            let Some(RefOr::T(schema)) = components.schemas.get_mut(&name) else { continue };
            let own = examples_of(schema).map_or(0, |examples| examples.len());
            let names = (1..=own).map(|number| example_name(&name, number));
            content.examples.extend(names.map(|name| {
                let component = reference("examples", &name, "");
                (name, RefOr::Ref(component))
            }));
            used.insert(name);
        }
    }
    for name in used {
        let Some(RefOr::T(schema)) = components.schemas.get_mut(&name) else { continue };
        let examples = examples_of(schema).map(std::mem::take).unwrap_or_default();
        components.examples.extend(named(&name, examples));
    }
}

fn named(name: &str, examples: Vec<Value>) -> BTreeMap<String, RefOr<Example>> {
    let component = |example| RefOr::T(ExampleBuilder::new().value(Some(example)).build());
    let numbered = (1..).zip(examples);
    numbered.map(|(number, example)| (example_name(name, number), component(example))).collect()
}

/// The first has the name of its type.
fn example_name(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}{number}") }
}

fn bodies(operation: &mut Operation) -> impl Iterator<Item = &mut Content> {
    let request = operation.request_body.iter_mut().filter_map(own);
    let responses = operation.responses.responses.values_mut().filter_map(own);
    let answers = responses.flat_map(|response| response.content.values_mut());
    request.flat_map(|request| request.content.values_mut()).chain(answers).filter_map(own)
}

fn own<T>(part: &mut RefOr<T>) -> Option<&mut T> {
    match part {
        RefOr::T(own) => Some(own),
        RefOr::Ref(_) => None,
    }
}

fn type_of(schema: &RefOr<Schema>) -> Option<String> {
    match schema {
        RefOr::Ref(reference) => reference.ref_location.rsplit('/').next().map(str::to_owned),
        RefOr::T(_) => None,
    }
}

pub(super) fn examples_of(schema: &mut Schema) -> Option<&mut Vec<Value>> {
    match schema {
        Schema::Object(object) => Some(&mut object.examples),
        Schema::OneOf(either) => Some(&mut either.examples),
        Schema::AllOf(all) => Some(&mut all.examples),
        Schema::Array(_) | Schema::AnyOf(_) | _ => None,
    }
}
