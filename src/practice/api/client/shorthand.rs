//! The CLI's shorthand syntax: `Name=vpc-id,Values=a,b`, `Key={A=1,B=[x,y]}`, `Key='quoted, text'`.

/// What shorthand says, before the shapes give it types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Loose {
    Text(String),
    List(Vec<Loose>),
    Pairs(Vec<(String, Loose)>),
}

/// Deeper than any shape.
const DEPTH: usize = 32;

/// Pairs apart by commas; `None` when it is not shorthand, or names a key twice.
pub(super) fn parse(text: &str) -> Option<Loose> {
    let mut parser = Parser { rest: text };
    let mut pairs = Vec::new();
    loop {
        let (key, value) = parser.pair(true, DEPTH)?;
        if pairs.iter().any(|(name, _)| *name == key) {
            return None;
        }
        pairs.push((key, value));
        parser.spaces();
        if parser.rest.is_empty() {
            return Some(Loose::Pairs(pairs));
        }
        parser.expect(',')?;
        parser.spaces();
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn expect(&mut self, letter: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(letter)?;
        Some(())
    }

    fn key(&mut self) -> Option<&'a str> {
        let belongs = |c: char| c.is_ascii_alphanumeric() || "-_.#/:".contains(c);
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (key, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!key.is_empty()).then_some(key)
    }

    fn pair(&mut self, outside: bool, depth: usize) -> Option<(String, Loose)> {
        let key = self.key()?.to_owned();
        self.spaces();
        self.expect('=')?;
        self.spaces();
        let value = if outside { self.values(depth)? } else { self.inner(depth)? };
        Some((key, value))
    }

    /// What follows a key at the top: words apart by commas are a list as far as no word is the next key.
    fn values(&mut self, depth: usize) -> Option<Loose> {
        if self.rest.starts_with(['[', '{']) {
            return self.inner(depth);
        }
        let first = self.word(false)?;
        let mut items = vec![Loose::Text(first)];
        loop {
            let before = self.rest;
            self.spaces();
            if self.expect(',').is_none() {
                break;
            }
            self.spaces();
            let next = self.word(true);
            self.spaces();
            match next {
                Some(word) if self.rest.is_empty() || self.rest.starts_with(',') => items.push(Loose::Text(word)),
                _ => {
                    self.rest = before;
                    break;
                }
            }
        }
        match items.len() {
            1 => items.pop(),
            _ => Some(Loose::List(items)),
        }
    }

    /// A value within brackets or braces, where a comma always ends it.
    fn inner(&mut self, depth: usize) -> Option<Loose> {
        let depth = depth.checked_sub(1)?;
        let (close, list) = match self.rest.chars().next() {
            Some('[') => (']', true),
            Some('{') => ('}', false),
            _ => return self.word(false).map(Loose::Text),
        };
        self.rest = &self.rest[1..];
        let (mut items, mut pairs) = (Vec::new(), Vec::new());
        loop {
            self.spaces();
            if self.expect(close).is_some() {
                return Some(if list { Loose::List(items) } else { Loose::Pairs(pairs) });
            }
            if list {
                items.push(self.inner(depth)?);
            } else {
                pairs.push(self.pair(false, depth)?);
            }
            self.spaces();
            if !self.rest.starts_with(close) {
                self.expect(',')?;
            }
        }
    }

    /// A word, quoted or not. After a comma at the top an equals sign ends it, since it may be the next key.
    fn word(&mut self, after_comma: bool) -> Option<String> {
        if let Some(quote @ ('\'' | '"')) = self.rest.chars().next() {
            return self.quoted(quote);
        }
        let mut word = String::new();
        let mut letters = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((at, letter)) = letters.next() {
            let escaped = letter == '\\' && letters.peek().is_some_and(|(_, next)| *next == ',');
            if escaped {
                letters.next();
                word.push(',');
            } else if matches!(letter, ',' | ']' | '}') || (after_comma && letter == '=') {
                end = at;
                break;
            } else {
                word.push(letter);
            }
        }
        self.rest = &self.rest[end..];
        let word = word.trim_end().to_owned();
        (!after_comma || !word.is_empty()).then_some(word)
    }

    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut word = String::new();
        let mut letters = self.rest.char_indices().skip(1).peekable();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' if letters.peek().is_some_and(|(_, next)| *next == quote || *next == '\\') => {
                    word.push(letters.next()?.1);
                }
                letter if letter == quote => {
                    self.rest = &self.rest[at + 1..];
                    return Some(word);
                }
                letter => word.push(letter),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Loose, parse};

    fn text(text: &str) -> Loose {
        Loose::Text(text.to_owned())
    }

    fn pairs(pairs: &[(&str, Loose)]) -> Loose {
        Loose::Pairs(pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    }

    #[test]
    fn shorthand_reads_as_the_cli_reads_it() {
        let list = |words: &[&str]| Loose::List(words.iter().map(|word| text(word)).collect());
        let table = [
            ("a=b", Some(pairs(&[("a", text("b"))]))),
            ("a=", Some(pairs(&[("a", text(""))]))),
            ("Name=tag:Name,Values=x,y", Some(pairs(&[("Name", text("tag:Name")), ("Values", list(&["x", "y"]))]))),
            ("a=b,c=d", Some(pairs(&[("a", text("b")), ("c", text("d"))]))),
            ("a=b,c,d=e", Some(pairs(&[("a", list(&["b", "c"])), ("d", text("e"))]))),
            (
                "a=[b,c],d={e=f}",
                Some(pairs(&[("a", list(&["b", "c"])), ("d", Loose::Pairs(vec![("e".into(), text("f"))]))])),
            ),
            ("a=[]", Some(pairs(&[("a", list(&[]))]))),
            ("a='b,c=d'", Some(pairs(&[("a", text("b,c=d"))]))),
            ("a=\"x \\\" y\",b=1", Some(pairs(&[("a", text("x \" y")), ("b", text("1"))]))),
            ("a=b\\,c", Some(pairs(&[("a", text("b,c"))]))),
            ("a=x=y==", Some(pairs(&[("a", text("x=y=="))]))),
            ("a = b , c = d", Some(pairs(&[("a", text("b")), ("c", text("d"))]))),
            ("a=1,a=2", None),
            ("plain", None),
            ("a=[b", None),
            ("a={b=c", None),
            ("", None),
        ];
        for (shorthand, expected) in table {
            assert_eq!(parse(shorthand), expected, "{shorthand}");
        }
    }
}
