//! What was typed and what is printed back.

use std::time::Duration;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::curl::parse_curl;
use super::plan::Format;
use super::*;

fn words(line: &str) -> Vec<String> {
    shell::split(line).unwrap()
}

fn read(line: &str) -> Typed {
    parse(&words(line)).unwrap()
}

fn wrong(line: &str) -> Misuse {
    parse(&words(line)).unwrap_err()
}

#[test]
fn curls_letters_mean_what_they_mean_in_curl() {
    let typed = read(
        "-sSLk -XPOST -H 'A: b' -HC:d -d a=1 --data-raw @x --json '{}' -u me:pw -b c=d -A ua -e ref \
        -m 2.5 --connect-timeout 1 -4 --http2 --compressed -x p:1 -o out --cacert ca --cert c --key k host/path",
    );
    let request = &typed.request;
    assert!(request.silent && request.location && request.insecure && request.compressed);
    assert_eq!(request.method.as_deref(), Some("POST"));
    assert_eq!(request.headers, ["A: b", "C:d"]);
    assert_eq!(request.data.len(), 3);
    assert_eq!(request.data[1], Data { kind: DataKind::Raw, text: "@x".into() });
    assert_eq!(request.max_time, Some(Duration::from_millis(2500)));
    assert_eq!(request.version, Some(Version::Http2));
    assert_eq!(request.family, Some(Family::Ipv4));
    assert_eq!(request.url, "host/path");
    assert_eq!(typed.options, Options::default());
}

