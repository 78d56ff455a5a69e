//! Placeholders in prose: `{{value:name}}` and `{{command:id}}`.

/// A placeholder with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder<'a> {
    /// What stands before the colon: `value`, `command`, or whatever the author wrote.
    pub kind: &'a str,
    /// What stands after it.
    pub name: &'a str,
    /// Byte range, braces included.
    pub range: std::ops::Range<usize>,
}

/// Every `{{kind:name}}` of a text. Double braces around anything without a colon are text.
#[must_use]
pub fn find(text: &str) -> Vec<Placeholder<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let Some(close) = text[open..].find("}}").map(|at| open + at) else { break };
        let inside = &text[open + 2..close];
        match inside.split_once(':') {
            Some((kind, name)) if !inside.contains(['\n', '{', '"']) => {
                found.push(Placeholder { kind: kind.trim(), name: name.trim(), range: open..close + 2 });
                from = close + 2;
            }
            _ => from = open + 1,
        }
    }
    found
}

/// Replaces every `{{value:name}}`; leaves everything else as it stands.
#[must_use]
pub fn fill(text: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for placeholder in find(text) {
        if placeholder.kind == "value" {
            out.push_str(&text[done..placeholder.range.start]);
            out.push_str(&value(placeholder.name));
            done = placeholder.range.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

/// The ids, when a text is nothing but `{{command:…}}` lines.
#[must_use]
pub fn only_commands(text: &str) -> Option<Vec<&str>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let ids: Option<Vec<&str>> = lines
        .map(|line| {
            let inside = line.strip_prefix("{{")?.strip_suffix("}}")?;
            let (kind, id) = inside.split_once(':')?;
            (kind.trim() == "command" && !id.contains(['{', '}'])).then(|| id.trim())
        })
        .collect();
    ids.filter(|ids| !ids.is_empty())
}
