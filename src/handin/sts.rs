//! What STS answers to the question who is asking.

/// Account and ARN from STS's answer, which is JSON where that was asked for and XML elsewhere.
#[must_use]
pub fn identity(answer: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(answer).ok()?;
    let (account, arn) = if text.trim_start().starts_with('{') { of_json(text)? } else { of_xml(text)? };
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    let of_account = arn.starts_with("arn:") && arn.split(':').nth(4) == Some(account.as_str());
    (is_account && of_account && arn.len() <= 2048 && !arn.chars().any(char::is_control)).then_some((account, arn))
}

fn of_json(text: &str) -> Option<(String, String)> {
    let whole: serde_json::Value = serde_json::from_str(text).ok()?;
    let result = &whole["GetCallerIdentityResponse"]["GetCallerIdentityResult"];
    Some((result["Account"].as_str()?.to_owned(), result["Arn"].as_str()?.to_owned()))
}

fn of_xml(text: &str) -> Option<(String, String)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut path, mut account, mut arn, mut whole) = (Vec::new(), None, None, false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => path.push(start.local_name().as_ref().to_owned()),
            Event::End(_) => {
                path.pop();
                whole |= path.is_empty();
            }
            Event::Text(text) => {
                let at: Vec<&str> = path.iter().map(String::as_str).collect();
                let field = match at.as_slice() {
                    ["GetCallerIdentityResponse", "GetCallerIdentityResult", "Account"] => &mut account,
                    ["GetCallerIdentityResponse", "GetCallerIdentityResult", "Arn"] => &mut arn,
                    _ => continue,
                };
                if field.replace(text.to_string()).is_some() {
                    return None;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if whole { Some((account?, arn?)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_read_whole_or_not_at_all() {
        let arn = "arn:aws:sts::210987654321:assumed-role/learner/taro";
        let xml = format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
             <Arn>{arn}</Arn><UserId>AROA:taro</UserId><Account>210987654321</Account></GetCallerIdentityResult>\
             <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
        );
        let both = Some(("210987654321".to_owned(), arn.to_owned()));
        assert_eq!(identity(xml.as_bytes()), both);
        let json = format!(
            "{{\"GetCallerIdentityResponse\":{{\"GetCallerIdentityResult\":{{\"Account\":\"210987654321\",\
             \"Arn\":\"{arn}\"}}}}}}"
        );
        assert_eq!(identity(json.as_bytes()), both);
        for broken in [
            &xml[..xml.len() - 30],
            &xml.replace("210987654321:", "999999999999:"),
            &xml.replace("<Account>210987654321</Account>", ""),
            &xml.replace("GetCallerIdentityResult", "Other"),
            "<html>proxy</html>",
            "",
        ] {
            assert_eq!(identity(broken.as_bytes()), None, "{broken}");
        }
    }
}
