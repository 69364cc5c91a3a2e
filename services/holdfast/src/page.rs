//! The shop's page, served from inside the binary: the files that the build embedded, and one document for all addresses that the
//! page itself knows how to show.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::guard::{GuardContext, fn_guard};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    REFERRER_POLICY, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use server::negotiate::accepts_coding;
use server::{Allow, Endpoint, Mount, Routes};

/// Path and bytes of every embedded file; `.br` and `.gz` beside a file are the same file, compressed.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

const SHOP: &str = "/index.html";
const CONSOLE: &str = "/console.html";
const DOCUMENTS: [&str; 2] = [SHOP, CONSOLE];
/// Addresses, and the document whose own code shows them.
const ADDRESSES: [(&str, &str); 17] = [
    ("/", SHOP),
    ("/events/{id}", SHOP),
    ("/events/{id}/line", SHOP),
    ("/events/{id}/checkout", SHOP),
    ("/orders", SHOP),
    ("/orders/{id}", SHOP),
    ("/orders/{id}/ticket", SHOP),
    ("/account", SHOP),
    ("/login", SHOP),
    ("/signup", SHOP),
    ("/verify", SHOP),
    ("/forgot", SHOP),
    ("/reset", SHOP),
    ("/mailbox", SHOP),
    ("/provider", SHOP),
    ("/console", CONSOLE),
    ("/console/line", CONSOLE),
];
/// What is never the page's, also for a browser: an address below them that no service serves is an error in our words.
const NOT_OURS: [&str; 7] =
    ["/api", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/.well-known"];
/// Files whose name has a hash in it never change.
const HASHED: &str = "/assets/";
/// Nothing is loaded from elsewhere, and no other site frames the page.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const NO_PAGE: &str = "Holdfast is running, without its shop: this binary was built without the page.\n\
                       `cargo xtask demo` builds it in when Node 20 and npm are there.\n\n\
                       The API is described at /docs, and its first answer is at /api/events.\n";

/// One file in all its encodings.
#[derive(Default)]
struct Asset {
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

type Assets = BTreeMap<&'static str, Asset>;

pub(crate) fn is_built_in() -> bool {
    !FILES.is_empty()
}

pub(crate) fn mount() -> Mount {
    let assets = Arc::new(assets(FILES));
    // The files are those of this build, and are not listed.
    let rules = addresses(&assets).iter().flat_map(|endpoint| endpoint.rules("")).collect();
    let routes: Routes = Arc::new(move |config| {
        let files =
            assets.keys().copied().map(|path| Endpoint::new(path).get(serve(&assets, path), Allow::Anyone));
        for endpoint in files.chain(addresses(&assets)) {
            config.service(endpoint);
        }
    });
    Mount { routes, rules, ..Mount::new("page") }
}

fn addresses(assets: &Arc<Assets>) -> Vec<Endpoint> {
    let known = ADDRESSES.into_iter().map(|(address, document)| (Endpoint::new(address), document));
    let mistyped = Endpoint::new("/{anything:.*}").only_for(fn_guard(is_for_a_reader));
    let all = known.chain([(mistyped, SHOP)]);
    all.map(|(endpoint, document)| endpoint.get(serve(assets, document), Allow::Anyone)).collect()
}

fn serve(
    assets: &Arc<Assets>,
    path: &'static str,
) -> impl Fn(HttpRequest) -> Ready<HttpResponse> + Clone + use<> + 'static {
    let assets = Arc::clone(assets);
    move |request: HttpRequest| ready(answer(&assets, path, &request))
}

/// A person who typed an address that does not exist: the page has a better answer for them than JSON.
fn is_for_a_reader(context: &GuardContext<'_>) -> bool {
    let head = context.head();
    let reads_html =
        head.headers().get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    reads_html
        && head.method == Method::GET
        && !NOT_OURS.iter().any(|prefix| head.uri.path().starts_with(prefix))
}

fn assets(files: &[(&'static str, &'static [u8])]) -> Assets {
    let mut assets = Assets::new();
    for (path, bytes) in files {
        if let Some(path) = path.strip_suffix(".br") {
            assets.entry(path).or_default().brotli = Some(bytes);
        } else if let Some(path) = path.strip_suffix(".gz") {
            assets.entry(path).or_default().gzip = Some(bytes);
        } else {
            assets.entry(path).or_default().plain = bytes;
        }
    }
    assets
}

fn answer(assets: &Assets, path: &str, request: &HttpRequest) -> HttpResponse {
    let Some(asset) = assets.get(path) else {
        return HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")).body(NO_PAGE);
    };
    let (encoding, bytes) = asset.smallest(request.headers());
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, content_type(path))).insert_header((VARY, "Accept-Encoding"));
    let keep = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.insert_header((CACHE_CONTROL, keep));
    if DOCUMENTS.contains(&path) {
        response
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((REFERRER_POLICY, "same-origin"));
    }
    if let Some(encoding) = encoding {
        response.insert_header((CONTENT_ENCODING, encoding));
    }
    response.body(web::Bytes::from_static(bytes))
}

impl Asset {
    fn smallest(&self, accepted: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
        let accepts = |name: &str| accepts_coding(accepted, name);
        match (self.brotli, self.gzip) {
            (Some(bytes), _) if accepts("br") => (Some("br"), bytes),
            (_, Some(bytes)) if accepts("gzip") => (Some("gzip"), bytes),
            _ => (None, self.plain),
        }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT_ENCODING;
    use actix_web::test::TestRequest;

    use super::*;

    fn shop() -> Assets {
        assets(&[
            ("/index.html", b"<html>"),
            ("/index.html.gz", b"zipped"),
            ("/console.html", b"<html>"),
            ("/assets/app-1a2b.js", b"plain"),
            ("/assets/app-1a2b.js.br", b"br"),
            ("/assets/app-1a2b.js.gz", b"gz"),
        ])
    }

    fn header(response: &HttpResponse, name: &str) -> String {
        response.headers().get(name).map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_file_is_sent_in_the_smallest_form_that_the_browser_reads() {
        for (accepted, encoding) in [
            ("gzip, deflate, br", "br"),
            ("gzip;q=1.0", "gzip"),
            ("br;q=0, gzip", "gzip"),
            ("gzip;q=0", ""),
            ("identity", ""),
            ("", ""),
        ] {
            let request = TestRequest::default().insert_header((ACCEPT_ENCODING, accepted)).to_http_request();
            let response = answer(&shop(), "/assets/app-1a2b.js", &request);
            assert_eq!(header(&response, "content-encoding"), encoding, "{accepted:?}");
            assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
        }
    }

    #[test]
    fn a_document_is_asked_for_again_and_loads_nothing_from_elsewhere() {
        for document in DOCUMENTS {
            let response = answer(&shop(), document, &TestRequest::default().to_http_request());
            assert_eq!(header(&response, "cache-control"), "no-cache", "{document}");
            assert!(header(&response, "content-security-policy").starts_with("default-src 'self'"));
        }
    }

    #[test]
    fn a_binary_without_the_page_says_so() {
        let response = answer(&Assets::new(), SHOP, &TestRequest::default().to_http_request());
        assert_eq!(
            (response.status().as_u16(), header(&response, "content-type").as_str()),
            (200, "text/plain; charset=utf-8")
        );
    }

    #[test]
    fn the_proxy_protects_the_page_as_this_binary_does() {
        assert!(include_str!("../../../infra/nginx/shop.conf").contains(POLICY));
    }
}
