//! What `hanamaru board` says in the terminal, and the words of its page.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _};

use super::board::Opened;
use super::{Common, Problem, output};
use crate::board::export::Headings;
use crate::check::Finding;
use crate::text::{Ambiguous, Catalog, FluentValue, Lang};
use crate::web::tls::shown;
use crate::web::{Words, qr};

/// Messages of the page begin so.
const PAGE: &str = "board-page-";
/// What a message of the page may have put in.
const PUT_IN: [&str; 6] = ["n", "h", "since", "step", "at", "name"];

/// Every word of the page. What is put in is marked, for the page to do it.
pub(super) fn page() -> Words {
    let of = |lang: Lang| -> BTreeMap<&str, String> {
        let catalog = Catalog::get(lang);
        let marks = || PUT_IN.iter().map(|name| (*name, FluentValue::from(format!("%{name}%"))));
        let ids = catalog.ids(PAGE).into_iter();
        ids.map(|id| (id.trim_start_matches(PAGE), catalog.with(id, marks()))).collect()
    };
    let words = serde_json::json!({"ja": of(Lang::Ja), "en": of(Lang::En)});
    Words(words.to_string().into())
}

pub(super) fn headings(lang: Lang) -> Headings {
    let text = |id: &str| Catalog::get(lang).text(id);
    Headings {
        name: text("board-csv-name"),
        joined: text("board-csv-joined"),
        seen: text("board-csv-seen"),
        step: text("board-csv-step"),
        done: text("board-csv-done"),
        failing: text("board-csv-failing"),
        handed: text("board-csv-handed"),
        arn: text("board-csv-arn"),
        file: text("board-csv-file"),
    }
}

/// Says on stderr that the class cannot be kept, or can again.
pub(super) fn teller(lang: Lang) -> impl Fn(Option<String>) + Send + Sync + 'static {
    move |reason| {
        let finding = match reason {
            Some(reason) => Finding::new("board-write-failed").arg("reason", reason),
            None => Finding::new("board-write-again"),
        };
        output::tell(&Problem::from(finding).words(lang));
    }
}

/// How to join, how to look, how to instruct. Commands and addresses stand at the margin, to be copied as they are.
pub(super) fn introduction(common: &Common, opened: &Opened<'_>) -> String {
    let catalog = Catalog::get(common.lang);
    let invite = opened.invite;
    let url = invite.url();
    let base = url.split('#').next().unwrap_or_default();
    let mut parts = vec![
        catalog.with("board-open", [("course", opened.course.into())]),
        format!("{}\nhanamaru --join {invite}", catalog.text("board-join")),
        format!("{}\n{url}", catalog.text("board-look")),
    ];
    if io::stdout().is_terminal() {
        let colours = common.environment.get("NO_COLOR").is_none_or(str::is_empty);
        parts.push(picture(&qr(&url), common.ambiguous == Some(Ambiguous::Wide), colours));
    }
    parts.push(format!("{}\n{base}#{}", catalog.text("board-instruct"), opened.secret));
    if let Some(presented) = opened.presented {
        let mut text = catalog.with("board-fingerprint", [("fingerprint", shown(&presented.fingerprint).into())]);
        if presented.self_signed {
            text = format!("{text}\n{}", catalog.text("board-self-signed"));
        }
        parts.push(text);
    }
    let mut last = Vec::new();
    if opened.proxied {
        last.push(catalog.text("board-proxied"));
    }
    if opened.only_here {
        last.push(catalog.with("board-only-here", [("port", invite.port.to_string().into())]));
    }
    last.push(match &opened.path {
        Some(path) => catalog.with("board-kept", [("path", path.as_str().into())]),
        None => catalog.text("board-unkept"),
    });
    if let (Some(path), Some(reports)) = (&opened.path, &opened.reports) {
        last.push(
            catalog.with("board-reports", [("reports", reports.as_str().into()), ("path", path.as_str().into())]),
        );
    }
    last.push(catalog.text("board-end"));
    parts.push(last.join("\n"));
    format!("{}\n", parts.join("\n\n"))
}

/// A QR code, two rows of it a line, dark on light whatever the terminal's colours are. Where half blocks take two
/// cells, or colours are not wanted, each square is two characters.
fn picture(rows: &[String], wide: bool, colours: bool) -> String {
    /// Squares of quiet around it, by which a camera finds it.
    const QUIET: usize = 3;
    let across = rows.first().map_or(0, String::len) + 2 * QUIET;
    let empty = || std::iter::repeat_n(vec![false; across], QUIET);
    let inner = rows.iter().map(|row| {
        let dark = row.chars().map(|sign| sign == '#');
        let quiet = || std::iter::repeat_n(false, QUIET);
        quiet().chain(dark).chain(quiet()).collect::<Vec<bool>>()
    });
    let all: Vec<Vec<bool>> = empty().chain(inner).chain(empty()).collect();
    if !colours {
        // Light squares are drawn: most terminals are dark.
        let line = |row: &Vec<bool>| row.iter().map(|dark| if *dark { "  " } else { "##" }).collect::<String>();
        return all.iter().map(line).collect::<Vec<_>>().join("\n");
    }
    let line = |cells: String| format!("\u{1b}[30;47m{cells}\u{1b}[0m");
    if wide {
        let row = |row: &Vec<bool>| {
            row.iter().map(|dark| if *dark { "\u{1b}[40m  \u{1b}[47m" } else { "  " }).collect::<String>()
        };
        return all.iter().map(|cells| line(row(cells))).collect::<Vec<_>>().join("\n");
    }
    let pair = |two: &[Vec<bool>]| {
        let below = |at: usize| two.get(1).is_some_and(|row| row[at]);
        let cells = two[0].iter().enumerate().map(|(at, above)| match (above, below(at)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        });
        line(cells.collect())
    };
    all.chunks(2).map(pair).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_word_that_it_asks_for() {
        let words: serde_json::Value = serde_json::from_str(&page().0).unwrap();
        let script = include_str!("../web/page/board.js");
        let quoted = script.split('"').skip(1).step_by(2);
        let asked = script.match_indices("t(\"").map(|(at, _)| script[at + 3..].split('"').next().unwrap());
        let known = |key: &str| words["ja"][key].is_string() && words["en"][key].is_string();
        for key in asked {
            assert!(known(key), "{key}");
        }
        for key in words["ja"].as_object().unwrap().keys() {
            let composed = key.starts_with("mark-") || key.starts_with("sum-");
            assert!(
                composed || quoted.clone().any(|text| text == key) || script.contains(&format!("{key}:")),
                "{key} is said nowhere"
            );
        }
        assert_eq!(words["ja"]["hours"], "%h%時間%n%分");
    }

    #[test]
    fn a_picture_is_as_wide_as_it_is_high() {
        let rows = qr("https://192.168.1.10:8420/#7K3M-Q0TD-A1B2-C3D4-E5F6-G7H8");
        let plain = picture(&rows, false, false);
        let lines: Vec<&str> = plain.lines().collect();
        assert!(lines.iter().all(|line| line.len() == 2 * lines.len()) && lines.len() == rows.len() + 6);
        let halves = picture(&rows, false, true);
        assert_eq!(halves.lines().count(), lines.len().div_ceil(2));
    }
}
