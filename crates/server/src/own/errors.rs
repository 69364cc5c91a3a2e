//! `/docs/errors`: every code, its cause and what to do, where the member `help` of a refusal leads.

use std::fmt::Write;

use actix_web::HttpResponse;
use contracts::error_help::{ALL, ErrorHelp};

use super::page::{framed, prose};

pub(crate) async fn page() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html())
}

fn html() -> String {
    let mut page = String::from("<main><h1>Errors</h1>");
    for ErrorHelp { code, cause, remedy } in ALL {
        let again = if code.is_retryable() { ", may be tried again" } else { "" };
        // Writing into a string cannot fail.
        let _ = write!(
            page,
            "<h2 id=\"{code}\">{code}</h2><p><small>Status {}{again}</small></p><p>{}</p><p>{}</p>",
            code.status(),
            prose(cause),
            prose(remedy)
        );
    }
    page.push_str("</main>");
    framed("/docs/errors", "Errors", "", &page)
}

#[cfg(test)]
mod tests {
    use contracts::ErrorCode;

    use super::*;

    #[test]
    fn every_code_has_its_place() {
        let page = html();
        for code in ErrorCode::ALL {
            assert!(page.contains(&format!("<h2 id=\"{code}\">")), "{code}");
        }
    }
}
