//! Rules that a test can switch off, to see who notices. Debug builds only: a release build has no such switch.
//!
//! `HOLDFAST_RULES_OFF=owner-check,pin` switches off what `rule_is_off!("owner-check")` and `rule_is_off!("pin")` stand beside.

/// False in a release build, where nothing of it is left.
#[macro_export]
macro_rules! rule_is_off {
    ($name:literal) => {{
        #[cfg(debug_assertions)]
        let is_off = $crate::rules::is_off($name);
        #[cfg(not(debug_assertions))]
        let is_off = false;
        is_off
    }};
}

#[cfg(debug_assertions)]
#[must_use]
pub fn is_off(name: &str) -> bool {
    use std::sync::OnceLock;

    static OFF: OnceLock<Vec<String>> = OnceLock::new();

    let off = OFF.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "not a setting, and absent from release builds")]
        let names = std::env::var("HOLDFAST_RULES_OFF").unwrap_or_default();
        names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    });
    off.iter().any(|off| off == name)
}
