//! The command line as it is typed: help in both languages, mistakes worded with the nearest valid word.

use std::ffi::OsString;

use super::*;

fn typed(words: &[&str]) -> Vec<OsString> {
    std::iter::once("hanamaru").chain(words.iter().copied()).map(OsString::from).collect()
}

fn mistake(words: &[&str], lang: Lang) -> String {
    let typed = typed(words);
    let error = args::command(Catalog::get(lang)).try_get_matches_from(&typed).unwrap_err();
    typed::problem(&error, &typed).words(lang)
}

#[test]
fn the_declaration_is_sound_in_both_languages() {
    for lang in Lang::ALL {
        args::command(Catalog::get(lang)).debug_assert();
    }
}

#[test]
fn the_language_is_known_before_the_arguments_are() {
    let english = Environment::of(&[("LANG", "en_US.UTF-8")]);
    let table = [
        (&["verify"][..], Lang::En),
        (&["--lang", "ja", "verify"], Lang::Ja),
        (&["verify", "--lang=ja"], Lang::Ja),
        (&["verify", "--lang=xx"], Lang::En),
        (&["verify", "--lang"], Lang::En),
    ];
    for (words, lang) in table {
        assert_eq!(language(&typed(words), &english, &Config::default()), lang, "{words:?}");
    }
    assert_eq!(language(&typed(&["courses"]), &Environment::default(), &Config::default()), Lang::Ja);
}

#[test]
fn every_mistake_is_worded_in_the_chosen_language() {
    let table: &[&[&str]] = &[
        &["verfy"],
        &["verify"],
        &["verify", "ec-site", "--fromat", "json"],
        &["verify", "ec-site", "--format", "jsn"],
        &["verify", "ec-site", "--format"],
        &["verify", "ec-site", "--watch", "--save-snapshot", "x"],
        &["verify", "ec-site", "extra"],
        &["verify", "ec-site", "--watch", "5"],
        &["verify", "--watch", "5", "ec-site"],
        &["--lang", "jp"],
        &["completions", "bsh"],
        &["lint"],
    ];
    for lang in Lang::ALL {
        let words: Vec<String> =
            table.iter().map(|words| format!("$ hanamaru {}\n{}\n", words.join(" "), mistake(words, lang))).collect();
        insta::assert_snapshot!(format!("mistakes-{}", lang.code()), words.join("\n"));
    }
}

#[test]
fn help_is_in_the_chosen_language_only() {
    for lang in Lang::ALL {
        let mut text = String::new();
        for words in [&["--help"][..], &["verify", "--help"], &["doctor", "-h"]] {
            let error = args::command(Catalog::get(lang)).try_get_matches_from(typed(words)).unwrap_err();
            text += &error.render().to_string();
            text += "\n";
        }
        insta::assert_snapshot!(format!("help-{}", lang.code()), text);
    }
}

#[test]
fn a_suffix_may_begin_with_a_hyphen() {
    let matches =
        args::command(Catalog::get(Lang::Ja)).try_get_matches_from(typed(&["verify", "ec-site", "--suffix", "-a1"]));
    let own = matches.unwrap();
    let own = own.subcommand_matches("verify").unwrap();
    assert_eq!(common::text(own, "suffix").as_deref(), Some("-a1"));
}

#[test]
fn steps_are_chosen_in_the_order_of_the_course_without_the_cleanup() {
    let library = crate::course::Library::load(&crate::course::Files::new());
    let course = &selection::course(&library, "ec-site").unwrap().course;
    let all = selection::steps(course, &[]).unwrap();
    assert!(!all.contains(&"cleanup".to_owned()) && all.contains(&"prereq".to_owned()));
    assert_eq!(selection::steps(course, &["web-sg".to_owned(), "alb-sg".to_owned()]).unwrap(), ["alb-sg", "web-sg"]);
    assert_eq!(selection::steps(course, &["cleanup".to_owned()]).unwrap(), ["cleanup"]);
    let unknown = selection::steps(course, &["web-gs".to_owned()]).unwrap_err();
    assert!(unknown.words(Lang::En).contains("web-sg"));
    assert!(selection::course(&library, "ec-sit").unwrap_err().words(Lang::En).contains("ec-site"));
}
