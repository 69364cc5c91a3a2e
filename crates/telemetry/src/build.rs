//! Which build this is, for the metrics: what an image was built from is given to its build in the environment.

/// Of the release, or of the crates where an image has none.
const VERSION: &str = match option_env!("HOLDFAST_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};
/// The commit.
const REVISION: &str = match option_env!("HOLDFAST_REVISION") {
    Some(revision) => revision,
    None => "unknown",
};

/// A number that says nothing, with labels that do: during a rollout both versions are counted by it.
pub(crate) fn record() {
    ::metrics::gauge!("holdfast_build_info", "version" => VERSION, "revision" => REVISION).set(1.0);
}
