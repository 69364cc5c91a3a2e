//! The forms of answers: of a version, in a language.

use serde_json::{Value, json};

use crate::site::{Answer, Site, answer};

const OLD: &str = "2026-11-29";
const NEW: &str = "2026-11-30";

async fn refused_thing(site: &Site, headers: &[(&str, &str)]) -> Answer {
    let request = site.post("/api/things").header("Content-Type", "application/json").body("{}");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    answer(request).await
}

fn older_form(answer: &Answer) -> Value {
    answer.json()["details"]["fields"].clone()
}

#[tokio::test]
async fn a_client_of_an_old_version_reads_what_it_was_written_for() {
    let site = Site::start();
    let old = refused_thing(&site, &[("Holdfast-Version", OLD)]).await;
    assert_eq!((old.status, old.header("holdfast-version")), (422, Some(OLD)));
    assert!(older_form(&old)["eventId"].is_string(), "{}", old.text);

    let new = refused_thing(&site, &[("Holdfast-Version", NEW)]).await;
    assert_eq!((new.status, new.header("holdfast-version")), (422, Some(NEW)));
    assert!(new.json()["details"].is_null(), "{}", new.text);
    assert_eq!(new.json()["fields"][0]["field"], "eventId");

    let unsaid = refused_thing(&site, &[]).await;
    assert_eq!(unsaid.header("holdfast-version"), None);
    assert!(older_form(&unsaid).is_object() && unsaid.json()["fields"].is_array(), "both, as ever");
}

#[tokio::test]
async fn a_success_names_its_version_too() {
    let site = Site::start();
    let fine = answer(site.get("/api/things?limit=5").header("Holdfast-Version", OLD)).await;
    assert_eq!((fine.status, fine.header("holdfast-version")), (200, Some(OLD)));
}

#[tokio::test]
async fn a_version_that_there_is_not_is_refused_and_the_refusal_names_those_that_there_are() {
    let site = Site::start();
    for version in ["2026-11-28", "2999-01-01", "1.1.0", "yesterday", ""] {
        let refused = answer(site.get("/api/things?limit=5").header("Holdfast-Version", version)).await;
        refused.refused(400, "VERSION_UNKNOWN");
        let message = refused.json()["message"].to_string();
        assert!(message.contains(OLD) && message.contains(NEW), "{message}");
        assert_eq!(refused.header("holdfast-version"), None);
    }
    let twice =
        site.get("/api/things?limit=5").header("Holdfast-Version", OLD).header("Holdfast-Version", NEW);
    answer(twice).await.refused(400, "VERSION_UNKNOWN");
}

#[tokio::test]
async fn a_refusal_speaks_korean_to_a_client_that_prefers_it() {
    let site = Site::start();
    let korean = refused_thing(&site, &[("Accept-Language", "ko-KR,ko;q=0.9,en;q=0.8")]).await;
    let english = refused_thing(&site, &[("Accept-Language", "en-US,en;q=0.9,ko;q=0.8")]).await;
    let unsaid = refused_thing(&site, &[]).await;
    assert_eq!(korean.json()["message"], "요청에 사용할 수 없는 항목이 있습니다.");
    assert_eq!(korean.json()["detail"], unsaid.json()["message"], "the specific sentence stays in English");
    assert_eq!(english.json()["message"], unsaid.json()["message"]);
    assert!(english.json()["detail"].is_null() && unsaid.json()["detail"].is_null());
    for (answer, language) in [(&korean, Some("ko")), (&english, Some("en")), (&unsaid, None)] {
        assert_eq!(answer.header("content-language"), language);
        assert_eq!(answer.header("vary"), language.map(|_| "Accept-Language"));
        assert_eq!(answer.json()["code"], "VALIDATION_FAILED");
        assert_eq!(answer.json()["fields"], unsaid.json()["fields"]);
    }
}

#[tokio::test]
async fn a_problem_has_its_title_in_korean_and_its_detail_in_english() {
    let site = Site::start();
    let request = site.get("/nothing").header("Accept", "application/problem+json");
    let problem = answer(request.header("Accept-Language", "ko")).await;
    let body = problem.json();
    assert_eq!(
        (&body["title"], &body["code"]),
        (&json!("요청하신 대상을 찾을 수 없습니다."), &json!("NOT_FOUND"))
    );
    assert!(body["detail"].as_str().unwrap().is_ascii(), "{body}");
    assert_eq!(problem.header("content-language"), Some("ko"));
}

#[tokio::test]
async fn what_has_no_language_is_the_same_in_all_of_them() {
    let site = Site::start();
    let fine = answer(site.get("/api/things?limit=5").header("Accept-Language", "ko")).await;
    assert_eq!((fine.status, fine.header("content-language"), fine.header("vary")), (200, None, None));
}
