//! Kubernetes objects, as a chart renders them or as they are written.

use anyhow::Context;
use serde_json::Value;

/// The label that says which part of Holdfast an object belongs to.
pub(crate) const COMPONENT: &str = "app.kubernetes.io/component";

#[derive(Debug, Clone)]
pub(crate) struct Object(pub(crate) Value);

/// All objects of a file with one document or several.
pub(crate) fn parse(text: &str) -> anyhow::Result<Vec<Object>> {
    let documents: Vec<Value> = serde_saphyr::from_multiple(text).context("this is not YAML")?;
    Ok(documents.into_iter().map(Object).collect())
}

impl Object {
    pub(crate) fn kind(&self) -> &str {
        self.text("/kind")
    }

    pub(crate) fn name(&self) -> &str {
        self.text("/metadata/name")
    }

    /// Kind and name, for messages.
    pub(crate) fn title(&self) -> String {
        format!("{}/{}", self.kind(), self.name())
    }

    /// A field by its path, such as `/spec/replicas`; null where it is missing.
    pub(crate) fn at(&self, path: &str) -> &Value {
        at(&self.0, path)
    }

    pub(crate) fn text(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_default()
    }

    pub(crate) fn component(&self) -> &str {
        self.at("/metadata/labels").get(COMPONENT).and_then(Value::as_str).unwrap_or_default()
    }
}

/// A field of any value by its path; null where it is missing.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    value.pointer(path).unwrap_or(&Value::Null)
}

/// The items of a list; none where there is no list.
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_become_objects_and_empty_ones_are_left_out() {
        let objects = parse(
            "---\n# nothing\n---\nkind: Pod\nmetadata: {name: a, labels: {app.kubernetes.io/component: b}}\n",
        )
        .unwrap();
        assert_eq!(objects.len(), 1);
        assert_eq!((objects[0].title().as_str(), objects[0].component()), ("Pod/a", "b"));
        assert!(objects[0].at("/spec/replicas").is_null() && items(objects[0].at("/spec")).is_empty());
    }
}
