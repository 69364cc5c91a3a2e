//! Who is let in to a call about an event, and for whom the catalog is asked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use access::{Action, OperatorToken, OrgRole, PlatformRole, Rights};
use actix_web::test::TestRequest;
use actix_web::web::Data;
use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::catalog::{EventMetaBody, PricesBody, StockBody};
use contracts::api::{CallError, CatalogApi, PackedSnapshot};
use primitives::EventId;
use uuid::Uuid;

use crate::door;
use crate::operator_gate::tests::{TOKEN, World};
use crate::{EventOrganizations, OperatorGate};

const ORGANIZATION: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
/// Of the organization.
const OWN: i64 = 4;
const NO_ONES: i64 = 5;
const UNKNOWN: i64 = 6;

/// Counts how often it is asked.
#[derive(Default)]
struct CountingCatalog(AtomicUsize);

impl CountingCatalog {
    fn asked(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl CatalogApi for CountingCatalog {
    async fn meta(&self, event: EventId) -> Result<EventMetaBody, CallError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let organization_id = match event.get() {
            OWN => Some(ORGANIZATION),
            NO_ONES => None,
            _ => return Err(unknown()),
        };
        let event_id = event.get();
        Ok(EventMetaBody { event_id, seat_count: 1, on_sale_at_us: 0, begins_at_us: None, organization_id })
    }

    async fn prices(&self, _event: EventId) -> Result<PricesBody, CallError> {
        Err(unknown())
    }

    async fn map(&self, _event: EventId) -> Result<PackedSnapshot, CallError> {
        Err(unknown())
    }

    async fn stock(&self, _event: EventId) -> Result<StockBody, CallError> {
        Err(unknown())
    }
}

fn unknown() -> CallError {
    CallError::refused(ErrorCode::EventNotFound, "there is no such event")
}

fn event(number: i64) -> EventId {
    EventId::new(number).unwrap()
}

fn manager_of(organization: Uuid) -> Rights {
    Rights { orgs: BTreeMap::from([(organization, OrgRole::Manager)]), ..Rights::default() }
}

#[tokio::test]
async fn the_catalog_is_asked_once_whose_an_event_is() {
    let catalog = Arc::new(CountingCatalog::default());
    let organizations = EventOrganizations::new(catalog.clone());
    for asked in [1, 1] {
        assert_eq!(organizations.of(event(OWN)).await.unwrap(), Some(ORGANIZATION));
        assert_eq!(catalog.asked(), asked);
    }
    // It may be of an earlier version, which says so of all.
    for asked in [2, 3] {
        assert_eq!(organizations.of(event(NO_ONES)).await.unwrap(), None);
        assert_eq!(catalog.asked(), asked);
    }
    let refused = organizations.of(event(UNKNOWN)).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::EventNotFound);
}

#[tokio::test]
async fn the_catalog_is_asked_for_those_alone_who_have_a_role_in_an_organization() {
    let world = World::new();
    let user = |rights| world.signed("u:7", rights);
    let admin = Rights { platform: Some(PlatformRole::Admin), ..manager_of(OTHER) };
    let (forbidden, not_found) = (Some(ErrorCode::Forbidden), Some(ErrorCode::EventNotFound));
    for (bearer, number, refusal, asked) in [
        (TOKEN.to_owned(), UNKNOWN, None, 0),
        (user(admin), UNKNOWN, None, 0),
        (user(Rights::default()), OWN, forbidden, 0),
        (user(Rights::default()), UNKNOWN, forbidden, 0),
        (user(manager_of(ORGANIZATION)), OWN, None, 1),
        (user(manager_of(ORGANIZATION)), NO_ONES, forbidden, 1),
        (user(manager_of(ORGANIZATION)), UNKNOWN, not_found, 1),
        (user(manager_of(OTHER)), OWN, forbidden, 1),
        (TOKEN[1..].to_owned(), OWN, Some(ErrorCode::Unauthenticated), 0),
    ] {
        let catalog = Arc::new(CountingCatalog::default());
        let request = TestRequest::default()
            .param("eventId", number.to_string())
            .insert_header(("Authorization", format!("Bearer {bearer}")))
            .app_data(world.policy.clone())
            .app_data(Data::new(OperatorGate::new(Some(OperatorToken::of(TOKEN)))))
            .app_data(Data::new(EventOrganizations::new(catalog.clone())))
            .to_http_request();
        let admitted = door::event(&request, Action::SteerLine).await;
        assert_eq!(admitted.err().map(|refused| refused.code()), refusal, "{bearer} at {number}");
        assert_eq!(catalog.asked(), asked, "{bearer} at {number}");
    }
}
