//! What can be typed: commands and flags, every word from the catalogue.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgGroup, Command};

use crate::text::Catalog;

/// Formats of `verify`.
pub const VERIFY_FORMATS: [&str; 5] = ["human", "json", "junit", "markdown", "html"];
/// Formats of `diagram`.
pub const DIAGRAM_FORMATS: [&str; 2] = ["human", "svg"];
/// Formats of `grade`.
pub const GRADE_FORMATS: [&str; 5] = ["human", "json", "csv", "junit", "html"];
/// Formats of `report`.
pub const REPORT_FORMATS: [&str; 4] = ["markdown", "html", "json", "junit"];
/// Formats of the lists.
pub const LIST_FORMATS: [&str; 2] = ["human", "json"];

/// The whole command line in the catalogue's language.
#[must_use]
pub fn command(catalog: &Catalog) -> Command {
    let root = base(catalog, Command::new("hanamaru"), "trainer")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(catalog.text("help-commands"))
        .subcommand_value_name(catalog.text("help-command"))
        .args(account(catalog))
        .arg(option(catalog, "join", "CODE"))
        .arg(option(catalog, "nickname", "NAME"))
        .arg(global(switch(catalog, "help").short('h').action(ArgAction::Help)))
        .arg(switch(catalog, "version").short('V').action(ArgAction::Version))
        .arg(global(option(catalog, "lang", "ja|en").value_parser(PossibleValuesParser::new(["ja", "en"]))))
        .arg(global(option(catalog, "lessons", "DIR")))
        .arg(
            global(option(catalog, "ambiguous", "narrow|wide"))
                .value_parser(PossibleValuesParser::new(["narrow", "wide"])),
        );
    root.subcommands([
        base(catalog, Command::new("courses"), "courses").arg(format(catalog, &LIST_FORMATS)),
        verify(catalog),
        explain(catalog),
        diagram(catalog),
        cleanup(catalog),
        grade(catalog),
        report(catalog),
        load(catalog),
        practice(catalog),
        board(catalog),
        progress(catalog),
        base(catalog, Command::new("policy"), "policy").arg(course(catalog)),
        base(catalog, Command::new("doctor"), "doctor")
            .args(account(catalog))
            .arg(course(catalog))
            .arg(option(catalog, "class", "ROSTER").conflicts_with("course"))
            .arg(option(catalog, "timeout", "SECONDS").allow_negative_numbers(true))
            .arg(option(catalog, "log-calls", "FILE")),
        base(catalog, Command::new("lint"), "lint").arg(positional(catalog, "path", "PATH").required(true)),
        base(catalog, Command::new("completions"), "completions").arg(
            positional(catalog, "shell", "SHELL")
                .required(true)
                .value_parser(PossibleValuesParser::new(super::completions::SHELLS)),
        ),
    ])
}

fn verify(catalog: &Catalog) -> Command {
    base(catalog, Command::new("verify"), "verify")
        .arg(course(catalog).required_unless_present("schema"))
        .arg(option(catalog, "step", "ID").action(ArgAction::Append))
        .arg(format(catalog, &VERIFY_FORMATS))
        .arg(option(catalog, "out", "FILE"))
        .arg(option(catalog, "watch", "SECONDS").num_args(0..=1).require_equals(true).default_missing_value(""))
        .arg(option(catalog, "timeout", "SECONDS").allow_negative_numbers(true))
        .arg(option(catalog, "save-snapshot", "FILE").conflicts_with("watch"))
        .arg(option(catalog, "offline", "SNAPSHOT").conflicts_with_all(["watch", "save-snapshot"]))
        .arg(option(catalog, "log-calls", "FILE"))
        .arg(switch(catalog, "schema").action(ArgAction::SetTrue))
        .args(account(catalog))
}

fn explain(catalog: &Catalog) -> Command {
    let step = Arg::new("step").long("step").value_name("ID").help(catalog.text("arg-explain-step"));
    base(catalog, Command::new("explain"), "explain")
        .after_help(catalog.text("explain-exit"))
        .arg(course(catalog).required_unless_present("schema"))
        .arg(step.help_heading(catalog.text("help-options")))
        .arg(format(catalog, &LIST_FORMATS))
        .arg(option(catalog, "timeout", "SECONDS").allow_negative_numbers(true))
        .arg(option(catalog, "save-snapshot", "FILE"))
        .arg(option(catalog, "offline", "SNAPSHOT").conflicts_with("save-snapshot"))
        .arg(option(catalog, "log-calls", "FILE"))
        .arg(switch(catalog, "schema").action(ArgAction::SetTrue))
        .args(account(catalog))
}

