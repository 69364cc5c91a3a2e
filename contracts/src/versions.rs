//! The dated versions of the HTTP API, and what of it is deprecated. `docs/VERSIONING.md` is the policy, `contracts/CHANGES.md` the record.

/// A version by the day of its release, which a client names in the header `Holdfast-Version` to keep the forms of that day.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion {
    pub date: &'static str,
    pub number: &'static str,
}

/// Until here `details.fields` has what is wrong with a body; since the next one `fields` has it.
pub const FIRST: ApiVersion = ApiVersion { date: "2026-11-29", number: "1.0.0" };
pub const NEWEST: ApiVersion = ApiVersion { date: "2026-11-30", number: "1.1.0" };

/// Oldest first.
pub const ALL: [&ApiVersion; 2] = [&FIRST, &NEWEST];

impl ApiVersion {
    #[must_use]
    pub fn of_date(date: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|version| version.date == date)
    }

    /// Whether refusals still have the form that `fields` replaces.
    #[must_use]
    pub fn has_details_fields(&self) -> bool {
        *self <= FIRST
    }
}

/// A call that a better one replaces. It goes on working until its sunset at least.
#[derive(Debug, PartialEq, Eq)]
pub struct Deprecated {
    pub method: &'static str,
    pub path: &'static str,
    /// Since which version.
    pub since: &'static ApiVersion,
    /// The start of that day, in seconds since 1970, as RFC 9745 writes it.
    pub deprecation: &'static str,
    /// The earliest day on which it may go, as RFC 8594 writes it: a year later.
    pub sunset: &'static str,
    /// The operation that replaces it.
    pub instead: &'static str,
}

/// The description marks these, and every answer to them says so.
pub const DEPRECATED: [Deprecated; 2] = [
    Deprecated {
        method: "DELETE",
        path: "/api/reservations/{eventId}/{seatId}",
        since: &NEWEST,
        deprecation: "@1795996800",
        sunset: "Tue, 30 Nov 2027 00:00:00 GMT",
        instead: "releaseReservedSeat",
    },
    Deprecated {
        method: "POST",
        path: "/api/reservations/{eventId}/{seatId}/extend",
        since: &NEWEST,
        deprecation: "@1795996800",
        sunset: "Tue, 30 Nov 2027 00:00:00 GMT",
        instead: "extendReservation",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_by_their_dates_and_ordered_by_them() {
        for version in ALL {
            assert_eq!(ApiVersion::of_date(version.date), Some(version));
        }
        assert!(ALL.is_sorted());
        assert_eq!(NEWEST.number, crate::http::VERSION);
        for unknown in ["", "2026-11-28", "2026-11-30 ", "1.1.0", "2026-1-1", "newest"] {
            assert_eq!(ApiVersion::of_date(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn the_record_of_changes_names_each_version_with_its_date() {
        let changes = include_str!("../CHANGES.md");
        for ApiVersion { date, number } in ALL {
            assert!(changes.contains(&format!("\n## {number} ({date})\n")), "{number}");
        }
    }

    #[test]
    fn what_is_deprecated_stays_for_a_year() {
        for Deprecated { path, since, deprecation, sunset, .. } in DEPRECATED {
            assert_eq!(
                (since.date, deprecation, sunset),
                (NEWEST.date, "@1795996800", "Tue, 30 Nov 2027 00:00:00 GMT"),
                "{path}"
            );
        }
    }
}
