//! The table of flags: curl's, and the load's own, which win where a letter means two things.

/// What a flag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flag {
    Request,
    Header,
    Data(super::DataKind),
    Get,
    Head,
    UserAgent,
    Referer,
    User,
    Cookie,
    Proxy,
    Insecure,
    Cacert,
    Cert,
    Key,
    Location,
    Compressed,
    Resolve,
    ConnectTo,
    Version(super::Version),
    Family(super::Family),
    ConnectTimeout,
    MaxTime,
    Output,
    Silent,
    Url,
    /// Changes what curl prints or how it fails, not what it sends.
    Nothing,
    /// curl knows it, and it would change what is sent.
    Unsupported,
    Requests,
    Duration,
    Connections,
    Rate,
    Ramp,
    NoKeepalive,
    Format,
    Hdr,
    UntilScaleOut,
    Marker,
    Streams,
    Yes,
    /// Of everything that touches an account: kept as typed.
    Account,
    Curl,
    ShowSecrets,
    Merge,
    Shard,
    OwnHost,
    LiftCeiling,
    Help,
    /// Read before by the program as a whole.
    Lang,
}

/// By whose rules arguments are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// The load's own letters first, then curl's.
    Load,
    /// A pasted `curl …`.
    Curl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Load,
    Curl,
}

/// One flag: long name, letter, whether it takes a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) long: &'static str,
    letter: char,
    pub(super) takes: bool,
    pub(super) flag: Flag,
    origin: Origin,
}

const fn curl(long: &'static str, letter: char, takes: bool, flag: Flag) -> Row {
    Row { long, letter, takes, flag, origin: Origin::Curl }
}

const fn load(long: &'static str, letter: char, takes: bool, flag: Flag) -> Row {
    Row { long, letter, takes, flag, origin: Origin::Load }
}

/// No letter.
const N: char = '\0';

