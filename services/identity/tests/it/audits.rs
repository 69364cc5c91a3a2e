//! Each change by people with special rights has its record, in the same unit of work.

use contracts::ErrorCode;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::office::{Office, id};

#[tokio::test]
async fn a_record_says_who_has_changed_what_from_what_and_why() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let path = format!("/api/orgs/{org}/members/{}", id(&owner));
    let other = office.member(&org, "OWNER").await;
    office.room.clock.advance(std::time::Duration::from_secs(1));
    let body = json!({ "role": "MANAGER", "reason": "she has asked for it" });
    let changed = office.call(&other.access, "PUT", &path, body).await;
    assert_eq!(changed.status, 200, "{changed}");
    let records = office.audit(&org).await;
    assert_eq!(records.len(), 4);
    let newest = &records[0];
    assert_eq!(newest["actor"], json!(other.subject));
    assert_eq!((&newest["actorKind"], &newest["action"]), (&json!("USER"), &json!("member.set")));
    assert_eq!((&newest["objectKind"], &newest["objectId"]), (&json!("ORGANIZATION"), &json!(org)));
    let role = |role: &str| json!({ "userId": id(&owner), "role": role });
    assert_eq!((&newest["before"], &newest["after"]), (&role("OWNER"), &role("MANAGER")));
    assert_eq!(newest["reason"], json!("she has asked for it"));
    assert_eq!(newest["traceId"].as_str().unwrap(), changed.trace_id());
    let first_admin = office.audit(id(&office.admin)).await;
    assert_eq!((first_admin.len(), &first_admin[0]["after"]), (1, &json!({ "role": "ADMIN" })));
}

#[tokio::test]
async fn records_come_page_by_page() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    for _ in 0..3 {
        office.room.clock.advance(std::time::Duration::from_secs(1));
        office.api_key(&org, "VIEWER").await;
    }
    let whole: Vec<Value> = office.audit(&org).await;
    let mut found = Vec::new();
    let mut before = String::new();
    loop {
        let path = format!("/api/admin/identity/audit?object={org}&limit=2{before}");
        let page: Value = office.call(&office.admin.access, "GET", &path, Value::Null).await.ok();
        let items = page["items"].as_array().unwrap().clone();
        let Some(last) = items.last() else { break };
        before = format!("&before={}", last["id"].as_str().unwrap());
        found.extend(items);
        assert!(found.len() <= whole.len(), "a page comes again");
    }
    assert_eq!(found, whole);
    for query in ["limit=0", "limit=201", "object=mine", "actor=1"] {
        let path = format!("/api/admin/identity/audit?{query}");
        let refused = office.call(&office.admin.access, "GET", &path, Value::Null).await;
        refused.refused(ErrorCode::BadRequest);
    }
}

#[tokio::test]
async fn a_change_that_cannot_be_recorded_does_not_happen() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let target = office.user("target").await;
    let rename = async |from: &str, to: &str| {
        let mut tx = office.room.service.database.begin().await.unwrap();
        let text = AssertSqlSafe(format!("ALTER TABLE {from} RENAME TO {to}"));
        sql::query(text).prepared(false).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    rename("audit", "audit_of_before").await;
    office.set(&office.admin, &org, &target, "VIEWER").await.refused(ErrorCode::Unavailable);
    let (keys, body) = (format!("/api/orgs/{org}/keys"), json!({ "name": "Printer", "role": "VIEWER" }));
    office.call(&office.admin.access, "POST", &keys, body).await.refused(ErrorCode::Unavailable);
    rename("audit_of_before", "audit").await;
    let path = format!("/api/orgs/{org}/members");
    let members: Value = office.call(&office.admin.access, "GET", &path, Value::Null).await.ok();
    assert_eq!(members["items"].as_array().unwrap().len(), 1, "it happened without a record");
    let keys: Value = office.call(&office.admin.access, "GET", &keys, Value::Null).await.ok();
    assert_eq!(keys["items"], json!([]));
    assert_eq!(office.audit(&org).await.len(), 2);
    assert_eq!(office.set(&office.admin, &org, &target, "VIEWER").await.status, 200);
}
