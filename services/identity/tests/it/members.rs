//! The members of an organization: its owners, its versions, its limits.

use contracts::{ErrorCode, demo};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::office::{Office, id};
use crate::room::PASSWORD;

fn path(org: &str, user: &str) -> String {
    format!("/api/orgs/{org}/members/{user}")
}

#[tokio::test]
async fn an_administrator_appoints_the_first_member_of_the_organization_of_a_demo() {
    let office = Office::open().await;
    let org = demo::ORGANIZATION.to_string();
    let owner = office.member(&org, "OWNER").await;
    let members = format!("/api/orgs/{org}/members");
    let listed: Value = office.call(&owner.access, "GET", &members, Value::Null).await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_owner_remains_whatever_is_tried() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let owner = office.renewed(&owner).await;
    let own = path(&org, id(&owner));
    for caller in [&owner, &office.admin] {
        office.call(&caller.access, "DELETE", &own, Value::Null).await.refused(ErrorCode::LastOwner);
        office.set(caller, &org, &owner, "MANAGER").await.refused(ErrorCode::LastOwner);
    }
    let body = json!({ "password": PASSWORD });
    office.room.delete(&owner, "/api/users/me", Some(&body)).await.refused(ErrorCode::LastOwner);
    assert_eq!(office.room.me(&owner).await.status, 200, "a part of a refused deletion was made");

    let other = office.member(&org, "OWNER").await;
    assert_eq!(office.room.delete(&owner, "/api/users/me", Some(&body)).await.status, 204);
    let members: Value =
        office.call(&other.access, "GET", &format!("/api/orgs/{org}/members"), Value::Null).await.ok();
    let members = members["items"].as_array().unwrap();
    assert_eq!((members.len(), &members[0]["userId"]), (1, &json!(id(&other))));
    office
        .call(&other.access, "DELETE", &path(&org, id(&other)), Value::Null)
        .await
        .refused(ErrorCode::LastOwner);
}

#[tokio::test]
async fn of_two_owners_who_remove_each_other_one_stays() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let other = office.member(&org, "OWNER").await;
    let mut removals = JoinSet::new();
    for user in [&owner, &other] {
        let call = office.room.api.call(reqwest::Method::DELETE, &path(&org, id(user)));
        let call = office.room.with(&office.admin.access, call);
        removals.spawn(async move { call.await });
    }
    let mut statuses: Vec<u16> = removals.join_all().await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
}

#[tokio::test]
async fn a_member_leaves_alone_and_removes_no_one_else() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let (viewer, manager) = (office.member(&org, "VIEWER").await, office.member(&org, "MANAGER").await);
    for user in [&viewer, &owner] {
        let by_manager = office.call(&manager.access, "DELETE", &path(&org, id(user)), Value::Null).await;
        by_manager.refused(ErrorCode::Forbidden);
    }
    office.set(&manager, &org, &manager, "OWNER").await.refused(ErrorCode::Forbidden);
    assert_eq!(
        office.call(&viewer.access, "DELETE", &path(&org, id(&viewer)), Value::Null).await.status,
        204
    );
    let again = office.call(&office.admin.access, "DELETE", &path(&org, id(&viewer)), Value::Null).await;
    again.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_change_of_what_has_changed_meanwhile_is_refused() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let (admin, target) = (office.admin.access.clone(), office.user("target").await);
    let (members, target) = (format!("/api/orgs/{org}/members"), path(&org, id(&target)));
    let version = async || {
        let read = office.call(&admin, "GET", &members, Value::Null).await;
        read.header("ETag").unwrap().to_owned()
    };
    let first = version().await;
    let viewer = json!({ "role": "VIEWER" });
    let set = office.call_if(&admin, "PUT", &target, Some(&first), viewer.clone()).await;
    assert_eq!((set.status, set.header("ETag")), (200, Some(version().await.as_str())));
    for (method, body) in [("PUT", json!({ "role": "MANAGER" })), ("DELETE", Value::Null)] {
        office.call_if(&admin, method, &target, Some(&first), body).await.refused(ErrorCode::EditConflict);
    }
    // The same once more changes nothing, and so is no other version.
    let same = office.call(&admin, "PUT", &target, viewer.clone()).await;
    assert_eq!(same.header("ETag"), set.header("ETag"));
    for wrong in ["1", "W/\"1\"", "\"1\", \"2\"", "nonsense"] {
        let refused = office.call_if(&admin, "PUT", &target, Some(wrong), viewer.clone()).await;
        refused.refused(ErrorCode::BadRequest);
    }
    let newest = version().await;
    assert_eq!(office.call_if(&admin, "DELETE", &target, Some(&newest), Value::Null).await.status, 204);
}

#[tokio::test]
async fn a_user_has_a_role_in_sixteen_organizations_and_in_no_more() {
    let office = Office::open().await;
    let (owner, busy) = (office.user("owner").await, office.user("busy").await);
    for _ in 0..16 {
        office.organization(&busy).await;
    }
    let body = json!({ "name": "One more", "ownerId": id(&busy) });
    office.call(&office.admin.access, "POST", "/api/orgs", body).await.refused(ErrorCode::LimitReached);
    let org = office.organization(&owner).await;
    office.set(&office.admin, &org, &busy, "VIEWER").await.refused(ErrorCode::LimitReached);
    let busy = office.renewed(&busy).await;
    let own: Value = office.call(&busy.access, "GET", "/api/orgs", Value::Null).await.ok();
    assert_eq!(own["items"].as_array().unwrap().len(), 16);
    assert_eq!(office.audit(&org).await.len(), 2, "a refused change has left a record");
}

#[tokio::test]
async fn what_is_no_role_and_no_user_is_refused() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let admin = &office.admin.access;
    for body in [json!({ "role": "owner" }), json!({ "role": "ADMIN" }), json!({ "role": "" }), json!({})] {
        let refused = office.call(admin, "PUT", &path(&org, id(&owner)), body).await;
        refused.refused(ErrorCode::ValidationFailed);
    }
    let no_one = "0190b7a0-0000-7000-8000-000000000001";
    let unknown = office.call(admin, "PUT", &path(&org, no_one), json!({ "role": "VIEWER" })).await;
    assert_eq!(unknown.refused(ErrorCode::ValidationFailed).fields[0].field, "userId");
    for name in ["", "line\nbreak", &"x".repeat(101)] {
        let body = json!({ "name": name, "ownerId": id(&owner) });
        office.call(admin, "POST", "/api/orgs", body).await.refused(ErrorCode::ValidationFailed);
    }
    let body = json!({ "name": "Of no one", "ownerId": no_one });
    let refused = office.call(admin, "POST", "/api/orgs", body).await;
    assert_eq!(refused.refused(ErrorCode::ValidationFailed).fields[0].field, "ownerId");
}