const ROWS: &[Row] = &[
    load("requests", 'n', true, Flag::Requests),
    load("duration", 'z', true, Flag::Duration),
    load("connections", 'c', true, Flag::Connections),
    load("rate", 'q', true, Flag::Rate),
    load("ramp", N, true, Flag::Ramp),
    load("no-keepalive", N, false, Flag::NoKeepalive),
    load("format", N, true, Flag::Format),
    load("hdr", N, true, Flag::Hdr),
    load("until-scale-out", N, true, Flag::UntilScaleOut),
    load("marker", N, true, Flag::Marker),
    load("streams", N, true, Flag::Streams),
    load("yes", N, false, Flag::Yes),
    load("curl", N, false, Flag::Curl),
    load("show-secrets", N, false, Flag::ShowSecrets),
    load("merge", N, false, Flag::Merge),
    load("shard", N, true, Flag::Shard),
    load("i-own-this-host", N, false, Flag::OwnHost),
    load("lift-ceiling", N, false, Flag::LiftCeiling),
    load("help", 'h', false, Flag::Help),
    load("lang", N, true, Flag::Lang),
    load("ambiguous", N, true, Flag::Nothing),
    load("lessons", N, true, Flag::Account),
    load("profile", N, true, Flag::Account),
    load("region", N, true, Flag::Account),
    load("endpoint-url", N, true, Flag::Account),
    load("set", N, true, Flag::Account),
    load("suffix", N, true, Flag::Account),
    curl("request", 'X', true, Flag::Request),
    curl("header", 'H', true, Flag::Header),
    curl("data", 'd', true, Flag::Data(super::DataKind::Ascii)),
    curl("data-ascii", N, true, Flag::Data(super::DataKind::Ascii)),
    curl("data-raw", N, true, Flag::Data(super::DataKind::Raw)),
    curl("data-binary", N, true, Flag::Data(super::DataKind::Binary)),
    curl("data-urlencode", N, true, Flag::Data(super::DataKind::UrlEncode)),
    curl("json", N, true, Flag::Data(super::DataKind::Json)),
    curl("get", 'G', false, Flag::Get),
    curl("head", 'I', false, Flag::Head),
    curl("user-agent", 'A', true, Flag::UserAgent),
    curl("referer", 'e', true, Flag::Referer),
    curl("user", 'u', true, Flag::User),
    curl("cookie", 'b', true, Flag::Cookie),
    curl("proxy", 'x', true, Flag::Proxy),
    curl("insecure", 'k', false, Flag::Insecure),
    curl("cacert", N, true, Flag::Cacert),
    curl("cert", 'E', true, Flag::Cert),
    curl("key", N, true, Flag::Key),
    curl("location", 'L', false, Flag::Location),
    curl("compressed", N, false, Flag::Compressed),
    curl("resolve", N, true, Flag::Resolve),
    curl("connect-to", N, true, Flag::ConnectTo),
    curl("http1.1", N, false, Flag::Version(super::Version::Http11)),
    curl("http2", N, false, Flag::Version(super::Version::Http2)),
    curl("http2-prior-knowledge", N, false, Flag::Version(super::Version::Http2Only)),
    curl("ipv4", '4', false, Flag::Family(super::Family::Ipv4)),
    curl("ipv6", '6', false, Flag::Family(super::Family::Ipv6)),
    curl("connect-timeout", N, true, Flag::ConnectTimeout),
    curl("max-time", 'm', true, Flag::MaxTime),
    curl("output", 'o', true, Flag::Output),
    curl("silent", 's', false, Flag::Silent),
    curl("url", N, true, Flag::Url),
    curl("show-error", 'S', false, Flag::Nothing),
    curl("verbose", 'v', false, Flag::Nothing),
    curl("include", 'i', false, Flag::Nothing),
    curl("show-headers", N, false, Flag::Nothing),
    curl("fail", 'f', false, Flag::Nothing),
    curl("fail-with-body", N, false, Flag::Nothing),
    curl("globoff", 'g', false, Flag::Nothing),
    curl("no-buffer", 'N', false, Flag::Nothing),
    curl("progress-bar", '#', false, Flag::Nothing),
    curl("no-progress-meter", N, false, Flag::Nothing),
    curl("write-out", 'w', true, Flag::Nothing),
    curl("dump-header", 'D', true, Flag::Nothing),
    curl("trace", N, true, Flag::Nothing),
    curl("trace-ascii", N, true, Flag::Nothing),
    curl("stderr", N, true, Flag::Nothing),
    curl("keepalive-time", N, true, Flag::Nothing),
    curl("no-keepalive", N, false, Flag::Nothing),
    curl("tcp-nodelay", N, false, Flag::Nothing),
    curl("disable", 'q', false, Flag::Nothing),
    curl("cookie-jar", 'c', true, Flag::Nothing),
    curl("basic", N, false, Flag::Nothing),
    curl("remote-name", 'O', false, Flag::Nothing),
    curl("create-dirs", N, false, Flag::Nothing),
    curl("time-cond", 'z', true, Flag::Unsupported),
    curl("netrc", 'n', false, Flag::Unsupported),
    curl("form", 'F', true, Flag::Unsupported),
    curl("form-string", N, true, Flag::Unsupported),
    curl("upload-file", 'T', true, Flag::Unsupported),
    curl("range", 'r', true, Flag::Unsupported),
    curl("config", 'K', true, Flag::Unsupported),
    curl("next", ':', false, Flag::Unsupported),
    curl("digest", N, false, Flag::Unsupported),
    curl("ntlm", N, false, Flag::Unsupported),
    curl("negotiate", N, false, Flag::Unsupported),
    curl("aws-sigv4", N, true, Flag::Unsupported),
    curl("oauth2-bearer", N, true, Flag::Unsupported),
    curl("http1.0", '0', false, Flag::Unsupported),
    curl("http3", N, false, Flag::Unsupported),
    curl("http3-only", N, false, Flag::Unsupported),
    curl("max-redirs", N, true, Flag::Unsupported),
    curl("location-trusted", N, false, Flag::Unsupported),
    curl("proxy-user", 'U', true, Flag::Unsupported),
    curl("noproxy", N, true, Flag::Unsupported),
    curl("interface", N, true, Flag::Unsupported),
    curl("limit-rate", N, true, Flag::Unsupported),
    curl("capath", N, true, Flag::Unsupported),
    curl("cert-type", N, true, Flag::Unsupported),
    curl("pass", N, true, Flag::Unsupported),
    curl("ciphers", N, true, Flag::Unsupported),
    curl("tlsv1.2", N, false, Flag::Nothing),
    curl("tlsv1.3", N, false, Flag::Unsupported),
    curl("unix-socket", N, true, Flag::Unsupported),
    curl("haproxy-protocol", N, false, Flag::Unsupported),
    curl("path-as-is", N, false, Flag::Unsupported),
    curl("request-target", N, true, Flag::Unsupported),
    curl("retry", N, true, Flag::Unsupported),
    curl("parallel", 'Z', false, Flag::Unsupported),
];

/// The rows that count under some rules, the winning one first.
pub(super) fn rows(rules: Rules) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(move |row| rules == Rules::Load || row.origin == Origin::Curl)
}

pub(super) fn long(name: &str, rules: Rules) -> Option<&'static Row> {
    rows(rules).find(|row| row.long == name)
}

pub(super) fn letter(letter: char, rules: Rules) -> Option<&'static Row> {
    rows(rules).find(|row| row.letter == letter && letter != N)
}
