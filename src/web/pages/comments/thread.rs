//! What a page of comments is about, and the page itself.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use tera::Context;

use super::form;
use crate::domain::comment::{READ_WITHIN, Subject};
use crate::pipeline::comment::{self, Public};
use crate::search::Published;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::visitor_form::OneForm;
use crate::web::pages::provider;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::Shown;
use crate::web::views::listing::PhoneView;

/// Comments a page.
const PER_PAGE: i64 = 20;

/// What the comments are about.
#[derive(Debug)]
pub(super) struct Thread {
    pub subject: Subject,
    /// The provider's name or the page's title.
    name: String,
    /// Where that stands, without a language.
    parent: String,
    /// For the provider's one answer.
    phone: Option<PhoneView>,
}

pub(super) fn path_of_provider(slug: &str) -> String {
    format!("{}/comments", provider::path(slug))
}

impl Thread {
    pub fn of_provider(provider: &Published) -> Thread {
        let profile = &provider.profile;
        let phones = provider.sites.iter().filter_map(|site| PhoneView::of(site.offer.phone.as_deref()?));
        Thread {
            subject: Subject::Provider(profile.provider_id.to_string()),
            name: profile.name.clone(),
            parent: provider::path(&profile.slug),
            phone: phones.into_iter().next(),
        }
    }

    pub fn of_topic(slug: &str, title: &str) -> Thread {
        let parent = format!("/guide/{slug}");
        Thread { subject: Subject::Topic(slug.to_string()), name: title.to_string(), parent, phone: None }
    }

    /// What its form is called.
    pub fn form_name(&self) -> String {
        match &self.subject {
            Subject::Provider(id) => format!("comment:provider:{id}"),
            Subject::Topic(slug) => format!("comment:guide:{slug}"),
        }
    }

    fn path(&self) -> String {
        format!("{}/comments", self.parent)
    }
}

/// The form as it stands on the page.
pub(super) struct Draft<'a> {
    pub status: StatusCode,
    pub form: &'a Form,
    pub problems: &'a [Shown],
    /// What was written sounds like a crisis: 988 stands before everything else.
    pub is_crisis: bool,
}

/// As `ui.comment` takes it.
#[derive(Debug, Serialize)]
struct CommentView {
    text: String,
    name: Option<String>,
    lang: &'static str,
    published_at: DateTime<Utc>,
    answered_at: Option<DateTime<Utc>>,
}

impl From<Public> for CommentView {
    fn from(comment: Public) -> Self {
        CommentView {
            text: comment.words.text,
            name: comment.words.name,
            lang: comment.language.as_str(),
            published_at: comment.published_at,
            answered_at: comment.answered_at,
        }
    }
}

/// The page: the comments, then the form.
pub(super) async fn shown(
    page: &Page,
    state: &State,
    thread: &Thread,
    number: i64,
    draft: &Draft<'_>,
) -> Result<HttpResponse, WebError> {
    let subject = thread.subject.clone();
    let found = state.blocking(move |s| comment::published(&s.desk(), &subject, PER_PAGE, (number - 1) * PER_PAGE));
    let (comments, total) = found.await?;
    if comments.is_empty() && number > 1 {
        return Err(WebError::not_found());
    }
    let kind = match &thread.subject {
        Subject::Provider(_) => "provider",
        Subject::Topic(_) => "guide",
    };
    let action = page.link(&thread.path());
    let at = |n: i64| if n == 1 { action.clone() } else { format!("{action}?page={n}") };
    let mut context = Context::new();
    context.insert("kind", kind);
    context.insert("name", &thread.name);
    context.insert("parent_url", &page.link(&thread.parent));
    context.insert("action", &action);
    context.insert("phone", &thread.phone);
    context.insert("comments", &comments.into_iter().map(CommentView::from).collect::<Vec<_>>());
    context.insert("total", &total);
    context.insert("previous", &(number > 1).then(|| at(number - 1)));
    context.insert("next", &(number * PER_PAGE < total).then(|| at(number + 1)));
    context.insert("read_within", &READ_WITHIN);
    context.insert("problems", draft.problems);
    context.insert("is_crisis", &draft.is_crisis);
    context.insert("fields", &form::fields(page, draft.form, draft.problems)?);
    OneForm::new(thread.form_name())?.insert(&mut context, state);
    page.render_as(draft.status, "comments/thread.html", context)
}
