//! `hanamaru completions SHELL`.

use clap::ArgMatches;
use clap_complete::Shell;

use super::{Common, Problem, args, output};
use crate::report::Outcome;
use crate::text::Catalog;

/// The shells that completions can be made for.
pub const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// # Errors
/// Stdout cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let shell = match matches.get_one::<String>("shell").map(String::as_str) {
        Some("elvish") => Shell::Elvish,
        Some("fish") => Shell::Fish,
        Some("powershell") => Shell::PowerShell,
        Some("zsh") => Shell::Zsh,
        _ => Shell::Bash,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(Catalog::get(common.lang)), "hanamaru", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Good)
}
