//! Records that were written before venues had clocks, layouts stages and arcs, and shows genres and an organization.

use catalog::domain::TimeZone;
use catalog::store::{EventStore, MIGRATOR};
use service_harness::Storage;
use sql::query;
use sqlx::migrate::Migrator;

use crate::RECORDS;
use crate::house::event_id;

const EVENT: &str = "INSERT INTO events (id, title_ko, title_en, description_ko, description_en, venue_ko, venue_en, starts_us, \
     on_sale_us, currency, grid_rows, grid_cols, published_us) \
     VALUES (7, '밤', 'Night', '음악', 'Music', '지하', 'Cellar', 2, 1, 'KRW', 1, 3, 0)";
const SECTION: &str = "INSERT INTO sections (event_id, place, name, price, top_row, left_col, row_count, col_count) \
     VALUES (7, 0, 'A', 500, 1, 1, 1, 3)";

/// The schema as it was.
fn before() -> Migrator {
    Migrator::with_migrations(MIGRATOR.iter().filter(|migration| migration.version <= 2).cloned().collect())
}

#[tokio::test]
async fn events_of_before_keep_the_clock_they_were_shown_by_and_have_neither_genre_nor_stage() {
    let storage = Storage::new(RECORDS);
    let old = storage.database_with(&before()).await;
    let mut tx = old.begin().await.unwrap();
    for row in [EVENT, SECTION] {
        query(row).execute(&mut tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    old.close().await.unwrap();
    drop(old);

    let store = EventStore::new(storage.database_with(&MIGRATOR).await);
    let details = store.details(event_id(7)).await.unwrap().unwrap();
    assert_eq!((details.title.en.as_str(), details.time_zone), ("Night", TimeZone::SEOUL));
    let layout = store.layout(event_id(7)).await.unwrap().unwrap();
    assert_eq!((layout.capacity(), layout.stage(), details.genre), (3, None, None));
    assert_eq!(details.organization, None);
    assert!(layout.outline().is_empty() && layout.flags().is_empty() && layout.singles_from().is_none());
    assert_eq!(layout.buyer_limit(), None);
    assert!(layout.sections().iter().all(|section| section.arc.is_none()));
}
