//! Metric math: arithmetic and comparisons of series and numbers, and the functions that courses use.
//!
//! A series has values by the number of their period. Where one side of an operation has no value for a period, the
//! result has none; a division by zero has none either.

use std::collections::BTreeMap;

/// Values by period.
pub(super) type Values = BTreeMap<i64, f64>;

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Math {
    Number(f64),
    Series(Values),
    Many(Vec<Values>),
}

/// What an expression can see.
pub(super) struct Scope<'a> {
    pub(super) series: &'a BTreeMap<String, Values>,
    /// Ids of metrics, as against expressions: what `METRICS()` gives.
    pub(super) metrics: &'a [String],
    pub(super) period_seconds: f64,
    /// How many periods there are, for `FILL`.
    pub(super) periods: i64,
}

/// Computes an expression; refused with a sentence about what is wrong with it.
pub(super) fn compute(text: &str, scope: &Scope<'_>) -> Result<Math, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0, scope };
    let value = parser.level(0)?;
    if parser.at < tokens.len() {
        return Err(format!("unexpected '{}'", tokens[parser.at]));
    }
    Ok(value)
}

/// The words of an expression that could be ids.
pub(super) fn names(text: &str) -> Vec<String> {
    let first = |token: &String| token.chars().next().is_some_and(|first| first.is_ascii_lowercase());
    tokens(text).unwrap_or_default().into_iter().filter(first).collect()
}

fn tokens(text: &str) -> Result<Vec<String>, String> {
    const TWO: [&str; 6] = ["<=", ">=", "==", "!=", "&&", "||"];
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_alphabetic() || first == '_' {
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else if first.is_ascii_digit() || first == '.' {
            rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len())
        } else if TWO.iter().any(|two| rest.starts_with(two)) {
            2
        } else if "+-*/^()[],<>".contains(first) {
            1
        } else {
            return Err(format!("unexpected '{first}'"));
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: &'a [String],
    at: usize,
    depth: usize,
    scope: &'a Scope<'a>,
}

/// Operators, the loosest first.
const LEVELS: [&[&str]; 6] =
    [&["||", "OR"], &["&&", "AND"], &["<", ">", "<=", ">=", "==", "!="], &["+", "-"], &["*", "/"], &["^"]];
const DEEPEST: usize = 50;

impl Parser<'_> {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn take(&mut self, token: &str) -> Result<(), String> {
        if self.peek() != token {
            return Err(format!("'{token}' is missing"));
        }
        self.at += 1;
        Ok(())
    }

    fn level(&mut self, level: usize) -> Result<Math, String> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.level(level + 1)?;
        while operators.contains(&self.peek()) {
            let operator = self.peek().to_owned();
            self.at += 1;
            let right = self.level(level + 1)?;
            left = both(&left, &right, |a, b| operate(&operator, a, b));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Math, String> {
        if self.peek() == "-" {
            self.at += 1;
            let value = self.deeper(Self::unary)?;
            return Ok(both(&Math::Number(0.0), &value, |a, b| Some(a - b)));
        }
        self.deeper(Self::operand)
    }

    fn deeper(&mut self, parse: impl FnOnce(&mut Self) -> Result<Math, String>) -> Result<Math, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deeply".to_owned());
        }
        let value = parse(self);
        self.depth -= 1;
        value
    }

    fn operand(&mut self) -> Result<Math, String> {
        let token = self.peek().to_owned();
        self.at += 1;
        match token.as_str() {
            "(" => {
                let value = self.level(0)?;
                self.take(")")?;
                Ok(value)
            }
            "[" => Ok(Math::Many(self.list("]")?.into_iter().flat_map(series_of).collect())),
            "" => Err("it ends too early".to_owned()),
            word if self.peek() == "(" => {
                self.at += 1;
                if word == "METRICS" {
                    self.take(")")?;
                    let of = |id: &String| self.scope.series.get(id).cloned();
                    return Ok(Math::Many(self.scope.metrics.iter().filter_map(of).collect()));
                }
                let fills = word == "FILL";
                let given = self.arguments(fills)?;
                self.function(word, given)
            }
            word => {
                let number = word.parse::<f64>().ok().map(Math::Number);
                let found = number.or_else(|| self.scope.series.get(word).cloned().map(Math::Series));
                found.ok_or_else(|| format!("'{word}' is not the Id of a query"))
            }
        }
    }

    fn list(&mut self, end: &str) -> Result<Vec<Math>, String> {
        let mut items = vec![self.level(0)?];
        while self.peek() == "," {
            self.at += 1;
            items.push(self.level(0)?);
        }
        self.take(end)?;
        Ok(items)
    }

    /// `REPEAT` as what `FILL` fills with stands as no number.
    fn arguments(&mut self, fills: bool) -> Result<Vec<Math>, String> {
        let repeat = self.tokens[self.at..].iter().position(|token| token == "REPEAT").map(|n| n + self.at);
        if !fills || repeat.is_none() {
            return self.list(")");
        }
        let first = self.level(0)?;
        self.take(",")?;
        self.take("REPEAT")?;
        self.take(")")?;
        Ok(vec![first, Math::Number(f64::NAN)])
    }

    fn function(&self, name: &str, mut given: Vec<Math>) -> Result<Math, String> {
        match (name, given.as_slice()) {
            ("SUM" | "AVG" | "MIN" | "MAX", [one]) => Ok(gathered(name, one)),
            ("ABS", [one]) => Ok(both(one, &Math::Number(0.0), |a, _| Some(a.abs()))),
            ("CEIL", [one]) => Ok(both(one, &Math::Number(0.0), |a, _| Some(a.ceil()))),
            ("FLOOR", [one]) => Ok(both(one, &Math::Number(0.0), |a, _| Some(a.floor()))),
            ("PERIOD", [_]) => Ok(Math::Number(self.scope.period_seconds)),
            ("FILL", [Math::Series(values), Math::Number(by)]) => Ok(Math::Series(self.filled(values, *by))),
            ("FILL", [Math::Many(all), Math::Number(by)]) => {
                Ok(Math::Many(all.iter().map(|values| self.filled(values, *by)).collect()))
            }
            ("IF", [_, _]) => {
                given.push(Math::Series(Values::new()));
                Ok(chosen(&given[0], &given[1], &given[2]))
            }
            ("IF", [condition, then, otherwise]) => Ok(chosen(condition, then, otherwise)),
            _ => Err(format!("the function {name} is not available with these arguments")),
        }
    }

    fn filled(&self, values: &Values, by: f64) -> Values {
        let mut last = None;
        let each = (0..self.scope.periods).filter_map(|n| {
            last = values.get(&n).copied().or(if by.is_nan() { last } else { Some(by) });
            last.map(|value| (n, value))
        });
        each.collect()
    }
}

