//! What may stand between `@` and `@` in a pattern.

use contracts::services::{ServiceInfo, Store};

/// An account was once named so, and installations have it. The others are named as their services.
const ACCOUNTS: [(&str, &str); 1] = [("order", "orders")];

pub(super) fn filled(pattern: &str, service: &ServiceInfo) -> String {
    let words = [
        ("name", service.name.to_owned()),
        ("crate", service.name.replace('-', "_")),
        ("Type", type_name(service.name)),
        ("prefix", service.prefix.to_owned()),
        ("port", service.port.to_string()),
        ("internal_port", service.internal_port.to_string()),
        ("url_setting", service.url_setting()),
        ("account", account(service.name).to_owned()),
        ("store", store(service.store).to_owned()),
        ("calls", service.calls.join(", ")),
    ];
    words.iter().fold(pattern.to_owned(), |line, (word, value)| line.replace(&format!("@{word}@"), value))
}

fn account(service: &str) -> &str {
    ACCOUNTS.iter().find(|(name, _)| *name == service).map_or(service, |(_, account)| account)
}

/// As the chart calls it.
fn store(store: Store) -> &'static str {
    match store {
        Store::Database => "database",
        Store::Seats => "seats",
    }
}

/// `WaitingRoom` of `waiting-room`.
fn type_name(service: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    service.split('-').map(capital).collect()
}

#[cfg(test)]
mod tests {
    use contracts::services::{CATALOG, ORDER};

    use super::*;

    #[test]
    fn a_pattern_is_filled_in_and_the_rest_stays() {
        let line = "'@account@'@'%' may @calls@ at @port@ and @internal_port@: @url_setting@, @store@";
        assert_eq!(
            filled(line, &CATALOG),
            "'catalog'@'%' may reservation, waiting-room, identity at 8080 and 9080: HOLDFAST_CATALOG_URL, database"
        );
        assert_eq!(filled("demo-@name@@mysql for @account@", &ORDER), "demo-order@mysql for orders");
    }

    #[test]
    fn names_of_two_words_are_written_as_rust_does() {
        let service = ServiceInfo { name: "waiting-room", ..ORDER };
        assert_eq!(filled("@crate@::@Type@Service", &service), "waiting_room::WaitingRoomService");
    }
}
