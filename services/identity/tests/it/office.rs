//! A room with an administrator of the installation, organizations, and people with roles in them.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::Answer;

use crate::room::{BOOTSTRAP, Room, SignedIn};

pub(crate) struct Office {
    pub(crate) room: Room,
    /// With the access token of an administrator.
    pub(crate) admin: SignedIn,
}

impl Office {
    pub(crate) async fn open() -> Self {
        let room = Room::start().await;
        let admin = room.user("admin@example.com").await;
        let body = json!({ "token": BOOTSTRAP });
        let made = room.with(&admin.access, room.api.post("/api/auth/bootstrap")).json(&body).await;
        assert_eq!(made.status, 204, "{made}");
        let admin = renewed(&room, &admin).await;
        Self { room, admin }
    }

    pub(crate) async fn user(&self, name: &str) -> SignedIn {
        self.room.user(&format!("{name}@example.com")).await
    }

    pub(crate) async fn renewed(&self, session: &SignedIn) -> SignedIn {
        renewed(&self.room, session).await
    }

    /// By this caller; without a body where that is null.
    pub(crate) async fn call(&self, caller: &str, method: &str, path: &str, body: Value) -> Answer {
        self.call_if(caller, method, path, None, body).await
    }

    /// If it is still of this version.
    pub(crate) async fn call_if(
        &self,
        caller: &str,
        method: &str,
        path: &str,
        version: Option<&str>,
        body: Value,
    ) -> Answer {
        let method: Method = method.parse().unwrap();
        let mut call = self.room.with(caller, self.room.api.call(method, path));
        if let Some(version) = version {
            call = call.header("If-Match", version);
        }
        if body.is_null() { call.await } else { call.json(&body).await }
    }

    /// The id of one that belongs to this user, whose tokens from before are outdated then.
    pub(crate) async fn organization(&self, owner: &SignedIn) -> String {
        let body = json!({ "name": "Hall of Songs", "ownerId": id(owner) });
        let made: Value = self.call(&self.admin.access, "POST", "/api/orgs", body).await.ok();
        made["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn set(&self, caller: &SignedIn, org: &str, user: &SignedIn, role: &str) -> Answer {
        let path = format!("/api/orgs/{org}/members/{}", id(user));
        self.call(&caller.access, "PUT", &path, json!({ "role": role })).await
    }

    /// A user with this role, and a token that says so.
    pub(crate) async fn member(&self, org: &str, role: &str) -> SignedIn {
        let user = self.user(&format!("{}-{}", role.to_lowercase().replace('_', "-"), &org[24..])).await;
        let set = self.set(&self.admin, org, &user, role).await;
        assert_eq!(set.status, 200, "{set}");
        self.renewed(&user).await
    }

    pub(crate) async fn staff(&self, role: &str) -> SignedIn {
        let user = self.user(&format!("staff-{}", role.to_lowercase())).await;
        let path = format!("/api/admin/identity/roles/{}", id(&user));
        let set = self.call(&self.admin.access, "PUT", &path, json!({ "role": role })).await;
        assert_eq!(set.status, 200, "{set}");
        self.renewed(&user).await
    }

    /// The id and the text of a key of this organization.
    pub(crate) async fn api_key(&self, org: &str, role: &str) -> (String, String) {
        let body = json!({ "name": "Printer", "role": role });
        let path = format!("/api/orgs/{org}/keys");
        let made: Value = self.call(&self.admin.access, "POST", &path, body).await.ok();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("id"), text("key"))
    }

    /// What the key of a program is exchanged for.
    pub(crate) async fn exchange(&self, key: &str) -> Answer {
        let form = format!("grant_type=client_credentials&client_secret={key}");
        self.room.api.post("/api/auth/token").body("application/x-www-form-urlencoded", form).await
    }

    pub(crate) async fn device(&self, org: &str) -> Value {
        let body = json!({ "name": "Phone", "eventId": 4, "gate": "North 1" });
        self.call(&self.admin.access, "POST", &format!("/api/orgs/{org}/devices"), body).await.ok()
    }

    pub(crate) async fn audit(&self, object: &str) -> Vec<Value> {
        let path = format!("/api/admin/identity/audit?object={object}");
        let found: Value = self.call(&self.admin.access, "GET", &path, Value::Null).await.ok();
        found["items"].as_array().unwrap().clone()
    }
}

async fn renewed(room: &Room, session: &SignedIn) -> SignedIn {
    SignedIn::read(&room.refresh(&session.refresh).await)
}

pub(crate) fn id(user: &SignedIn) -> &str {
    user.subject.strip_prefix("u:").unwrap()
}