fn series_of(value: Math) -> Vec<Values> {
    match value {
        Math::Number(_) => Vec::new(),
        Math::Series(one) => vec![one],
        Math::Many(all) => all,
    }
}

fn operate(operator: &str, a: f64, b: f64) -> Option<f64> {
    let truth = |holds: bool| Some(f64::from(u8::from(holds)));
    match operator {
        "+" => Some(a + b),
        "-" => Some(a - b),
        "*" => Some(a * b),
        "/" => Some(a / b),
        "^" => Some(a.powf(b)),
        "<" => truth(a < b),
        ">" => truth(a > b),
        "<=" => truth(a <= b),
        ">=" => truth(a >= b),
        "==" => truth((a - b).abs() < f64::EPSILON),
        "!=" => truth((a - b).abs() >= f64::EPSILON),
        "&&" | "AND" => truth(a != 0.0 && b != 0.0),
        _ => truth(a != 0.0 || b != 0.0),
    }
}

/// Joins two sides, period by period.
fn both(left: &Math, right: &Math, join: impl Fn(f64, f64) -> Option<f64> + Copy) -> Math {
    let whole = |a: f64, b: f64| join(a, b).filter(|value| value.is_finite());
    match (left, right) {
        (Math::Number(a), Math::Number(b)) => whole(*a, *b).map_or_else(|| Math::Series(Values::new()), Math::Number),
        (Math::Series(a), Math::Number(b)) => {
            Math::Series(a.iter().filter_map(|(n, a)| Some((*n, whole(*a, *b)?))).collect())
        }
        (Math::Number(a), Math::Series(b)) => {
            Math::Series(b.iter().filter_map(|(n, b)| Some((*n, whole(*a, *b)?))).collect())
        }
        (Math::Series(a), Math::Series(b)) => {
            Math::Series(a.iter().filter_map(|(n, a)| Some((*n, whole(*a, *b.get(n)?)?))).collect())
        }
        (Math::Many(all), other) => each(all, |one| both(&Math::Series(one), other, join)),
        (other, Math::Many(all)) => each(all, |one| both(other, &Math::Series(one), join)),
    }
}

fn each(all: &[Values], change: impl Fn(Values) -> Math) -> Math {
    Math::Many(all.iter().cloned().map(change).flat_map(series_of).collect())
}

/// `SUM` and its like: of several series period by period, of one all its values.
fn gathered(name: &str, of: &Math) -> Math {
    let gather = |values: &[f64]| {
        let sum: f64 = values.iter().sum();
        match name {
            "SUM" => sum,
            "AVG" => sum / f64::from(u32::try_from(values.len().max(1)).unwrap_or(u32::MAX)),
            "MIN" => values.iter().copied().fold(f64::INFINITY, f64::min),
            _ => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    };
    match of {
        Math::Number(number) => Math::Number(*number),
        Math::Series(values) if values.is_empty() => Math::Series(Values::new()),
        Math::Series(values) => Math::Number(gather(&values.values().copied().collect::<Vec<_>>())),
        Math::Many(all) => {
            let mut by_period: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
            all.iter().flatten().for_each(|(n, value)| by_period.entry(*n).or_default().push(*value));
            Math::Series(by_period.into_iter().map(|(n, values)| (n, gather(&values))).collect())
        }
    }
}

fn chosen(condition: &Math, then: &Math, otherwise: &Math) -> Math {
    let Math::Series(conditions) = condition else {
        let holds = matches!(condition, Math::Number(number) if *number != 0.0);
        return if holds { then.clone() } else { otherwise.clone() };
    };
    let of = |value: &Math, n: i64| match value {
        Math::Number(number) => Some(*number),
        Math::Series(values) => values.get(&n).copied(),
        Math::Many(_) => None,
    };
    let pick = |(n, holds): (&i64, &f64)| Some((*n, of(if *holds == 0.0 { otherwise } else { then }, *n)?));
    Math::Series(conditions.iter().filter_map(pick).collect())
}
