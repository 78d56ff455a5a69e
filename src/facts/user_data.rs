//! Reduces user data to [`UserDataFindings`]. Pure; the text is read once and kept nowhere.
//!
//! Only *code* counts: a line that begins with `#`, and what follows ` #` outside quotes, is a comment in a
//! shell script, in cloud-config and in `.env` files alike.

use regex_lite::{Regex, RegexBuilder};

use super::compute::UserDataFindings;

/// How documents begin that cloud-init runs. Source: cloud-init's "user-data formats".
const RUNNABLE: &[&str] = &[
    "#!",
    "#cloud-config",
    "#cloud-boothook",
    "#include",
    "#part-handler",
    "## template: jinja",
    "content-type:",
    "mime-version:",
];

/// What is found in `text`; `None` where the data is no readable text (compressed, not base64).
#[must_use]
pub fn findings(text: Option<&str>, start_patterns: &[String], mentions: &[String]) -> UserDataFindings {
    let Some(text) = text else {
        return UserDataFindings {
            readable: false,
            runnable: false,
            secret_arn: false,
            placeholders: Vec::new(),
            start_patterns: start_patterns.iter().map(|pattern| (pattern.clone(), false)).collect(),
            sets_home: false,
            mentions: mentions.iter().map(|mention| (mention.clone(), false)).collect(),
        };
    };
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    let code = code(text);
    let starts: Vec<Option<usize>> = start_patterns.iter().map(|pattern| first_match(pattern, &code)).collect();
    let first_start = starts.iter().flatten().min().copied().unwrap_or(code.len());
    UserDataFindings {
        readable: true,
        runnable: RUNNABLE.iter().any(|head| starts_with_ignoring_case(begin, head)),
        secret_arn: matches(
            r"arn:aws[a-z0-9-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@!-]+",
            &code,
        ),
        placeholders: placeholders(&code),
        start_patterns: start_patterns.iter().cloned().zip(starts.iter().map(Option::is_some)).collect(),
        sets_home: first_match(r#"(?:^|[\s;&])HOME=["']?/"#, &code).is_some_and(|at| at < first_start),
        mentions: mentions.iter().map(|mention| (mention.clone(), code.contains(mention.as_str()))).collect(),
    }
}

fn starts_with_ignoring_case(text: &str, head: &str) -> bool {
    text.get(..head.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(head))
}

/// Where a pattern first matches. A pattern that does not parse matches nothing; lint refuses it in courses.
fn first_match(pattern: &str, code: &str) -> Option<usize> {
    let regex = RegexBuilder::new(pattern).multi_line(true).build().ok()?;
    regex.find(code).map(|found| found.start())
}

fn matches(pattern: &str, code: &str) -> bool {
    first_match(pattern, code).is_some()
}

/// The text without comments, with continued lines joined.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    for line in text.lines() {
        let line = without_comment(line).trim_end();
        if let Some(continued) = line.strip_suffix('\\') {
            code.push_str(continued);
            code.push(' ');
        } else {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// A line up to its comment: a `#` at the beginning or after white space, outside quotes.
fn without_comment(line: &str) -> &str {
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for (at, now) in line.char_indices() {
        match (quote, now) {
            (None, '#') if before.is_whitespace() => return line.get(..at).unwrap_or_default(),
            (None, '"' | '\'') if before != '\\' => quote = Some(now),
            (Some(open), _) if open == now && before != '\\' => quote = None,
            _ => {}
        }
        before = now;
    }
    line
}

/// The kinds of placeholder left in code, each once.
fn placeholders(code: &str) -> Vec<String> {
    let mut kinds = Vec::new();
    // `mktemp` takes a template of X's; there they are meant.
    let runs = |line: &str| !line.contains("mktemp") && matches("x{4,}|X{4,}|ｘ{4,}|Ｘ{4,}", line);
    if code.lines().any(runs) {
        kinds.push("x-run".to_owned());
    }
    if code.lines().any(|line| has_angle_brackets(line, code)) {
        kinds.push("angle-brackets".to_owned());
    }
    kinds
}

fn has_angle_brackets(line: &str, code: &str) -> bool {
    // Full-width brackets mean nothing to a shell: whoever wrote them meant "put yours here".
    if matches("＜[^＜＞]+＞", line) {
        return true;
    }
    let Ok(bracket) = Regex::new("<([^<>]{1,80})>") else { return false };
    let mut from = 0;
    while let Some(found) = bracket.captures_at(line, from) {
        let (Some(whole), Some(inner)) = (found.get(0), found.get(1)) else { return false };
        let before = line.get(..whole.start()).and_then(|text| text.chars().next_back());
        let after = line.get(whole.end()..).and_then(|text| text.chars().next());
        if is_placeholder(inner.as_str(), before, after) && !is_markup(inner.as_str(), code) {
            return true;
        }
        from = whole.end();
    }
    false
}

/// Whether `<inner>` reads as "put yours here" rather than as redirection, comparison or a type.
fn is_placeholder(inner: &str, before: Option<char>, after: Option<char>) -> bool {
    if inner.starts_with(char::is_whitespace) || inner.ends_with(char::is_whitespace) {
        return false; // `< file > other`
    }
    if !inner.is_ascii() {
        return true; // No command or type is named 「シークレットのARN」.
    }
    let redirects_in = before.is_none_or(char::is_whitespace);
    let redirects_out = after.is_some_and(|next| next.is_ascii_alphanumeric() || matches!(next, '&' | '>'));
    let syntax = inner.contains(['&', '|', ';', '$', '=', '{', '}', '"', '\'', '`', '@', '\\'])
        || inner.contains("://")
        || inner.starts_with(['(', '-', '!', '?', '/', '.', '~'])
        || inner.ends_with(['-', '/'])
        || inner.bytes().all(|byte| byte.is_ascii_digit());
    // After `<` it is the end of a here-document's mark; after a word, a type's parameter.
    let attached = before.is_some_and(|before| before == '<' || before == '_' || before.is_ascii_alphanumeric());
    !(syntax || attached || (redirects_in && redirects_out))
}

/// Names of HTML elements that pages written by user data use without closing them in the same text.
const HTML: &[&str] = &[
    "a", "b", "body", "br", "button", "center", "code", "div", "em", "font", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "head", "header", "hr", "html", "i", "img", "input", "li", "link", "main", "meta", "nav", "ol", "p",
    "pre", "script", "section", "small", "span", "strong", "style", "table", "tbody", "td", "th", "thead", "title",
    "tr", "u", "ul",
];

/// Whether `<inner>` is a tag: an HTML element, or anything that is closed somewhere (Apache's
/// `<VirtualHost …>`, XML).
fn is_markup(inner: &str, code: &str) -> bool {
    let name = inner.split_whitespace().next().unwrap_or_default();
    HTML.iter().any(|tag| tag.eq_ignore_ascii_case(name)) || code.contains(&format!("</{name}>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!cluster-1a2b-Ab12Cd";

    fn of(text: &str) -> UserDataFindings {
        findings(Some(text), &["pm2 start".to_owned()], &["s3://shop/app.tar.gz".to_owned()])
    }

    #[test]
    fn a_complete_script() {
        let text = format!(
            "#!/bin/bash\nexport HOME=/root\naws s3 cp s3://shop/app.tar.gz /root/app.tar.gz\n\
             cat <<EOF > /root/app/.env\nAURORA_SECRET_ARN={ARN}\nEOF\n\
             /root/.local/share/pnpm/pnpm install 2>&1 | tee /var/log/x\n\
             /root/.local/share/pnpm/pm2 start npm --name shop -- start\n/root/.local/share/pnpm/pm2 save\n"
        );
        let found = of(&text);
        assert!(found.readable && found.runnable && found.secret_arn && found.sets_home);
        assert!(found.placeholders.is_empty(), "{:?}", found.placeholders);
        assert_eq!(found.start_patterns, [("pm2 start".to_owned(), true)]);
        assert_eq!(found.mentions, [("s3://shop/app.tar.gz".to_owned(), true)]);
    }

    #[test]
    fn secret_arns() {
        let cases = [
            (format!("X={ARN}"), true),
            (format!("X=\"{ARN}\""), true),
            ("X=arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:shop-Ab12Cd".to_owned(), true),
            ("X=arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:a".to_owned(), true),
            (format!("# X={ARN}"), false),
            (format!("echo # {ARN}"), false),
            ("X=arn:aws:secretsmanager:us-east-1:12345678901:secret:a".to_owned(), false),
            ("X=arn:aws:secretsmanager:us-east-1:1234567890123:secret:a".to_owned(), false),
            ("X=arn:aws:secretsmanager:us-east-1:xxxxxxxxxxxx:secret:a".to_owned(), false),
            ("X=arn:aws:ssm:us-east-1:123456789012:parameter/a".to_owned(), false),
        ];
        for (line, expected) in cases {
            assert_eq!(of(&format!("#!/bin/sh\n{line}\n")).secret_arn, expected, "{line}");
        }
    }

    #[test]
    fn placeholders_and_what_only_looks_like_one() {
        let cases: &[(&str, &[&str])] = &[
            ("ARN=<your-secret-arn>", &["angle-brackets"]),
            ("ARN=<シークレットのARN>", &["angle-brackets"]),
            ("ARN=\"<YOUR ARN>\"", &["angle-brackets"]),
            ("ARN=＜ここにARN＞", &["angle-brackets"]),
            ("aws s3 cp s3://<bucket>/app.tar.gz .", &["angle-brackets"]),
            ("ARN=arn:aws:secretsmanager:us-east-1:<account-id>:secret:x", &["angle-brackets"]),
            ("ARN=xxxxxxxx", &["x-run"]),
            ("ARN=arn:aws:secretsmanager:us-east-1:XXXXXXXXXXXX:secret:a", &["x-run"]),
            ("ARN=<xxxx>", &["x-run", "angle-brackets"]),
            ("# ARN=<your-secret-arn> xxxx", &[]),
            ("ARN=1 # <your-secret-arn>", &[]),
            ("cat <<EOF > file", &[]),
            ("cat <<EOF>file", &[]),
            ("cat <<'EOF' > file", &[]),
            ("cat <<-EOF >file", &[]),
            ("diff <(sort a) <(sort b) > c", &[]),
            ("exec > >(tee /var/log/user-data.log) 2>&1", &[]),
            ("exec > >(tee /var/log/user-data.log|logger -t user-data -s 2>/dev/console) 2>&1", &[]),
            ("sort < in > out", &[]),
            ("sort <in >out", &[]),
            ("sort <in>out", &[]),
            ("read -r a <<< \"$b\" > c", &[]),
            ("echo '<h1>Hello</h1>' > index.html", &[]),
            ("echo \"<html><body>$(hostname)</body></html>\"", &[]),
            ("<!DOCTYPE html>", &[]),
            ("<meta charset=\"utf-8\">", &[]),
            ("<?php echo 1; ?>", &[]),
            ("<VirtualHost *:80>\n</VirtualHost>", &[]),
            ("const m: Map<string, number> = new Map();", &[]),
            ("awk '$1<5 && $2>3' f", &[]),
            ("if [[ $a < $b ]] && [[ $c > $d ]]; then", &[]),
            ("git config user.email 'A <a@example.com>'", &[]),
            ("echo '<6>started' > /dev/kmsg", &[]),
            ("T=$(mktemp /tmp/app.XXXXXX)", &[]),
            ("set -x; exit 0", &[]),
            ("echo a#<b>", &[]),
        ];
        for (line, expected) in cases {
            assert_eq!(of(&format!("#!/bin/bash\n{line}\n")).placeholders, *expected, "{line}");
        }
    }

    #[test]
    fn start_patterns_count_only_in_code() {
        let cases = [
            ("pm2 start app.js", true),
            ("  /root/.local/share/pnpm/pm2 start app.js # the shop", true),
            ("sudo pm2 start npm -- start && pm2 save", true),
            ("# pm2 start app.js", false),
            ("   # pm2 start", false),
            ("echo done # pm2 start", false),
            ("echo '#' && pm2 start x", true),
            ("echo ${#list} && pm2 start x", true),
            ("pm2 \\\n  start app.js", false),
            ("pm2 delete all", false),
        ];
        for (line, expected) in cases {
            assert_eq!(of(&format!("#!/bin/bash\n{line}\n")).start_patterns[0].1, expected, "{line}");
        }
        let spaced = findings(Some("pm2 \\\n  start app.js"), &[r"pm2\s+start".to_owned()], &[]);
        assert!(spaced.start_patterns[0].1);
        let anchored = findings(Some("a\r\nnode server.js\r\nb"), &["^node server.js$".to_owned()], &[]);
        assert!(anchored.start_patterns[0].1, "patterns are multi-line");
        assert!(!findings(Some("("), &["(".to_owned()], &[]).start_patterns[0].1, "an invalid pattern matches nothing");
    }

    #[test]
    fn home_counts_before_the_start() {
        assert!(of("#!/bin/sh\nexport HOME=/root\npm2 start x").sets_home);
        assert!(of("#!/bin/sh\nHOME=/root pm2 start x").sets_home);
        assert!(!of("#!/bin/sh\npm2 start x\nexport HOME=/root").sets_home);
        assert!(!of("#!/bin/sh\nexport PNPM_HOME=/root/.local/share/pnpm\npm2 start x").sets_home);
        assert!(!of("#!/bin/sh\n# export HOME=/root\npm2 start x").sets_home);
    }

    #[test]
    fn documents_that_cloud_init_runs() {
        for text in ["#!/bin/bash", "\u{feff}#!/bin/sh", "\n#cloud-config\nruncmd: []", "MIME-Version: 1.0\n"] {
            assert!(of(text).runnable, "{text}");
        }
        for text in ["", "export HOME=/root", "echo '#!'"] {
            assert!(!of(text).runnable, "{text}");
        }
    }

    #[test]
    fn unreadable_data_shows_nothing() {
        let found = findings(None, &["pm2 start".to_owned()], &["s3".to_owned()]);
        assert!(!found.readable && !found.secret_arn && !found.runnable);
        assert_eq!(found.start_patterns, [("pm2 start".to_owned(), false)]);
    }

    #[test]
    fn no_text_panics() {
        for text in ["<", "<>", "＜", "'", "\\", "#", "<あ", "あ>い<う>", "\"#\"#", "é<é>é"] {
            drop(of(text));
        }
    }
}