fn diagram(catalog: &Catalog) -> Command {
    base(catalog, Command::new("diagram"), "diagram")
        .arg(course(catalog))
        .arg(format(catalog, &DIAGRAM_FORMATS))
        .arg(switch(catalog, "goal").action(ArgAction::SetTrue))
        .arg(option(catalog, "out", "FILE"))
        .arg(option(catalog, "timeout", "SECONDS").allow_negative_numbers(true))
        .arg(option(catalog, "offline", "SNAPSHOT").conflicts_with("goal"))
        .args(account(catalog))
}

fn cleanup(catalog: &Catalog) -> Command {
    let shell = option(catalog, "cleanup-shell", "bash|powershell").long("shell");
    base(catalog, Command::new("cleanup"), "cleanup")
        .after_help(catalog.text("cleanup-exit"))
        .arg(course(catalog).required_unless_present("schema"))
        .arg(format(catalog, &LIST_FORMATS))
        .arg(shell.value_parser(PossibleValuesParser::new(["bash", "powershell"])))
        .arg(option(catalog, "timeout", "SECONDS").allow_negative_numbers(true))
        .arg(option(catalog, "save-snapshot", "FILE"))
        .arg(option(catalog, "offline", "SNAPSHOT").conflicts_with("save-snapshot"))
        .arg(option(catalog, "log-calls", "FILE"))
        .arg(switch(catalog, "schema").action(ArgAction::SetTrue))
        .args(account(catalog))
}

fn grade(catalog: &Catalog) -> Command {
    let instead = ["schema", "role-template", "merge", "reports"];
    base(catalog, Command::new("grade"), "grade")
        .arg(positional(catalog, "roster", "ROSTER").required_unless_present_any(instead))
        .arg(option(catalog, "step", "ID").action(ArgAction::Append))
        .arg(format(catalog, &GRADE_FORMATS))
        .arg(option(catalog, "out", "FILE"))
        .arg(option(catalog, "timeout", "SECONDS").allow_negative_numbers(true))
        .arg(option(catalog, "parallel", "N").allow_negative_numbers(true))
        .arg(option(catalog, "resume", "FILE"))
        .arg(option(catalog, "compare", "FILE"))
        .arg(option(catalog, "shard", "I/N"))
        .arg(
            option(catalog, "merge", "FILE").num_args(1..).conflicts_with_all(["roster", "reports", "shard", "resume"]),
        )
        .arg(option(catalog, "reports", "DIR").conflicts_with_all(["roster", "shard", "resume"]))
        .arg(option(catalog, "nonce", "WORD").requires("reports"))
        .arg(option(catalog, "board", "FILE").requires("reports"))
        .arg(
            option(catalog, "role-template", "cloudformation|terraform")
                .value_parser(PossibleValuesParser::new(["cloudformation", "terraform"])),
        )
        .arg(option(catalog, "log-calls", "FILE"))
        .arg(switch(catalog, "schema").action(ArgAction::SetTrue))
        .args(account(catalog))
}

fn report(catalog: &Catalog) -> Command {
    base(catalog, Command::new("report"), "report")
        .arg(course(catalog).required_unless_present("schema"))
        .arg(option(catalog, "step", "ID").action(ArgAction::Append))
        .arg(format(catalog, &REPORT_FORMATS).default_value("markdown"))
        .arg(option(catalog, "out", "FILE"))
        .arg(option(catalog, "name", "NAME"))
        .arg(option(catalog, "nonce", "WORD").conflicts_with("hand-in"))
        .arg(option(catalog, "hand-in", "CODE").num_args(0..=1).require_equals(true).default_missing_value(""))
        .arg(option(catalog, "save-snapshot", "FILE"))
        .arg(option(catalog, "offline", "SNAPSHOT").conflicts_with_all(["save-snapshot", "hand-in"]))
        .arg(switch(catalog, "show-account").action(ArgAction::SetTrue))
        .arg(option(catalog, "timeout", "SECONDS").allow_negative_numbers(true))
        .arg(option(catalog, "log-calls", "FILE"))
        .arg(switch(catalog, "schema").action(ArgAction::SetTrue))
        .args(account(catalog))
}

/// Its flags are curl's, which this parser cannot read: everything that follows goes to [`crate::load::parse`].
fn load(catalog: &Catalog) -> Command {
    base(catalog, Command::new("load"), "load").after_help(catalog.text("load-flags")).arg(
        Arg::new("load-arguments")
            .num_args(0..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true)
            .hide(true)
            .value_parser(clap::value_parser!(std::ffi::OsString)),
    )
}

