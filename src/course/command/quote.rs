//! Quoting for bash (and zsh) and for PowerShell.

use super::Shell;

/// A part of one word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Literal(String),
    /// A shell variable, by the name of the capture.
    Variable(String),
}

impl Word {
    pub(super) fn literal(text: &str) -> Self {
        Self::Literal(text.to_owned())
    }
}

/// The shell variable for a capture: `SG_ID` in bash, `SgId` in PowerShell (without the `$`).
pub(super) fn variable(name: &str, shell: Shell) -> String {
    match shell {
        Shell::Bash => name.to_ascii_uppercase().replace('-', "_"),
        Shell::PowerShell => name
            .split(['_', '-'])
            .map(|part| {
                let mut chars = part.chars();
                chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
            })
            .collect(),
    }
}

/// Drops everything of a variable up to and including the first occurrence of `text`.
pub(super) fn cut(variable: &str, text: &str, shell: Shell) -> String {
    let escaped = |keep: &[char]| -> String {
        let escape = |c: char| if c.is_alphanumeric() || keep.contains(&c) { c.to_string() } else { format!("\\{c}") };
        text.chars().map(escape).collect()
    };
    match shell {
        Shell::Bash => format!("{variable}=\"${{{variable}#*{}}}\"", escaped(&['_', '-', ':', '/', '.', ','])),
        Shell::PowerShell => {
            let pattern = escaped(&['_', '-', ':', '/', ',', ' ', '\'']).replace('\'', "''");
            format!("${variable} = ${variable} -replace '^.*?{pattern}', ''")
        }
    }
}

/// One word of a command line.
pub(super) fn word(parts: &[Word], shell: Shell) -> String {
    let literal: String =
        parts.iter().map(|part| if let Word::Literal(text) = part { text.as_str() } else { "" }).collect();
    let all_literal = parts.iter().all(|part| matches!(part, Word::Literal(_)));
    if all_literal && is_bare(&literal, shell) {
        return literal;
    }
    match shell {
        Shell::Bash if all_literal => bash_literal(&literal),
        Shell::Bash if !literal.contains(['"', '\\', '`', '$', '!']) && !literal.contains(char::is_control) => {
            format!("\"{}\"", interpolated(parts, shell))
        }
        Shell::Bash => parts
            .iter()
            .map(|part| match part {
                Word::Literal(text) => bash_literal(text),
                Word::Variable(name) => format!("\"${}\"", variable(name, shell)),
            })
            .collect(),
        Shell::PowerShell if all_literal && !literal.contains(char::is_control) => {
            // Any of the single quotes that PowerShell knows ends the word unless it is doubled.
            let single = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
            let doubled = |c: char| if single(c) { format!("{c}{c}") } else { c.to_string() };
            format!("'{}'", literal.chars().map(doubled).collect::<String>())
        }
        Shell::PowerShell => format!("\"{}\"", interpolated(parts, shell)),
    }
}

/// Needs no quotes. PowerShell makes a list of anything with a comma and reads `@`, `=`, `{` and more, so
/// there only the plainest words go bare.
fn is_bare(text: &str, shell: Shell) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':');
    let rest = |c: char| plain(c) || matches!(c, '=' | ',' | '+' | '%' | '@');
    match shell {
        // An `=` in the first place would be zsh's command lookup.
        Shell::Bash => !text.is_empty() && !text.starts_with(['=', '%', '@']) && text.chars().all(rest),
        Shell::PowerShell => {
            let option = text.starts_with('-');
            !text.is_empty() && text.chars().all(plain) && !(option && text.contains([':', '.']))
        }
    }
}

fn bash_literal(text: &str) -> String {
    if text.contains(char::is_control) {
        let escaped: String = text
            .chars()
            .map(|c| match c {
                '\n' => "\\n".to_owned(),
                '\t' => "\\t".to_owned(),
                '\\' => "\\\\".to_owned(),
                '\'' => "\\'".to_owned(),
                c if c.is_control() => format!("\\x{:02x}", u32::from(c)),
                c => c.to_string(),
            })
            .collect();
        return format!("$'{escaped}'");
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The inside of a double-quoted word.
fn interpolated(parts: &[Word], shell: Shell) -> String {
    parts
        .iter()
        .map(|part| match (part, shell) {
            (Word::Variable(name), _) => format!("${{{}}}", variable(name, shell)),
            (Word::Literal(text), Shell::Bash) => text.clone(),
            (Word::Literal(text), Shell::PowerShell) => {
                let escape = |c: char| match c {
                    // PowerShell takes typographic quotes for straight ones.
                    '`' | '"' | '$' | '\u{201c}' | '\u{201d}' | '\u{201e}' => format!("`{c}"),
                    '\n' => "`n".to_owned(),
                    '\t' => "`t".to_owned(),
                    '\r' => "`r".to_owned(),
                    c => c.to_string(),
                };
                text.chars().map(escape).collect()
            }
        })
        .collect()
}
