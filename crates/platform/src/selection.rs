//! Which of its services a process serves.

use contracts::services::ServiceInfo;
use settings::{Settings, SettingsError};

const SERVICES: &str = "HOLDFAST_SERVICES";

/// The names of the services to serve: all of them, unless some were named.
pub(crate) fn read(settings: &mut Settings, all: &[ServiceInfo]) -> Result<Vec<&'static str>, SettingsError> {
    let known: Vec<&'static str> = all.iter().map(|service| service.name).collect();
    let about = format!(
        "the services to serve, separated by commas, such as order,payment; absent: all of {}. The others are called by their addresses",
        known.join(", ")
    );
    let Some(given) = settings.optional::<String>(SERVICES, about)? else { return Ok(known) };
    let named: Vec<&str> = given.split(',').map(str::trim).collect();
    match named.iter().find(|name| !known.contains(name)) {
        Some(unknown) => {
            let reason = format!("there is no service `{unknown}`; there are {}", known.join(", "));
            Err(SettingsError::refused(SERVICES, reason))
        }
        None => Ok(known.into_iter().filter(|service| named.contains(service)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use contracts::services::ALL;

    use super::*;

    fn selected(given: Option<&str>) -> Result<Vec<&'static str>, String> {
        let env = given.map(|given| (SERVICES.to_owned(), given.to_owned()));
        read(&mut Settings::load([], env).unwrap(), ALL).map_err(|error| error.to_string())
    }

    #[test]
    fn all_are_served_unless_some_are_named() {
        assert_eq!(selected(None).unwrap().len(), ALL.len());
        assert_eq!(selected(Some("payment, order")).unwrap(), ["order", "payment"]);
        assert_eq!(selected(Some("order,order")).unwrap(), ["order"]);
    }

    #[test]
    fn an_unknown_service_is_refused_by_its_name() {
        let refusal = selected(Some("order,orders")).unwrap_err();
        assert!(refusal.contains("`orders`") && refusal.contains("reservation"), "{refusal}");
        assert!(selected(Some("order,")).is_err());
    }
}
