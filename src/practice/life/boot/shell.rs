//! A shell script taken apart into its simple commands. It is read, never run.

use std::collections::BTreeMap;

/// How a command hangs on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glue {
    /// A new line, `;` or `&`.
    Next,
    And,
    Or,
    Pipe,
}

/// One simple command: its words as they are written, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) glue: Glue,
    pub(crate) words: Vec<String>,
    /// The text of its here-document.
    pub(super) document: Option<String>,
}

/// The commands of a script, in order. `;;` is one of its own.
pub(crate) fn commands(script: &str) -> Vec<Command> {
    let mut reader = Reader {
        rest: script.chars().collect(),
        at: 0,
        made: Vec::new(),
        word: None,
        words: Vec::new(),
        glue: Glue::Next,
        wanted: Vec::new(),
    };
    reader.read();
    reader.made
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    made: Vec<Command>,
    word: Option<String>,
    words: Vec<String>,
    glue: Glue,
    /// Here-documents announced on this line: index of the command, end mark.
    wanted: Vec<(usize, String)>,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        Some(c)
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take() {
            self.words.push(word);
        }
    }

    fn end_command(&mut self, next: Glue) {
        self.end_word();
        if !self.words.is_empty() {
            let words = std::mem::take(&mut self.words);
            self.made.push(Command { glue: self.glue, words, document: None });
        }
        self.glue = next;
    }

    fn read(&mut self) {
        while let Some(c) = self.take() {
            match c {
                '\\' if self.peek(0) == Some('\n') => drop(self.take()),
                '\\' => {
                    self.push(c);
                    if let Some(next) = self.take() {
                        self.push(next);
                    }
                }
                '\'' | '"' => self.quoted(c),
                '$' if self.peek(0) == Some('(') => self.substitution(),
                '`' => self.quoted(c),
                '#' if self.word.is_none() => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                '\n' => {
                    self.end_command(Glue::Next);
                    self.documents();
                }
                ' ' | '\t' | '\r' => self.end_word(),
                _ => self.operator(c),
            }
        }
        self.end_command(Glue::Next);
    }

    fn operator(&mut self, c: char) {
        let next = self.peek(0);
        let redirects = self.word.as_deref().is_some_and(|word| word.ends_with('>'));
        match (c, next) {
            (';', Some(';')) => {
                self.at += 1;
                self.end_command(Glue::Next);
                self.words.push(";;".to_owned());
                self.end_command(Glue::Next);
            }
            (';', _) => self.end_command(Glue::Next),
            ('&', Some('&')) => {
                self.at += 1;
                self.end_command(Glue::And);
            }
            ('|', Some('|')) => {
                self.at += 1;
                self.end_command(Glue::Or);
            }
            ('|', _) => self.end_command(Glue::Pipe),
            ('&', _) if !redirects && next != Some('>') => self.end_command(Glue::Next),
            ('>', _) => self.redirection(),
            ('<', Some('<')) => self.announce(),
            _ => self.push(c),
        }
    }

    /// `>` and `>>` become words of their own, so that what follows is seen as the file.
    fn redirection(&mut self) {
        let stream = self.word.as_deref().is_some_and(|word| word == "2" || word == "1" || word == "&");
        if stream {
            self.push('>');
        } else {
            self.end_word();
            self.push('>');
        }
        if self.peek(0) == Some('>') {
            self.at += 1;
            self.push('>');
        }
        if self.peek(0) == Some('&') {
            self.at += 1;
            self.push('&');
        } else {
            self.end_word();
        }
    }

    fn announce(&mut self) {
        self.at += 1;
        self.end_word();
        while self.peek(0).is_some_and(|c| c == '-' || c == ' ' || c == '<') {
            self.at += 1;
        }
        let mut mark = String::new();
        while let Some(c) = self.peek(0).filter(|c| !c.is_whitespace() && !";|&>".contains(*c)) {
            self.at += 1;
            if !"'\"\\".contains(c) {
                mark.push(c);
            }
        }
        self.wanted.push((self.made.len(), mark));
    }

    /// Takes the here-documents that the line before announced.
    fn documents(&mut self) {
        for (index, mark) in std::mem::take(&mut self.wanted) {
            let mut text = String::new();
            while self.at < self.rest.len() {
                let end = self.rest[self.at..].iter().position(|c| *c == '\n').map_or(self.rest.len(), |n| self.at + n);
                let line: String = self.rest[self.at..end].iter().collect();
                self.at = (end + 1).min(self.rest.len());
                if line.trim() == mark {
                    break;
                }
                text.push_str(&line);
                text.push('\n');
            }
            if let Some(command) = self.made.get_mut(index) {
                command.document = Some(text);
            }
        }
    }

    fn quoted(&mut self, quote: char) {
        self.push(quote);
        while let Some(c) = self.take() {
            match c {
                '\\' if quote != '\'' => {
                    self.push(c);
                    if let Some(next) = self.take() {
                        self.push(next);
                    }
                }
                '$' if quote == '"' && self.peek(0) == Some('(') => self.substitution(),
                _ => self.push(c),
            }
            if c == quote {
                return;
            }
        }
    }

    /// `$(…)`, with whatever quotes and brackets stand in it.
    fn substitution(&mut self) {
        self.push('$');
        let mut depth = 0;
        while let Some(c) = self.take() {
            match c {
                '\'' | '"' => {
                    self.quoted(c);
                    continue;
                }
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            self.push(c);
            if depth == 0 {
                return;
            }
        }
    }
}

