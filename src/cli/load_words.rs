//! The load generator's results and mistakes in words.

use std::fmt::Write as _;

use super::Problem;
use crate::check::Finding;
use crate::load::document::Results;
use crate::load::statistics::Figures;
use crate::load::{Misuse, MisuseKind};
use crate::session::load::TrustProblem;
use crate::text::{Catalog, FluentValue, Lang};

/// What was typed wrongly.
pub(super) fn misuse(misuse: Misuse) -> Problem {
    let id = match misuse.kind {
        MisuseKind::UnknownFlag => "error-unknown-argument",
        MisuseKind::UnsupportedFlag => "load-unsupported-flag",
        MisuseKind::MissingValue => "load-missing-value",
        MisuseKind::ExtraValue => "load-extra-value",
        MisuseKind::NoUrl => "load-no-url",
        MisuseKind::ExtraUrl => "load-extra-url",
        MisuseKind::BadUrl => "load-bad-url",
        MisuseKind::BadHeader => "load-bad-header",
        MisuseKind::BadMethod => "load-bad-method",
        MisuseKind::BadSeconds => "load-bad-seconds",
        MisuseKind::BadDuration => "load-bad-duration",
        MisuseKind::BadCount => "load-bad-count",
        MisuseKind::BadRate => "load-bad-rate",
        MisuseKind::BadRamp => "load-bad-ramp",
        MisuseKind::BadShard => "load-bad-shard",
        MisuseKind::BadFormat => "load-bad-format",
        MisuseKind::BadOverride => "load-bad-override",
        MisuseKind::BadProxy => "load-bad-proxy",
        MisuseKind::OpenQuote => "load-open-quote",
        MisuseKind::NoFiles => "load-no-files",
        MisuseKind::Ceiling => "load-ceiling",
        MisuseKind::NotOwn => "load-not-own",
        MisuseKind::Conflict => "load-conflict",
        MisuseKind::NoShardIndex => "load-no-shard-index",
        MisuseKind::NotUntilScaleOut => "load-not-until-scale-out",
        MisuseKind::BadStreams => "load-bad-streams",
    };
    let finding = Finding::new(id).arg("flag", misuse.flag).arg("given", misuse.given);
    Problem::with_nearest(finding, misuse.nearest)
}

pub(super) fn trust(problem: TrustProblem) -> Problem {
    Finding::new(match problem {
        TrustProblem::NoRoot => "load-no-root",
        TrustProblem::NoSystemRoots => "load-no-system-roots",
        TrustProblem::Identity => "load-bad-identity",
    })
    .into()
}

/// One line for somebody who waits.
pub(super) fn progress(lang: Lang, results: &Results) -> String {
    let own = &results.statistics;
    let latency = Figures::of(&own.latency);
    Catalog::get(lang).with(
        "load-progress",
        [
            ("seconds", text(format!("{:.0}", results.duration.as_secs_f64()))),
            ("requests", text(own.requests.to_string())),
            ("rate", text(format!("{:.1}", results.rate()))),
            ("errors", text((own.requests - own.ok).to_string())),
            ("p50", text(ms(latency.p50))),
            ("p99", text(ms(latency.p99))),
        ],
    )
}

/// The report for people.
pub(super) fn report(lang: Lang, results: &Results) -> String {
    let catalog = Catalog::get(lang);
    let own = &results.statistics;
    let mut out = catalog.with(
        "load-sum",
        [
            ("requests", text(own.requests.to_string())),
            ("seconds", text(format!("{:.2}", results.duration.as_secs_f64()))),
            ("rate", text(format!("{:.2}", results.rate()))),
            ("ok", text(own.ok.to_string())),
            ("errors", text((own.requests - own.ok).to_string())),
            ("bytes", text(own.bytes.to_string())),
        ],
    );
    out.push('\n');
    let status: Vec<String> = own.status.iter().map(|(status, count)| format!("{status}: {count}")).collect();
    if !status.is_empty() {
        let _ = writeln!(out, "{}", catalog.with("load-status", [("status", text(status.join("  ")))]));
    }
    for (kind, count) in own.kinds() {
        let name = catalog.text(&format!("load-kind-{}", kind.name()));
        let _ =
            writeln!(out, "{}", catalog.with("load-kind", [("kind", text(name)), ("count", text(count.to_string()))]));
    }
    let _ = writeln!(out, "\n{:>24}{:>10}{:>10}{:>10}{:>10}{:>10}", "p50", "p90", "p99", "p99.9", "max", "mean");
    for (label, histogram) in [("load-latency", &own.latency), ("load-service", &own.service)] {
        let figures = Figures::of(histogram);
        let values = [figures.p50, figures.p90, figures.p99, figures.p999, figures.max, figures.mean];
        let cells = values.iter().fold(String::new(), |cells, value| format!("{cells}{:>10}", ms(*value)));
        let label = catalog.text(label);
        let wide = crate::text::width::width(&label, crate::text::Ambiguous::Narrow);
        let _ = writeln!(out, "{label}{}{cells}", " ".repeat(14usize.saturating_sub(wide)));
    }
    for (target, count) in &own.targets {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
        let share = *count as f64 * 100.0 / own.targets.values().sum::<u64>().max(1) as f64;
        let args = [
            ("target", text(target.clone())),
            ("count", text(count.to_string())),
            ("share", text(format!("{share:.1}"))),
        ];
        let _ = writeln!(out, "{}", catalog.with("load-target", args));
    }
    if own.late > 0 {
        let _ = writeln!(out, "{}", catalog.with("load-late", [("count", text(own.late.to_string()))]));
    }
    out
}

fn ms(value: f64) -> String {
    format!("{value:.2}")
}

fn text(value: String) -> FluentValue<'static> {
    FluentValue::from(value)
}
