//! `/docs/errors`: every code, its cause and what to do, where the member `help` of a refusal leads.

use std::fmt::Write;

use actix_web::HttpResponse;
use contracts::error_help::{ALL, ErrorHelp};

pub(crate) async fn page() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html())
}

fn html() -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Errors</title><body style=\"max-width:44rem;margin:auto;padding:1rem;font-family:sans-serif\"><h1>Errors</h1>",
    );
    for ErrorHelp { code, cause, remedy } in ALL {
        let again = if code.is_retryable() { ", may be tried again" } else { "" };
        // Writing into a string cannot fail; the texts are our own, and have nothing to escape.
        let _ = write!(
            page,
            "<h2 id=\"{code}\">{code}</h2><p>Status {}{again}</p><p>{cause}</p><p>{remedy}</p>",
            code.status()
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use contracts::ErrorCode;

    use super::*;

    #[test]
    fn every_code_has_its_place_and_no_text_needs_escaping() {
        let page = html();
        for code in ErrorCode::ALL {
            assert!(page.contains(&format!("<h2 id=\"{code}\">")), "{code}");
        }
        for ErrorHelp { code, cause, remedy } in ALL {
            assert!(!format!("{cause}{remedy}").contains(['<', '>', '&']), "{code}");
        }
    }
}
