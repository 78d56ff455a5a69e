//! Answers in pages: `MaxResults`/`PageSize` and the token for the next page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::fault::Fault;

/// The part of a list that a request asked for, and the token for the rest.
///
/// The token names where the next page begins; it is opaque to the caller, and one that was not given by this
/// account is refused with `code`.
pub(crate) fn page<T>(
    items: Vec<T>,
    size: Option<usize>,
    token: Option<&str>,
    code: &'static str,
) -> Result<(Vec<T>, Option<String>), Fault> {
    let start = match token {
        None | Some("") => 0,
        Some(token) => position(token).ok_or_else(|| Fault::new(code, "The token is not valid"))?,
    };
    let size = size.unwrap_or(usize::MAX).max(1);
    let end = start.saturating_add(size);
    let next = (end < items.len()).then(|| URL_SAFE_NO_PAD.encode(format!("page:{end}")));
    Ok((items.into_iter().skip(start).take(size).collect(), next))
}

fn position(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("page:")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn pages_join_to_the_whole() {
        let all: Vec<u32> = (0..25).collect();
        let (mut seen, mut token) = (Vec::new(), None);
        loop {
            let (items, next) = page(all.clone(), Some(10), token.as_deref(), "InvalidNextToken").expect("a page");
            seen.extend(items);
            token = next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, all);
        assert!(page(all, None, Some("forged"), "InvalidNextToken").is_err());
    }
}