#[test]
fn the_loads_own_letters_win() {
    let typed = read(
        "-n 10 -z 1m30s -c5 -q 8.3 --ramp 1@0,10@30s --shard=1/3 --format json --hdr f --no-keepalive \
        --i-own-this-host --lift-ceiling --curl --show-secrets --marker X-Instance-Id --streams 4 --yes \
        --until-scale-out ec-site --profile p --set alb=a --suffix -1 http://a",
    );
    let expected = Options {
        requests: Some(10),
        duration: Some(Duration::from_secs(90)),
        connections: Some(5),
        rate: Some(8.3),
        ramp: vec![Point { at: 0.0, rate: 1.0 }, Point { at: 30.0, rate: 10.0 }],
        no_keepalive: true,
        format: Format::Json,
        hdr: Some("f".into()),
        shard: Some((1, 3)),
        curl: true,
        show_secrets: true,
        own_host: true,
        lift_ceiling: true,
        marker: Some("x-instance-id".into()),
        streams: Some(4),
        until_scale_out: Some("ec-site".into()),
        yes: true,
        shards: None,
    };
    assert_eq!(typed.options, expected);
    let account = [("profile", "p"), ("set", "alb=a"), ("suffix", "-1")];
    assert_eq!(typed.account, account.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(read("--shard 3 http://a").options.shards, Some(3));
    assert_eq!(read("--until-scale-out ec-site").request.url, "", "found through the account");
}

#[test]
fn a_pasted_command_is_read_by_curls_rules_alone() {
    let typed = read("-n 3 -- curl -q -c jar -b a=b -sS http://a/");
    assert_eq!((typed.options.requests, typed.options.connections), (Some(3), None));
    assert_eq!(typed.request.url, "http://a/");
    let pasted = ["--", "curl 'http://a/' \\\n  -H $'x: \\u0021' --compressed"].map(str::to_owned);
    assert_eq!(parse(&pasted).unwrap().request.headers, ["x: !"]);
    assert_eq!(wrong("-- curl --rate 5 http://a").kind, MisuseKind::UnknownFlag);
    assert_eq!(wrong("-- curl -n http://a").kind, MisuseKind::UnsupportedFlag);
    assert_eq!(wrong("-- curl --request=POST http://a").kind, MisuseKind::UnknownFlag);
    assert_eq!(read("-c 2 -- http://a").request.url, "http://a");
}

#[test]
fn what_is_wrong_is_said() {
    let table = [
        ("", MisuseKind::NoUrl, None),
        ("http://a http://b", MisuseKind::ExtraUrl, None),
        ("--conections 5 http://a", MisuseKind::UnknownFlag, Some("--connections")),
        ("-request http://a", MisuseKind::UnsupportedFlag, None),
        ("--form a=b http://a", MisuseKind::UnsupportedFlag, None),
        ("http://a -n", MisuseKind::MissingValue, None),
        ("-n 0 http://a", MisuseKind::BadCount, None),
        ("-n -1 http://a", MisuseKind::BadCount, None),
        ("-c 1000000 http://a", MisuseKind::BadCount, None),
        ("-q 0 http://a", MisuseKind::BadRate, None),
        ("-q inf http://a", MisuseKind::BadRate, None),
        ("-z 0 http://a", MisuseKind::BadDuration, None),
        ("-z 5x http://a", MisuseKind::BadDuration, None),
        ("--ramp 5 http://a", MisuseKind::BadRamp, None),
        ("--ramp 5@10,6@5 http://a", MisuseKind::BadRamp, None),
        ("--shard 3/3 http://a", MisuseKind::BadShard, None),
        ("--format xml http://a", MisuseKind::BadFormat, None),
        ("-m x http://a", MisuseKind::BadSeconds, None),
        ("--resolve a:b http://a", MisuseKind::BadOverride, None),
        ("-X 'A B' http://a", MisuseKind::BadMethod, None),
        ("--silent=yes http://a", MisuseKind::ExtraValue, None),
        ("--merge", MisuseKind::NoFiles, None),
        ("-- 'curl \"a'", MisuseKind::OpenQuote, None),
    ];
    for (line, kind, nearest) in table {
        let misuse = wrong(line);
        assert_eq!((misuse.kind, misuse.nearest.as_deref()), (kind, nearest), "{line}");
    }
    assert_eq!(read("--merge a b").merge, ["a", "b"]);
}

prop_compose! {
    fn sent()(
        method in of("[A-Z]{1,8}"), head in any::<bool>(), get in any::<bool>(),
        headers in vec("\\PC{0,12}", 0..3),
        data in vec((0..5usize, "\\PC{0,12}").prop_map(|(kind, text)| Data { kind: DataKind::ALL[kind], text }), 0..3),
        user_agent in of("\\PC{0,8}"), referer in of("\\PC{0,8}"), user in of("\\PC{0,8}"),
        cookies in vec("\\PC{0,8}", 0..3), proxy in of("\\PC{1,8}"),
    ) -> Request {
        Request { method, head, get, headers, data, user_agent, referer, user, cookies, proxy, ..Request::default() }
    }
}

prop_compose! {
    fn any_request()(
        sent in sent(), url in "\\PC{0,20}",
        (insecure, location, compressed, silent) in any::<(bool, bool, bool, bool)>(),
        (cacert, cert, key, output) in (of(any::<String>()), of(any::<String>()), of(any::<String>()), of(any::<String>())),
        resolve in vec("[a-z]{1,5}:80:127\\.0\\.0\\.[1-9]", 0..2), connect_to in vec("[a-z]{0,5}:80:[a-z]{0,4}:81", 0..2),
        version in of(prop_oneof![Just(Version::Http11), Just(Version::Http2), Just(Version::Http2Only)]),
        family in of(prop_oneof![Just(Family::Ipv4), Just(Family::Ipv6)]),
        connect in of(1..100_000u64), most in of(1..100_000u64),
    ) -> Request {
        Request {
            url, insecure, location, compressed, silent, cacert, cert, key, output, resolve, connect_to, version, family,
            connect_timeout: connect.map(Duration::from_millis), max_time: most.map(Duration::from_millis), ..sent
        }
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(request in any_request()) {
        let printed = render::arguments(&request, true);
        // A URL of nothing but hyphens is only reachable as `--url`'s value.
        prop_assert_eq!(parse_curl(&printed), Ok(request.clone()));
        let line = render::command(&request, true);
        prop_assert_eq!(parse(&["--".to_owned(), line]).map(|typed| typed.request), Ok(request));
    }

    #[test]
    fn no_arguments_make_it_panic(arguments in vec("(-|--)?\\PC{0,10}", 0..6)) {
        let _ = parse(&arguments);
    }
}