/// What a word comes to: quotes taken off, variables put in. What a substitution would print is not known: nothing.
pub(super) fn expand(word: &str, variables: &BTreeMap<String, String>) -> String {
    let chars: Vec<char> = word.chars().collect();
    let (mut out, mut at, mut double) = (String::new(), 0, false);
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            '\'' if !double => {
                while let Some(&c) = chars.get(at) {
                    at += 1;
                    if c == '\'' {
                        break;
                    }
                    out.push(c);
                }
            }
            '"' => double = !double,
            '\\' => {
                out.extend(chars.get(at));
                at += 1;
            }
            '$' => at = variable(&chars, at, variables, &mut out),
            _ => out.push(c),
        }
    }
    match (out.strip_prefix("~/"), variables.get("HOME")) {
        (Some(rest), Some(home)) => format!("{home}/{rest}"),
        _ => out,
    }
}

/// Puts a variable's value in; gives where the word goes on.
fn variable(chars: &[char], at: usize, variables: &BTreeMap<String, String>, out: &mut String) -> usize {
    match chars.get(at) {
        Some('{') => {
            let end = chars[at..].iter().position(|c| *c == '}').map_or(chars.len(), |n| at + n);
            let inside: String = chars[at + 1..end].iter().collect();
            let (name, default) = inside.split_once(":-").unwrap_or((&inside, ""));
            out.push_str(variables.get(name).map_or(default, String::as_str));
            end + 1
        }
        Some('(') => {
            let mut depth = 0;
            for (offset, c) in chars[at..].iter().enumerate() {
                depth += i32::from(*c == '(') - i32::from(*c == ')');
                if depth == 0 {
                    return at + offset + 1;
                }
            }
            chars.len()
        }
        _ => {
            let name: String = chars[at..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').collect();
            if name.is_empty() {
                out.push('$');
            }
            out.push_str(variables.get(&name).map_or("", String::as_str));
            at + name.chars().count()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(script: &str) -> Vec<Vec<String>> {
        commands(script).into_iter().map(|one| one.words).collect()
    }

    #[test]
    fn commands_end_where_the_shell_ends_them() {
        for (script, expected) in [
            ("a b; c && d || e | f &", vec!["a b", "c", "d", "e", "f"]),
            ("# no\n  # no\na # no\nb#yes", vec!["a", "b#yes"]),
            ("a \\\n  b", vec!["a b"]),
            ("a 'b; c' \"d && e\"", vec!["a 'b; c' \"d && e\""]),
            (
                "cd \"$(dirname \"$(find . -name p | head -n 1)\")\"\nb",
                vec!["cd \"$(dirname \"$(find . -name p | head -n 1)\")\"", "b"],
            ),
            ("echo a>>.env 2>&1", vec!["echo a >> .env 2>&1"]),
            ("x) a ;;\n*) b ;;", vec!["x) a", ";;", "*) b", ";;"]),
        ] {
            let found: Vec<String> = words(script).into_iter().map(|words| words.join(" ")).collect();
            assert_eq!(found, expected, "{script}");
        }
    }

    #[test]
    fn here_documents_belong_to_their_command() {
        let all = commands("cat <<'EOF' > .env\nA=1\nEOF\nls");
        assert_eq!(all[0].document.as_deref(), Some("A=1\n"));
        assert_eq!(all[0].words, ["cat", ">", ".env"]);
        assert_eq!(all[1].words, ["ls"]);
    }

    #[test]
    fn words_expand() {
        let variables = BTreeMap::from([("A".to_owned(), "x".to_owned()), ("HOME".to_owned(), "/root".to_owned())]);
        for (word, expected) in [
            ("\"$A\"", "x"),
            ("'$A'", "$A"),
            ("${A}/b", "x/b"),
            ("${B:-c}", "c"),
            ("$B", ""),
            ("a$(b \"c\")d", "ad"),
            ("~/p", "/root/p"),
            ("a\\ b", "a b"),
        ] {
            assert_eq!(expand(word, &variables), expected, "{word}");
        }
    }
}
