//! The frame of the pages under `/docs`, readable on a phone.

const PARTS: [(&str, &str); 3] =
    [("/docs/", "Calls"), ("/docs/messages", "Messages"), ("/docs/errors", "Errors")];

const STYLE: &str = "\
*{box-sizing:border-box}\
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1b1b1f;background:#fff}\
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:.75rem 1rem;border-bottom:1px solid #d8d8de}\
nav a{color:#0b57d0;text-decoration:none;padding:.25rem 0}\
nav a[aria-current]{color:inherit;font-weight:600;border-bottom:2px solid}\
main{max-width:48rem;margin:auto;padding:1rem;overflow-wrap:anywhere}\
main h1{margin:.5rem 0;font-size:1.5rem;line-height:1.25}\
main h2{margin:2.5rem 0 .25rem;font-size:1.25rem}\
main h3{margin:1.5rem 0 .25rem;font-size:1rem}\
main p{margin:.25rem 0 .75rem}\
main code,main pre{font:.875em/1.4 ui-monospace,monospace;background:#f3f3f6;border-radius:.25rem}\
main code{padding:.1em .3em}\
main pre{padding:.75rem;overflow-x:auto}\
main dl{margin:.5rem 0 1rem;border-left:3px solid #e4e4ea;padding-left:.75rem}\
main dt{margin-top:.5rem}\
main dd{margin:0;color:#4a4a52}\
main small{color:#5a5a62}\
main ul{padding-left:1.25rem}";

/// `path` is that of the page.
pub(super) fn framed(path: &str, title: &str, head: &str, body: &str) -> String {
    let links: String = PARTS.iter().map(|(part, name)| link(part, name, *part == path)).collect();
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style>{head}<nav>{links}</nav>{body}</html>"
    )
}

fn link(path: &str, name: &str, is_current: bool) -> String {
    let current = if is_current { " aria-current=\"page\"" } else { "" };
    format!("<a href=\"{path}\"{current}>{name}</a>")
}

/// Text in which backticks enclose code.
pub(super) fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let written = parts.map(|(index, part)| {
        let part = escaped(part);
        if index % 2 == 1 { format!("<code>{part}</code>") } else { part }
    });
    written.collect()
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_backticks_is_code_and_nothing_becomes_markup() {
        assert_eq!(
            prose("An `id` is `<epoch>-<version>` & more"),
            "An <code>id</code> is <code>&lt;epoch&gt;-&lt;version&gt;</code> &amp; more"
        );
    }

    #[test]
    fn the_page_that_is_shown_is_marked_in_the_navigation() {
        let page = framed("/docs/errors", "Errors", "", "");
        assert!(page.contains("<a href=\"/docs/errors\" aria-current=\"page\">"));
        assert_eq!(page.matches("aria-current=").count(), 1);
    }
}
