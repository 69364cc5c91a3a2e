//! The descriptions of the API, and pages that show them: calls to try out, streams and messages. Nothing in them comes from outside.

use std::borrow::Cow;

use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use contracts::ErrorCode;
use utoipa_swagger_ui::Config;

use super::messages;
use super::page::framed;
use crate::{ApiError, PathParams};

const HTML: &str = "text/html; charset=utf-8";
/// On narrow screens tables become lists, and long words break.
const CALLS_HEAD: &str = "<link rel=\"stylesheet\" href=\"/docs/swagger-ui.css\"><style>\
.swagger-ui .wrapper{padding:0 1rem}\
.swagger-ui .info{margin:1.5rem 0}\
.swagger-ui .opblock .opblock-summary-path,.swagger-ui .markdown p,.swagger-ui .model,.swagger-ui pre{overflow-wrap:anywhere}\
@media(max-width:40rem){\
.swagger-ui .scheme-container{padding:1rem 0}\
.swagger-ui .opblock .opblock-summary{flex-wrap:wrap}\
.swagger-ui .opblock .opblock-summary-path{max-width:none;flex:1 1 60%}\
.swagger-ui .opblock .opblock-summary-description{flex:1 1 100%;padding:.25rem 0 0}\
.swagger-ui .opblock-tag{flex-wrap:wrap}\
.swagger-ui pre{white-space:pre-wrap}\
.swagger-ui .responses-inner,.swagger-ui .opblock-section{overflow-x:auto}\
.swagger-ui table,.swagger-ui tbody,.swagger-ui tr,.swagger-ui td{display:block;width:auto}\
.swagger-ui table thead{display:none}\
.swagger-ui .parameters-col_description input,.swagger-ui .parameters-col_description select{width:100%;max-width:none}\
}</style>";
const CALLS: &str = "<div id=\"swagger-ui\"></div><script src=\"/docs/swagger-ui-bundle.js\"></script>\
<script src=\"/docs/swagger-ui-standalone-preset.js\"></script><script src=\"/docs/swagger-initializer.js\"></script>";

/// Rendered once: they do not change while the process runs.
pub(crate) struct Description {
    calls: Bytes,
    messages: Bytes,
    messages_page: Bytes,
}

impl Description {
    /// `calls` is the OpenAPI description of all services.
    pub(crate) fn new(calls: String) -> Self {
        let messages = contracts::asyncapi::document();
        let messages_page = messages::html(&messages).into();
        Self { calls: calls.into(), messages: messages.to_string().into(), messages_page }
    }
}

#[utoipa::path(
    get, path = "/openapi.json", tag = "operations", operation_id = "getDescription",
    responses((status = 200, description = "This description", body = Object, example = json!({ "openapi": "3.1.0" })))
)]
pub(crate) async fn description(description: web::Data<Description>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(description.calls.clone())
}

pub(crate) async fn messages_description(description: web::Data<Description>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(description.messages.clone())
}

pub(crate) async fn messages_page(description: web::Data<Description>) -> HttpResponse {
    HttpResponse::Ok().content_type(HTML).body(description.messages_page.clone())
}

pub(crate) async fn redirect() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}

/// The page of all calls, and the files that it consists of.
pub(crate) async fn page(file: PathParams<String>) -> Result<HttpResponse, ApiError> {
    if matches!(file.0.as_str(), "" | "index.html") {
        let page = framed("/docs/", "Holdfast API", CALLS_HEAD, CALLS);
        return Ok(HttpResponse::Ok().content_type(HTML).body(page));
    }
    let config = Config::from("/openapi.json").use_base_layout().doc_expansion("none").filter(true);
    let config = config.default_models_expand_depth(0).deep_linking(true);
    let found = utoipa_swagger_ui::serve(&file.0, config.into())
        .map_err(|error| ApiError::internal(error.to_string()))?;
    let file = found.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "the docs have no such file"))?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header(ContentEncoding::Gzip);
    }
    let bytes = match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Ok(response.content_type(file.content_type).body(bytes))
}
