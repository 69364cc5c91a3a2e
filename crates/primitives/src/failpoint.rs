//! Places where a test can make the process die, to see what a crash there leaves behind. Debug builds only.
//!
//! Armed by `HOLDFAST_FAILPOINT=name:n`: the n-th time that the named place is reached, the process aborts.

/// Dies here if this place is armed. Compiles to nothing in a release build.
#[macro_export]
macro_rules! failpoint {
    ($name:literal) => {
        #[cfg(debug_assertions)]
        $crate::failpoint::reached($name);
    };
}

#[cfg(debug_assertions)]
pub fn reached(name: &str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static ARMED: OnceLock<Option<(String, AtomicU64)>> = OnceLock::new();

    let armed = ARMED.get_or_init(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "a failpoint is not a setting, and absent from release builds"
        )]
        let text = std::env::var("HOLDFAST_FAILPOINT").ok()?;
        let (name, count) = text.split_once(':')?;
        Some((name.to_owned(), AtomicU64::new(count.parse().ok()?)))
    });
    if let Some((armed, left)) = armed
        && armed == name
        && left.fetch_sub(1, Ordering::SeqCst) == 1
    {
        std::process::abort();
    }
}
