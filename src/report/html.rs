//! One self-contained HTML file: no scripts, nothing fetched, readable on paper and in the dark.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::document::{CheckReport, Document, StepReport};
use super::{glyph, is_bidi_control, status_key, status_word};
use crate::check::Status;
use crate::text::{Catalog, Lang, Wording};

const CSS: &str = include_str!("page.css");

/// The document as an HTML page. `title` is the course's.
#[must_use]
pub fn html(document: &Document, title: &str, lang: Lang, zone: &TimeZone) -> String {
    let wording = Wording { lang, zone: zone.clone(), course: None };
    let catalog = wording.catalog();
    let mut out = head(title, lang, "");
    let account = document.account.clone().unwrap_or_else(|| catalog.text("label-account-unknown"));
    let _ = writeln!(out, "<dl class=\"about\">");
    for (label, value) in [
        ("label-account", account),
        ("label-region", document.region.clone()),
        ("label-observed-at", wording.time(document.finished_at)),
    ] {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape(&catalog.text(label)), escape(&value));
    }
    let _ = writeln!(out, "</dl>\n<p class=\"summary\">{}</p>", escape(&super::human::summary_line(document, lang)));
    overview(&mut out, document, catalog);
    for step in &document.steps {
        section(&mut out, &wording, step);
    }
    let _ = writeln!(out, "</main>\n</body>\n</html>");
    out
}

/// The beginning of a page that stands alone: no scripts, nothing fetched. `more` is further CSS.
pub(crate) fn head(title: &str, lang: Lang, more: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{CSS}{more}</style>\n\
         </head>\n<body>\n<main>\n<h1>{}</h1>\n",
        lang.code(),
        escape(title),
        escape(title),
    )
}

fn overview(out: &mut String, document: &Document, catalog: &Catalog) {
    let _ = writeln!(
        out,
        "<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>",
        escape(&catalog.text("column-step")),
        escape(&catalog.text("column-status")),
    );
    for step in &document.steps {
        let _ = writeln!(
            out,
            "<tr><td><a href=\"#{id}\">{}</a> <code>{id}</code></td><td class=\"{}\">{} {}</td></tr>",
            escape(&step.title),
            status_word(step.status),
            glyph(step.status),
            escape(&catalog.text(status_key(step.status))),
            id = escape(&step.id),
        );
    }
    let _ = writeln!(out, "</tbody>\n</table>");
}

fn section(out: &mut String, wording: &Wording<'_>, step: &StepReport) {
    let _ = writeln!(
        out,
        "<section id=\"{}\">\n<h2><span class=\"{}\">{}</span> {}</h2>",
        escape(&step.id),
        status_word(step.status),
        glyph(step.status),
        escape(&step.title),
    );
    for check in &step.checks {
        article(out, wording, check);
    }
    let _ = writeln!(out, "</section>");
}

/// One check: verdict, expected, seen, hint, evidence.
pub(crate) fn article(out: &mut String, wording: &Wording<'_>, check: &CheckReport) {
    let catalog = wording.catalog();
    let _ = writeln!(
        out,
        "<article>\n<h3><span class=\"{}\">{} {}</span> {}</h3>\n<dl>",
        status_word(check.status),
        glyph(check.status),
        escape(&catalog.text(status_key(check.status))),
        escape(&check.title),
    );
    let mut row = |label: &str, text: &str| {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escape(&catalog.text(label)), escape(text));
    };
    if check.status != Status::Pass {
        row("label-expected", &check.expected);
    }
    row("label-actual", &check.actual);
    if let Some(hint) = &check.hint {
        row("label-hint", hint);
    }
    for advice in &check.advice {
        row("label-advice", advice);
    }
    if let Some(until) = check.until {
        row("label-until", &wording.time(until));
    }
    for (label, text) in [("label-usual", &check.usual), ("label-look-at", &check.look_at)] {
        if let Some(text) = text {
            row(label, text);
        }
    }
    if let Some(confirmed) = &check.confirmed {
        row("label-confirmed", &super::human::confirmation(wording, confirmed));
    }
    if let Some(at) = check.recorded_at {
        row("label-recorded-at", &wording.time(at));
    }
    for piece in &check.evidence {
        let at = wording.time(piece.observed_at);
        row("label-evidence", &format!("{}  {}  ({at})", piece.resource, piece.fact));
    }
    if let Some(address) = &check.console {
        let (label, address) = (escape(&catalog.text("label-console")), escape(address));
        let link = escape(&catalog.text("console-open"));
        let _ = writeln!(out, "<dt>{label}</dt><dd><a href=\"{address}\" rel=\"noreferrer\">{link}</a></dd>");
    }
    let _ = writeln!(out, "</dl>\n</article>");
}

/// A text as it stands between tags or in an attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' || is_bidi_control(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
