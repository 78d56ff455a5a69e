//! Settings before any network.

use super::*;

async fn settle(options: Options, env: &[(&str, &str)], config: &str) -> Result<Settings, OpenProblem> {
    let mut variables = vec![("HOME", "/home/me")];
    variables.extend_from_slice(env);
    let files = [("/home/me/.aws/config".to_owned(), config.as_bytes().to_vec())];
    let fs = Fs::from_map(files.into_iter().collect());
    Settings::settle(&options, &Env::from_slice(&variables), &fs).await
}

const CONFIG: &str = "[default]\nregion = eu-west-1\n[profile shop]\nregion = us-west-2\nsso_session = s\n\
                      ca_bundle = /ca.pem\n[profile bare]\nregion = us-west-1\n";

fn options(profile: Option<&str>, region: Option<&str>) -> Options {
    Options {
        profile: profile.map(str::to_owned),
        region: region.map(str::to_owned),
        fallback_region: Some("us-east-1".to_owned()),
        ..Options::default()
    }
}

#[tokio::test]
async fn the_region_is_the_nearest_one_said() {
    type Case<'a> = (Options, &'a [(&'a str, &'a str)], &'a str, &'a str, bool);
    let cases: &[Case<'_>] = &[
        (options(None, Some("sa-east-1")), &[("AWS_REGION", "x")], CONFIG, "sa-east-1", false),
        (options(None, None), &[("AWS_REGION", "eu-north-1")], CONFIG, "eu-north-1", false),
        (options(None, None), &[("AWS_DEFAULT_REGION", "eu-north-1")], CONFIG, "eu-north-1", false),
        (options(None, None), &[("AWS_REGION", "")], CONFIG, "eu-west-1", false),
        (options(Some("shop"), None), &[], CONFIG, "us-west-2", false),
        (options(None, None), &[("AWS_PROFILE", "shop")], CONFIG, "us-west-2", false),
        (options(None, None), &[], "", "us-east-1", true),
    ];
    for (options, env, config, region, fallback) in cases.iter().cloned() {
        let settled = settle(options.clone(), env, config).await.expect("a region");
        assert_eq!((settled.region.as_str(), settled.region_is_fallback), (region, fallback), "{options:?} {env:?}");
    }
    let nothing = Options::default();
    assert_eq!(settle(nothing, &[], "").await, Err(OpenProblem::NoRegion));
}

#[tokio::test]
async fn profiles_must_exist_and_may_stand_alone() {
    let unknown = settle(options(Some("shpo"), None), &[], CONFIG).await.expect_err("a slip");
    let known = ["bare", "default", "shop"].map(str::to_owned).to_vec();
    assert_eq!(unknown, OpenProblem::UnknownProfile { name: "shpo".to_owned(), known });
    assert!(settle(options(None, None), &[("AWS_PROFILE", "shpo")], CONFIG).await.is_err());
    assert!(settle(options(None, None), &[("AWS_PROFILE", "default")], "").await.is_ok());
    // Chosen by hand and with credentials of its own, the environment's do not count.
    assert!(settle(options(Some("shop"), None), &[], CONFIG).await.expect("known").profile_alone);
    assert!(!settle(options(Some("bare"), None), &[], CONFIG).await.expect("known").profile_alone);
    assert!(!settle(options(None, None), &[("AWS_PROFILE", "shop")], CONFIG).await.expect("known").profile_alone);
}

#[tokio::test]
async fn what_cannot_be_used_is_named() {
    let broken = settle(options(None, None), &[], "[default\nregion = x").await.expect_err("malformed");
    let OpenProblem::ConfigFile { reason } = broken else { panic!("{broken:?}") };
    assert!(reason.contains(".aws/config") && reason.contains("line 1"), "{reason}");
    let region = settle(options(None, Some("us east 1")), &[], "").await.expect_err("no region's form");
    assert_eq!(region, OpenProblem::BadRegion { region: "us east 1".to_owned() });
    for url in ["localhost:5000", "ftp://x", "http://", "nonsense"] {
        let bad = Options { endpoint_url: Some(url.to_owned()), ..options(None, None) };
        assert_eq!(settle(bad, &[], "").await, Err(OpenProblem::BadEndpointUrl { url: url.to_owned() }));
    }
    let bundle = settle(options(None, None), &[("AWS_CA_BUNDLE", "/b.pem")], CONFIG).await.expect("settled");
    assert_eq!(bundle.ca_file, Some(PathBuf::from("/b.pem")));
    let bundle = settle(options(Some("shop"), None), &[], CONFIG).await.expect("settled");
    assert_eq!(bundle.ca_file, Some(PathBuf::from("/ca.pem")));
}

#[tokio::test]
async fn certificate_and_log_files_are_looked_at_before_anything_is_asked() {
    let directory = tempfile::tempdir().expect("a directory");
    let no_certificate = directory.path().join("ca.pem");
    std::fs::write(&no_certificate, "hello").expect("written");
    let missing = directory.path().join("none.pem");
    for (path, readable) in [(no_certificate, true), (missing, false)] {
        let bad = crate::collect::http::client(Some(&path)).expect_err("no certificate");
        assert_eq!((bad.path, bad.reason.is_none()), (path, readable));
    }
    let unwritable = directory.path().join("no/such/directory/calls.log");
    assert!(crate::collect::log::CallLog::open(&unwritable).is_err());
}

#[tokio::test]
async fn a_configured_endpoint_must_be_a_url() {
    let bad = |url: &str| OpenProblem::BadEndpointUrl { url: url.to_owned() };
    let config = "[default]\nendpoint_url = localhost:4566\n";
    assert_eq!(settle(options(None, None), &[("AWS_ENDPOINT_URL", "x")], "").await, Err(bad("x")));
    assert_eq!(settle(options(None, None), &[("AWS_ENDPOINT_URL_STS", "y")], "").await, Err(bad("y")));
    assert_eq!(settle(options(None, None), &[], config).await, Err(bad("localhost:4566")));
    let ignored = [("AWS_ENDPOINT_URL", "x"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")];
    assert!(settle(options(None, None), &ignored, config).await.is_ok());
    let given = Options { endpoint_url: Some("http://127.0.0.1:1".to_owned()), ..options(None, None) };
    assert!(settle(given, &[("AWS_ENDPOINT_URL", "x")], config).await.is_ok());
}