fn practice(catalog: &Catalog) -> Command {
    let course = Arg::new("course").long("course").value_name("COURSE").help(catalog.text("arg-practice-course"));
    base(catalog, Command::new("practice"), "practice")
        .arg(option(catalog, "listen", "ADDR:PORT"))
        .arg(option(catalog, "speed", "N").allow_negative_numbers(true))
        .arg(course.help_heading(catalog.text("help-options")))
        .arg(option(catalog, "at", "STEP").requires("course"))
        .arg(switch(catalog, "empty").action(ArgAction::SetTrue).conflicts_with("course"))
        .arg(option(catalog, "break", "FAULT").action(ArgAction::Append))
}

fn progress(catalog: &Catalog) -> Command {
    base(catalog, Command::new("progress"), "progress")
        .after_help(catalog.text("progress-file"))
        .arg(course(catalog))
        .arg(option(catalog, "export", "FILE").conflicts_with("import"))
        .arg(option(catalog, "import", "FILE"))
        .arg(format(catalog, &LIST_FORMATS))
        .arg(switch(catalog, "schema").action(ArgAction::SetTrue))
}

fn board(catalog: &Catalog) -> Command {
    // The same words as elsewhere, with what they mean here.
    let own = |name: &'static str, long: &'static str, value: &'static str| option(catalog, name, value).long(long);
    base(catalog, Command::new("board"), "board")
        .arg(own("board-listen", "listen", "ADDR:PORT"))
        .arg(own("board-course", "course", "COURSE"))
        .arg(option(catalog, "address", "HOST"))
        .arg(option(catalog, "state", "FILE"))
        .arg(switch(catalog, "fresh").action(ArgAction::SetTrue))
        .arg(option(catalog, "tls-cert", "FILE").requires("tls-way"))
        .arg(option(catalog, "tls-key", "FILE").requires("tls-cert"))
        .arg(option(catalog, "proxy", "HOST[:PORT]").requires("tls-cert").conflicts_with("address"))
        .group(ArgGroup::new("tls-way").args(["tls-key", "proxy"]))
}

/// Flags of everything that touches an account.
fn account(catalog: &Catalog) -> Vec<Arg> {
    let heading = catalog.text("help-account-options");
    [
        option(catalog, "profile", "NAME"),
        option(catalog, "region", "REGION"),
        option(catalog, "endpoint-url", "URL"),
        option(catalog, "set", "NAME=VALUE").action(ArgAction::Append),
        // A suffix usually begins with a hyphen.
        option(catalog, "suffix", "TEXT").allow_hyphen_values(true),
        option(catalog, "connect-to", "HOST:PORT:TO_HOST:TO_PORT").action(ArgAction::Append),
        option(catalog, "resolve", "HOST:PORT:ADDR").action(ArgAction::Append),
        option(catalog, "cacert", "FILE"),
    ]
    .into_iter()
    .map(|arg| arg.help_heading(heading.clone()))
    .collect()
}

fn base(catalog: &Catalog, command: Command, name: &str) -> Command {
    let usage = catalog.text("help-usage");
    command
        .about(catalog.text(&format!("command-{name}.about")))
        .override_usage(catalog.text(&format!("command-{name}.usage")))
        .help_template(format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}"))
        .next_help_heading(catalog.text("help-options"))
        .disable_help_flag(true)
}

fn course(catalog: &Catalog) -> Arg {
    positional(catalog, "course", "COURSE")
}

fn format(catalog: &Catalog, values: &'static [&'static str]) -> Arg {
    let parser = PossibleValuesParser::new(values.iter().copied());
    let arg = Arg::new("format").long("format").value_name(values.join("|")).default_value("human");
    arg.value_parser(parser)
        .hide_possible_values(true)
        .hide_default_value(true)
        .help(catalog.text("arg-format"))
        .help_heading(catalog.text("help-options"))
}

fn positional(catalog: &Catalog, name: &'static str, value: &'static str) -> Arg {
    Arg::new(name)
        .value_name(value)
        .hide_possible_values(true)
        .help(catalog.text(&format!("arg-{name}")))
        .help_heading(catalog.text("help-arguments"))
}

fn option(catalog: &Catalog, name: &'static str, value: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .hide_possible_values(true)
        .help(catalog.text(&format!("arg-{name}")))
        .help_heading(catalog.text("help-options"))
}

fn switch(catalog: &Catalog, name: &'static str) -> Arg {
    let help = catalog.text(&format!("arg-{name}"));
    Arg::new(name).long(name).help(help).help_heading(catalog.text("help-options"))
}

fn global(arg: Arg) -> Arg {
    arg.global(true)
}
