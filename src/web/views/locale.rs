//! The languages that pages come in, and the texts of each.

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::domain::report::Language;

/// A language that pages come in. English stands at the root, Spanish under `/es`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    En,
    /// Spanish.
    Es,
}

impl From<Locale> for Language {
    fn from(locale: Locale) -> Language {
        match locale {
            Locale::En => Language::En,
            Locale::Es => Language::Es,
        }
    }
}

impl Locale {
    /// Every language.
    pub const ALL: &'static [Locale] = &[Locale::En, Locale::Es];

    /// The code for `lang` attributes.
    pub const fn code(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Es => "es",
        }
    }

    /// The language as spoken in the United States; Fluent's plural rules come from it.
    fn identifier(self) -> LanguageIdentifier {
        format!("{}-US", self.code()).parse().expect("a language and a country make an identifier")
    }

    /// What stands before a path in this language.
    pub const fn prefix(self) -> &'static str {
        match self {
            Locale::En => "",
            Locale::Es => "/es",
        }
    }

    /// The other language.
    pub const fn other(self) -> Locale {
        match self {
            Locale::En => Locale::Es,
            Locale::Es => Locale::En,
        }
    }

    /// The language of a path, and the path without its prefix.
    pub fn of_path(path: &str) -> (Locale, &str) {
        match path.strip_prefix("/es") {
            Some("") => (Locale::Es, "/"),
            Some(rest) if rest.starts_with('/') => (Locale::Es, rest),
            _ => (Locale::En, path),
        }
    }

    /// The address of a page in this language. Only patients' and providers' pages exist in Spanish.
    pub fn path(self, path: &str) -> String {
        match (self, path) {
            (Locale::Es, "/") => "/es".to_string(),
            (Locale::Es, _) if is_translated(path) => format!("/es{path}"),
            _ => path.to_string(),
        }
    }
}

fn is_translated(path: &str) -> bool {
    const ENGLISH_ONLY: &[&str] = &[
        "/admin",
        "/api",
        "/assets",
        "/demo",
        "/fhir",
        "/healthz",
        "/problems",
        "/readyz",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemaps",
    ];
    !ENGLISH_ONLY.iter().any(|p| path.strip_prefix(p).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Texts that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// A file that is not Fluent.
    #[error("templates/{file} is not readable Fluent: {why}")]
    Syntax {
        /// Which.
        file: String,
        /// The parser's words.
        why: String,
    },
}

/// The texts of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({:?})", self.bundle.locales)
    }
}

impl Texts {
    /// Reads Fluent files, given by name and content. A key that two files define is a mistake.
    pub fn read(locale: Locale, files: &[(String, String)]) -> Result<Self, TextError> {
        let mut bundle = FluentBundle::new_concurrent(vec![locale.identifier()]);
        bundle.set_use_isolating(false);
        for (file, content) in files {
            let fault = |why: String| TextError::Syntax { file: file.clone(), why };
            let resource = FluentResource::try_new(content.clone()).map_err(|(_, e)| fault(format!("{e:?}")))?;
            bundle.add_resource(resource).map_err(|e| fault(format!("{e:?}")))?;
        }
        Ok(Texts { bundle })
    }

    /// Whether this language has the key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The text of a key, filled in; `None` where this language lacks it or an argument is missing.
    pub fn get(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut faults = Vec::new();
        let text: Cow<'_, str> = self.bundle.format_pattern(pattern, Some(args), &mut faults);
        faults.is_empty().then(|| text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_stands_in_the_path() {
        assert_eq!(Locale::of_path("/es/search"), (Locale::Es, "/search"));
        assert_eq!(Locale::of_path("/es"), (Locale::Es, "/"));
        assert_eq!(Locale::of_path("/essentials"), (Locale::En, "/essentials"));
        assert_eq!(Locale::Es.path("/search"), "/es/search");
        assert_eq!(Locale::Es.path("/"), "/es");
        assert_eq!(Locale::Es.path("/admin/queue"), "/admin/queue");
        assert_eq!(Locale::Es.path("/administer"), "/es/administer");
    }

    #[test]
    fn a_text_without_its_argument_is_missing_rather_than_wrong() {
        let files = vec![("locales/en.ftl".to_string(), "miles = { $n } miles".to_string())];
        let texts = Texts::read(Locale::En, &files).expect("reads");
        let mut args = FluentArgs::new();
        assert_eq!(texts.get("miles", &args), None);
        args.set("n", 3);
        assert_eq!(texts.get("miles", &args).as_deref(), Some("3 miles"));
    }

    #[test]
    fn a_key_defined_twice_is_refused() {
        let file = |name: &str| (name.to_string(), "a = A".to_string());
        assert!(Texts::read(Locale::En, &[file("locales/en.ftl"), file("locales/en-x.ftl")]).is_err());
    }
}
