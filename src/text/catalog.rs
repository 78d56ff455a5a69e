//! The Fluent catalogue: every word that the program itself says, embedded, in both languages.
//!
//! A key is a message id (`step-done`) or a message id with an attribute (`ingress-open.expected`). A
//! missing key is a programming error: the key itself is shown, and tests hold both languages to the
//! same keys, attributes and variables.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use unic_langid::LanguageIdentifier;

use super::Lang;

static LOCALES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// All messages of one language.
pub struct Catalog {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Catalog {
    /// The catalogue of a language, parsed when it is first asked for.
    #[must_use]
    pub fn get(lang: Lang) -> &'static Self {
        static JA: OnceLock<Catalog> = OnceLock::new();
        static EN: OnceLock<Catalog> = OnceLock::new();
        let cell = match lang {
            Lang::Ja => &JA,
            Lang::En => &EN,
        };
        cell.get_or_init(|| Self::load(lang))
    }

    fn load(lang: Lang) -> Self {
        let locale: LanguageIdentifier = lang.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks are for mixed writing directions; terminals and JSON show them as debris.
        bundle.set_use_isolating(false);
        for (_, source) in sources(lang) {
            // A damaged entry is dropped and its key shown; a test refuses it before it gets here.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
            bundle.add_resource_overriding(resource);
        }
        Self { lang, bundle }
    }

    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether the catalogue has this message (with a value) or attribute.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.pattern(key).is_some()
    }

    /// The ids of the messages that begin so, in the order of their files.
    #[must_use]
    pub fn ids(&self, prefix: &str) -> Vec<&'static str> {
        let lines = sources(self.lang).flat_map(|(_, source)| source.lines());
        lines.filter(|line| line.starts_with(prefix)).filter_map(|line| Some(line.split_once('=')?.0.trim())).collect()
    }

    /// The text of a key without arguments.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of a key with arguments. Numbers are written without digit grouping.
    #[must_use]
    pub fn with<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> String {
        let args: FluentArgs<'a> = args.into_iter().collect();
        self.format(key, Some(&args))
    }

    /// As [`Catalog::text`], for arguments that were gathered elsewhere.
    #[must_use]
    pub fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.pattern(key) else { return key.to_owned() };
        let mut errors = Vec::new();
        match self.bundle.format_pattern(pattern, args, &mut errors) {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(text) => text,
        }
    }

    fn pattern(&self, key: &str) -> Option<&fluent_syntax::ast::Pattern<&str>> {
        match key.split_once('.') {
            None => self.bundle.get_message(key)?.value(),
            Some((id, attribute)) => Some(self.bundle.get_message(id)?.get_attribute(attribute)?.value()),
        }
    }
}

/// The message files of a language: name and text.
pub(super) fn sources(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    LOCALES
        .get_dir(lang.code())
        .into_iter()
        .flat_map(Dir::files)
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "ftl"))
        .filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)))
}
