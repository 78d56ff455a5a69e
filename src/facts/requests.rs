//! Experiments: a bounded number of like requests to the learner's own load balancer, and what marks a target.
//!
//! AWS does not say which target answered. A [`Marker`] does: a header, or a pattern in the page, that differs by
//! target. Cookies are kept by name only.

use regex_lite::Regex;
use serde::{Deserialize, Serialize};

use super::reachability::{Stage, Stop};

/// What a series of requests is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Purpose {
    /// As visitors come, each without a cookie: [`front_key`].
    Front,
    /// For each rule beside the default one a few requests that it should take: its ARN.
    Rules,
    /// To a target group with stickiness: without a cookie ([`without_key`]), then all with the cookies of one
    /// answer ([`with_key`]).
    Sticky,
}

/// Requests of one series.
pub const FRONT: usize = 40;
/// Requests for one rule.
pub const RULE: usize = 8;
/// Requests without, and as many with the cookie.
pub const STICKY: usize = 20;
/// Rules that are tried, by priority.
pub const RULES: usize = 5;

/// The key of [`Purpose::Front`] in [`Facts::requests`](super::Facts::requests).
#[must_use]
pub fn front_key(load_balancer_arn: &str) -> String {
    format!("{load_balancer_arn} front")
}

/// The key of the requests without a cookie.
#[must_use]
pub fn without_key(load_balancer_arn: &str) -> String {
    format!("{load_balancer_arn} without-cookie")
}

/// The key of the requests with the cookies of one answer.
#[must_use]
pub fn with_key(load_balancer_arn: &str) -> String {
    format!("{load_balancer_arn} with-cookie")
}

/// A series of like requests and what became of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    pub method: String,
    pub url: String,
    pub answers: Vec<Answer>,
}

/// What became of one request. Redirects are not followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Answer {
    Answered {
        status: u16,
        /// The load balancer answered by itself (`Server: awselb/…`): no target did.
        by_load_balancer: bool,
        /// What tells the target, where the marker was found.
        mark: Option<String>,
        /// Names of the cookies that were set.
        cookies: Vec<String>,
        elapsed_ms: u64,
    },
    Stopped {
        stage: Stage,
        stop: Stop,
        elapsed_ms: u64,
    },
}

impl Answer {
    /// A target answered, with anything below 400.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Answered { status, by_load_balancer: false, .. } if *status < 400)
    }

    /// What tells the target that answered.
    #[must_use]
    pub fn mark(&self) -> Option<&str> {
        match self {
            Self::Answered { mark, by_load_balancer: false, .. } => mark.as_deref(),
            Self::Answered { .. } | Self::Stopped { .. } => None,
        }
    }

    /// Names of the cookies that were set.
    #[must_use]
    pub fn cookies(&self) -> &[String] {
        match self {
            Self::Answered { cookies, .. } => cookies,
            Self::Stopped { .. } => &[],
        }
    }
}

impl Series {
    /// How many requests each mark answered, the most first.
    #[must_use]
    pub fn shares(&self) -> Vec<(&str, usize)> {
        let mut shares: Vec<(&str, usize)> = Vec::new();
        for mark in self.answers.iter().filter_map(Answer::mark) {
            match shares.iter_mut().find(|(known, _)| *known == mark) {
                Some((_, count)) => *count += 1,
                None => shares.push((mark, 1)),
            }
        }
        shares.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        shares
    }

    /// Answers by a target below 400.
    #[must_use]
    pub fn good(&self) -> usize {
        self.answers.iter().filter(|answer| answer.is_good()).count()
    }
}

/// How an answer tells which target gave it.
#[derive(Clone, Debug)]
pub enum Marker {
    Header(String),
    /// Looked for in the page; the first group if it has one, else the whole match.
    Body(Regex),
}

/// Headers that carry secrets: never a marker.
const SECRET: [&str; 5] = ["set-cookie", "cookie", "authorization", "proxy-authorization", "www-authenticate"];
/// What is kept of a mark, in characters.
const LONGEST: usize = 64;

impl Marker {
    /// Letters, digits, `-` and `_` alone name a header; anything else is a regular expression. `None` for
    /// neither, and for headers that carry secrets.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            None
        } else if text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            let secret = SECRET.iter().any(|name| name.eq_ignore_ascii_case(text));
            (!secret).then(|| Self::Header(text.to_owned()))
        } else {
            regex_lite::RegexBuilder::new(text).multi_line(true).build().ok().map(Self::Body)
        }
    }

    /// The mark in an answer.
    #[must_use]
    pub fn find(&self, header: impl FnOnce(&str) -> Option<String>, page: &str) -> Option<String> {
        let found = match self {
            Self::Header(name) => header(name)?,
            Self::Body(pattern) => {
                let captures = pattern.captures(page)?;
                captures.get(1).or_else(|| captures.get(0))?.as_str().to_owned()
            }
        };
        let mark: String = found.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        (!mark.is_empty()).then_some(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(marker: &str, header: Option<&str>, page: &str) -> Option<String> {
        Marker::read(marker)?.find(|_| header.map(str::to_owned), page)
    }

    #[test]
    fn a_marker_is_a_header_or_a_pattern() {
        let page = "hello\ninstance: i-0a1\nzone: a\n";
        let long = "x".repeat(200);
        for (marker, header, expected) in [
            ("X-Served-By", Some("web-1"), Some("web-1")),
            ("X-Served-By", None, None),
            ("X-Served-By", Some("  "), None),
            (r"^instance: (\S+)$", None, Some("i-0a1")),
            ("i-[0-9a-f]+", None, Some("i-0a1")),
            ("nothing (here)", None, None),
            ("(unclosed", None, None),
            ("Set-Cookie", Some("session=secret"), None),
            ("AUTHORIZATION", Some("Bearer x"), None),
            ("", Some("x"), None),
        ] {
            assert_eq!(mark(marker, header, page).as_deref(), expected, "{marker}");
        }
        assert_eq!(mark("X-Id", Some(&long), "").map(|mark| mark.len()), Some(LONGEST));
    }

    #[test]
    fn shares_count_targets_not_the_load_balancer() {
        let answer = |status, by_load_balancer, mark: &str| Answer::Answered {
            status,
            by_load_balancer,
            mark: Some(mark.to_owned()),
            cookies: Vec::new(),
            elapsed_ms: 1,
        };
        let answers = vec![
            answer(200, false, "b"),
            answer(200, false, "a"),
            answer(500, false, "b"),
            answer(503, true, "c"),
            Answer::Stopped { stage: Stage::Connect, stop: Stop::TimedOut, elapsed_ms: 9 },
        ];
        let series = Series { method: "GET".to_owned(), url: "http://x/".to_owned(), answers };
        assert_eq!(series.shares(), [("b", 2), ("a", 1)]);
        assert_eq!(series.good(), 2);
    }
}
