//! Domain names: a value that holds one, and the names of a certificate that cover it.

use super::find;
use super::proof::{Context, Judged};
use super::verdict::Verdict;

/// The domain name that a text holds, as it goes into DNS and TLS: lower-case, in ASCII, without the last dot.
/// `None` for anything else: an address, a URL, a name of one label, a wildcard.
pub(super) fn of(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.');
    match url::Host::parse(text).ok()? {
        url::Host::Domain(name) if name.contains('.') && name.split('.').all(is_label) => Some(name),
        _ => None,
    }
}

/// Letters, digits and hyphens, at most 63, no hyphen at either end (RFC 1123).
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The domain that the value `key` holds; a verdict that asks for it where it holds none.
pub(super) fn wanted(cx: &Context<'_>, key: &str) -> Judged<String> {
    let text = find::wanted(cx, key)?;
    of(text).ok_or_else(|| Box::new(Verdict::inconclusive("domain-not-a-name").arg("key", key).arg("given", text)))
}

/// Whether a certificate for this name is one for the domain (from [`of`]): they are the same, or a first label of
/// `*` stands for exactly the first label. Source: RFC 6125, section 6.4.3.
pub(super) fn covers(name: &str, domain: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    match name.strip_prefix("*.") {
        Some(rest) => domain.split_once('.').is_some_and(|(_, parent)| parent == rest),
        None => name == domain,
    }
}

/// Whether a wildcard name ends like the domain and yet does not cover it: for the bare domain, or a level deeper.
pub(super) fn misses_by_a_label(name: &str, domain: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name.strip_prefix("*.").is_some_and(|rest| {
        let deeper = domain.strip_suffix(rest).is_some_and(|front| front.ends_with('.'));
        !covers(&name, domain) && (domain == rest || deeper)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_read_as_dns_has_it() {
        for (text, domain) in [
            ("api.example.com", Some("api.example.com")),
            (" API.Example.com. ", Some("api.example.com")),
            ("日本語.jp", Some("xn--wgv71a119e.jp")),
            ("ａｐｉ.example.com", Some("api.example.com")),
            ("https://api.example.com/", None),
            ("api.example.com:443", None),
            ("*.example.com", None),
            ("192.0.2.1", None),
            ("[2001:db8::1]", None),
            ("intranet", None),
            ("a..example.com", None),
            ("-a.example.com", None),
            ("a_b.example.com", None),
            ("", None),
        ] {
            assert_eq!(of(text).as_deref(), domain, "{text}");
        }
    }

    #[test]
    fn a_wildcard_is_one_label() {
        for (name, domain, covered, near) in [
            ("api.example.com", "api.example.com", true, false),
            ("API.example.COM", "api.example.com", true, false),
            ("*.example.com", "api.example.com", true, false),
            ("*.example.com", "example.com", false, true),
            ("*.example.com", "v1.api.example.com", false, true),
            ("*.example.com", "api.badexample.com", false, false),
            ("*.com", "example.com", true, false),
            ("example.com", "api.example.com", false, false),
            ("a*.example.com", "api.example.com", false, false),
            ("*", "api.example.com", false, false),
        ] {
            assert_eq!(covers(name, domain), covered, "{name} {domain}");
            assert_eq!(misses_by_a_label(name, domain), near, "{name} {domain}");
        }
    }
}
