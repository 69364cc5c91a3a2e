//! A demo: for one person at their own machine, who wants to be several buyers and pays with test methods.

use std::net::SocketAddr;

use settings::{Settings, SettingsError};

const PUBLIC: &str = "HOLDFAST_DEMO_PUBLIC";

/// Where others reach it, anyone could act as any buyer and pay with nothing, so that has to be requested by name.
pub(super) fn refuse_where_others_reach_it(
    is_demo: bool,
    listen: SocketAddr,
    settings: &mut Settings,
) -> Result<(), SettingsError> {
    let about = "let a demo listen on an address that others reach, where anyone may act as any buyer and pay with nothing";
    let is_public = settings.value(PUBLIC, false, about)?;
    if !is_demo || is_public || listen.ip().is_loopback() {
        return Ok(());
    }
    let reason = format!(
        "a demo on {listen} lets anyone who reaches it act as any buyer; listen on 127.0.0.1, or allow it with {PUBLIC}=true"
    );
    Err(SettingsError::refused(Settings::DEMO, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_that_others_reach_has_to_be_requested_by_name() {
        for (is_demo, listen, public, is_refused) in [
            (true, "127.0.0.1:80", None, false),
            (true, "[::1]:80", None, false),
            (true, "0.0.0.0:80", None, true),
            (true, "0.0.0.0:80", Some("false"), true),
            (true, "0.0.0.0:80", Some("true"), false),
            (false, "0.0.0.0:80", None, false),
        ] {
            let env = public.map(|public: &str| (PUBLIC.to_owned(), public.to_owned()));
            let mut settings = Settings::load(Vec::new(), env).unwrap();
            let outcome = refuse_where_others_reach_it(is_demo, listen.parse().unwrap(), &mut settings);
            assert_eq!(outcome.is_err(), is_refused, "{listen} {public:?}");
        }
    }
}
