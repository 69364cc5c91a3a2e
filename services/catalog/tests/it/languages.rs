//! The texts of events in the language of the client.

use contracts::http::catalog::{EventBody, EventListBody};
use testkit::Answer;

use crate::house::House;

async fn read(house: &House, path: &str, accepted: &str) -> Answer {
    house.api.get(path).header("Accept-Language", accepted).await
}

#[tokio::test]
async fn an_event_is_shown_in_the_language_that_the_client_prefers() {
    let house = House::open().await;
    for (accepted, language, title, venue) in [
        ("en", "en", "Club night", "The cellar"),
        ("ko", "ko", "클럽의 밤", "지하"),
        ("en-GB;q=0.4, ko;q=0.3", "en", "Club night", "The cellar"),
        ("fr", "ko", "클럽의 밤", "지하"),
    ] {
        let answer = read(&house, "/api/events/1", accepted).await;
        let event: EventBody = answer.ok();
        assert_eq!((event.localized.language.as_str(), event.localized.title.as_str()), (language, title));
        assert_eq!(event.localized.venue, venue, "{accepted}");
        assert_eq!(answer.header("Content-Language"), Some(language));
        assert_eq!(answer.header("Vary"), Some("Accept-Language"));
        assert_eq!((event.title.as_str(), event.title_en.as_str()), ("클럽의 밤", "Club night"), "as ever");
        let listed: EventListBody = read(&house, "/api/events", accepted).await.ok();
        assert_eq!(listed.items[0].localized, event.localized);
        assert_eq!(
            (listed.items[0].date_time, &listed.items[0].currency),
            (event.date_time, &event.currency)
        );
    }
}

#[tokio::test]
async fn a_cache_never_takes_one_language_for_another() {
    let house = House::open().await;
    for path in ["/api/events", "/api/events/1"] {
        let tag = |answer: &Answer| answer.header("ETag").unwrap().to_owned();
        let (korean, english) = (read(&house, path, "ko").await, read(&house, path, "en").await);
        assert_ne!(tag(&korean), tag(&english), "{path}");
        assert_eq!(tag(&korean), tag(&house.api.get(path).await), "{path}: the language of the house");
        for (kept, accepted, status) in
            [(&korean, "ko", 304), (&korean, "en", 200), (&english, "en", 304), (&english, "ko", 200)]
        {
            let call = house.api.get(path).header("If-None-Match", &tag(kept));
            let answer = call.header("Accept-Language", accepted).await;
            assert_eq!(answer.status, status, "{path}");
            assert_eq!(answer.header("Vary"), Some("Accept-Language"));
            assert_eq!(answer.header("Content-Language"), Some(accepted));
        }
    }
}
