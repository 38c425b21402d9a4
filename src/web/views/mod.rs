//! Templates and texts: one Tera environment a language, compiled into the program.
//!
//! In a template: `t(key="search-title", n=3)`, `asset(path="css/site.css")`, `link(to="/search")` (in the page's own
//! language), the filters `date`, `date_time`, `miles`, `dollars`, `grouped` and `json_script`. Escaping is on for every file
//! and there is no `safe` filter: HTML made in Rust comes in as [`Markup`].

pub mod chart;
pub mod filters;
pub mod form;
pub mod languages;
pub mod listing;
pub mod locale;
pub mod map;
pub mod markup;
pub mod page;
pub mod question;
pub mod shapes;
pub mod subject;
pub mod tiles;
pub mod treatments;

use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use rust_embed::RustEmbed;
use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

pub use locale::Locale;
pub use markup::Markup;
pub use page::Page;

use locale::{TextError, Texts};

use super::assets;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// Templates or texts that cannot be used; found at start, never on a request.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// A template that Tera does not understand.
    #[error("a template cannot be read: {0}")]
    Template(String),
    /// A text file that Fluent does not understand.
    #[error(transparent)]
    Texts(#[from] TextError),
}

/// All templates in all languages.
#[derive(Debug)]
pub struct Views {
    english: Edition,
    spanish: Edition,
}

/// The templates of one language.
struct Edition {
    tera: Tera,
    texts: Arc<Texts>,
}

impl std::fmt::Debug for Edition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.texts.fmt(f)
    }
}

impl Views {
    /// Reads everything that is compiled in.
    pub fn load() -> Result<Self, ViewError> {
        let english = Arc::new(Texts::read(Locale::En, &text_files(Locale::En))?);
        let spanish = Arc::new(Texts::read(Locale::Es, &text_files(Locale::Es))?);
        Ok(Views {
            spanish: Edition::new(Locale::Es, spanish, english.clone())?,
            english: Edition::new(Locale::En, english.clone(), english)?,
        })
    }

    fn edition(&self, locale: Locale) -> &Edition {
        match locale {
            Locale::En => &self.english,
            Locale::Es => &self.spanish,
        }
    }

    /// Renders a template in a language.
    pub fn render(&self, locale: Locale, template: &str, context: &Context) -> Result<String, ViewError> {
        self.edition(locale).tera.render(template, context).map_err(|e| ViewError::Template(e.to_string()))
    }

    /// A text in a language, else in English, else `None`.
    pub fn text(&self, locale: Locale, key: &str) -> Option<String> {
        self.text_with(locale, key, &[])
    }

    /// The same, with its arguments filled in.
    pub fn text_with(&self, locale: Locale, key: &str, filled: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let args: FluentArgs<'_> = filled.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.edition(locale).texts.get(key, &args).or_else(|| self.english.texts.get(key, &args))
    }
}

impl Edition {
    fn new(locale: Locale, texts: Arc<Texts>, english: Arc<Texts>) -> Result<Self, ViewError> {
        let mut tera = Tera::default();
        filters::register(&mut tera, locale);
        tera.register_filter("json_script", markup::json_script);
        tera.register_filter("safe", |_: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            Err(Error::message("`safe` is not allowed in templates: pass a Markup value instead"))
        });
        let own = texts.clone();
        tera.register_function("t", move |args: Kwargs, _: &State<'_>| translate(&own, &english, &args));
        tera.register_function("asset", |args: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let path: &str = args.must_get("path")?;
            assets::exists(path)
                .then(|| assets::address(path))
                .ok_or_else(|| Error::message(format!("asset: there is no assets/{path}")))
        });
        tera.register_function("link", move |args: Kwargs, _: &State<'_>| -> TeraResult<String> {
            Ok(locale.path(args.must_get("to")?))
        });
        tera.add_raw_templates(template_files()).map_err(|e| ViewError::Template(e.to_string()))?;
        Ok(Edition { tera, texts })
    }
}

/// The text of `key` in the page's language. A text that is not translated yet is shown in English; one that exists
/// nowhere fails the page, so that a test finds it.
fn translate(own: &Texts, english: &Texts, args: &Kwargs) -> TeraResult<String> {
    let key: &str = args.must_get("key")?;
    let mut values = FluentArgs::new();
    for (name, value) in args.iter().filter_map(|(k, v)| k.as_str().filter(|k| *k != "key").map(|k| (k, v))) {
        values.set(name.to_string(), argument(value));
    }
    own.get(key, &values)
        .or_else(|| english.get(key, &values))
        .ok_or_else(|| Error::message(format!("t: no text \"{key}\", or an argument of it is missing")))
}

fn argument(value: &Value) -> FluentValue<'static> {
    if let Some(text) = value.as_str() {
        return FluentValue::from(text.to_string());
    }
    match (value.as_i64(), value.as_f64()) {
        (Some(whole), _) => FluentValue::from(whole),
        (None, Some(number)) => FluentValue::from(number),
        (None, None) => FluentValue::from(value.to_string()),
    }
}

fn embedded(name: &str) -> Option<(String, String)> {
    let file = Files::get(name)?;
    Some((name.to_string(), String::from_utf8_lossy(&file.data).into_owned()))
}

fn template_files() -> Vec<(String, String)> {
    Files::iter().filter(|name| name.ends_with(".html")).filter_map(|name| embedded(&name)).collect()
}

/// `locales/en.ftl` and every `locales/en-*.ftl`.
fn text_files(locale: Locale) -> Vec<(String, String)> {
    let belongs = |name: &str| {
        let stem = name.strip_prefix("locales/").and_then(|n| n.strip_suffix(".ftl"));
        stem.and_then(|s| s.strip_prefix(locale.code())).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let mut names: Vec<_> = Files::iter().filter(|name| belongs(name)).collect();
    names.sort();
    names.iter().filter_map(|name| embedded(name)).collect()
}

#[cfg(test)]
mod tests;
