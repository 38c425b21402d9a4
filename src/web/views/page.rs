//! One page being answered: its language, its address, and what every template may count on.

use std::future::{Ready, ready};
use std::hash::Hash;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, dev, web};
use fluent_bundle::FluentValue;
use serde::Serialize;
use tera::Context;

use super::Locale;
use super::shapes::{Leaves, Shapes};
use crate::search::pattern::Pattern;
use crate::web::error::WebError;
use crate::web::middleware::trace::RequestId;
use crate::web::state::AppState;

/// Extracted by every handler that answers with HTML.
///
/// Every template sees `lang`, `prefix` (`""` or `/es`), `path` (without prefix), `alternate_lang`, `alternate_url`,
/// `canonical_url`, `demo` and `request_id`.
#[derive(Clone)]
pub struct Page {
    state: web::Data<AppState>,
    locale: Locale,
    path: String,
    request_id: RequestId,
}

impl Page {
    /// For a request's path.
    pub fn new(state: web::Data<AppState>, full_path: &str, request_id: RequestId) -> Self {
        let (locale, path) = Locale::of_path(full_path);
        Page { state, locale, path: path.to_string(), request_id }
    }

    /// The page's language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The path without its language prefix.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The address of another page of ours in this page's language.
    pub fn link(&self, path: &str) -> String {
        self.locale.path(path)
    }

    /// A text in the page's language, for what Rust puts together. A key that no language has fails the page, so that
    /// a test finds it.
    pub fn say(&self, key: &str, filled: &[(&str, FluentValue<'_>)]) -> Result<String, WebError> {
        let text = self.state.views.text_with(self.locale, key, filled);
        text.ok_or_else(|| WebError::internal(format_args!("no text \"{key}\", or an argument of it is missing")))
    }

    /// A text that may be wanting, such as a hint.
    pub fn hint(&self, key: &str) -> Option<String> {
        self.state.views.text(self.locale, key)
    }

    /// What every template may count on.
    pub fn context(&self) -> Context {
        let other = self.locale.other();
        let mut context = Context::new();
        context.insert("lang", self.locale.code());
        context.insert("prefix", self.locale.prefix());
        context.insert("path", &self.path);
        context.insert("alternate_lang", other.code());
        context.insert("alternate_url", &other.path(&self.path));
        context.insert("canonical_url", &self.state.public_url.join(&self.locale.path(&self.path)));
        context.insert("demo", &self.state.demo);
        context.insert("request_id", self.request_id.as_str());
        context
    }

    /// Renders a template to text; `own` is added to what every template has.
    pub fn text(&self, template: &str, own: Context) -> Result<String, WebError> {
        let mut context = self.context();
        context.extend(own);
        self.state
            .views
            .render(self.locale, template, &context)
            .map_err(|e| WebError::internal(format_args!("template {template}: {e}")))
    }

    /// A part of a page, which sees `own` alone, to text.
    pub fn part(&self, template: &str, own: &Context) -> Result<String, WebError> {
        let made = self.state.views.render(self.locale, template, own);
        made.map_err(|e| WebError::internal(format_args!("template {template}: {e}")))
    }

    /// A page of which only the words change: the shape of `view` with the leaves in its holes. The template sees no
    /// id of a request.
    pub fn filled<V: Serialize + Hash + Eq>(
        &self,
        template: &str,
        shapes: &Shapes<V>,
        view: V,
        leaves: &Leaves,
    ) -> Result<String, WebError> {
        let pattern = shapes.pattern(self.locale, view, |view| {
            let own = Context::from_serialize(view).map_err(WebError::internal)?;
            // Whoever asked first must not stand in the pages of others.
            let nobody = Page { request_id: RequestId::default(), ..self.clone() };
            Pattern::read(&nobody.text(template, own)?).ok_or_else(|| WebError::internal("a broken hole in a template"))
        })?;
        Ok(leaves.fill(&pattern))
    }

    /// The page, 200.
    pub fn render(&self, template: &str, own: Context) -> Result<HttpResponse, WebError> {
        self.render_as(StatusCode::OK, template, own)
    }

    /// The page with another status, such as a form shown again with its problems.
    pub fn render_as(&self, status: StatusCode, template: &str, own: Context) -> Result<HttpResponse, WebError> {
        Ok(html(status, self.text(template, own)?))
    }

    /// See other: `to` is a path of ours, given without language prefix.
    pub fn redirect(&self, to: &str) -> HttpResponse {
        see_other(&self.link(to))
    }
}

/// A page that is written.
pub fn html(status: StatusCode, body: impl Into<Bytes>) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")))
        .body(body.into())
}

/// 303 to an address of ours.
pub fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("location", to)).finish()
}

impl FromRequest for Page {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(match req.app_data::<web::Data<AppState>>() {
            Some(state) => {
                let id = req.extensions().get::<RequestId>().cloned().unwrap_or_default();
                Ok(Page::new(state.clone(), req.path(), id))
            }
            None => Err(WebError::internal("the application state is not registered")),
        })
    }
}
