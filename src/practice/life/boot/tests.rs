//! What start-up scripts come to: the shop's own, and every way in which learners break it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::super::account::{App, AppKind};
use super::Given;
use super::read::{Outcome, read};

const SHOP: &str = r#"#!/bin/bash
set -eux
export HOME=/root
export PATH=/root/.local/share/pnpm:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
APP_SOURCE='s3://hanamaru-app/ec-site.zip'
mkdir -p /root/ecommerce-app
cd /root/ecommerce-app
case "$APP_SOURCE" in
  s3://*) aws s3 cp "$APP_SOURCE" /tmp/app-archive ;;
  *) curl -fsSL --retry 5 -o /tmp/app-archive "$APP_SOURCE" ;;
esac
case "$APP_SOURCE" in
  *.zip) unzip -q -o /tmp/app-archive ;;
  *) tar -xzf /tmp/app-archive ;;
esac
cd "$(dirname "$(find . -maxdepth 2 -name package.json | head -n 1)")"
echo 'AURORA_SECRET_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-AbCdEf' >> .env
/root/.local/share/pnpm/pnpm install
/root/.local/share/pnpm/pnpm build
/root/.local/share/pnpm/pm2 start "/root/.local/share/pnpm/pnpm start" --name ecommerce-app
/root/.local/share/pnpm/pm2 startup systemd -u root --hp /root
/root/.local/share/pnpm/pm2 save
"#;

fn shop() -> App {
    App { kind: AppKind::Shop, port: 80, start_seconds: 5, faults: Vec::new() }
}

fn given() -> Given {
    Given { deployable: Some(shop()), running: None, profile: true }
}

fn boot(script: &str, given: &Given) -> Outcome {
    read(Some(&STANDARD.encode(script)), given).expect("user data")
}

fn kind(app: Option<&App>) -> Option<AppKind> {
    app.map(|app| app.kind)
}

#[test]
fn the_lessons_user_data_starts_the_shop_and_lets_it_come_back() {
    let outcome = boot(SHOP, &given());
    assert_eq!(outcome.started, Some(shop()), "{:#?}", outcome.lines);
    assert_eq!(outcome.at_boot, Some(shop()));
    assert!((60..=90).contains(&outcome.seconds), "{} s", outcome.seconds);
}

#[test]
fn each_slip_stops_the_shop_where_it_would_on_aws() {
    for (slip, from, to, said) in [
        ("no HOME", "export HOME=/root\n", "", "HOME"),
        ("HOME not exported", "export HOME", "HOME", "HOME"),
        ("no interpreter", "#!/bin/bash\n", "", "Unhandled non-multipart"),
        ("blank first line", "#!/bin/bash", "\n#!/bin/bash", "Unhandled non-multipart"),
        ("space before", "#!/bin/bash", " #!/bin/bash", "Unhandled non-multipart"),
        ("placeholder source", "s3://hanamaru-app/ec-site.zip", "<app_source>", "bad/illegal format"),
        ("placeholder bucket", "s3://hanamaru-app/", "s3://xxxx-bucket/", "Invalid bucket name"),
        ("bucket in capitals", "s3://hanamaru-app/", "s3://My_Bucket/", "Invalid bucket name"),
        ("placeholder account", "123456789012", "xxxxxxxxxxxx", "Invalid name"),
        ("short account", "123456789012", "12345", "Invalid name"),
        (
            "placeholder ARN",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-AbCdEf",
            "<secret_arn>",
            "Invalid name",
        ),
        ("no secret", "echo 'AURORA", "# echo 'AURORA", "AURORA_SECRET_ARN is not set"),
        ("no install", "/root/.local/share/pnpm/pnpm install\n", "", "node_modules missing"),
        ("no build", "/root/.local/share/pnpm/pnpm build\n", "", "production build"),
        ("wrong path", "/root/.local/share/pnpm/pnpm install", "/usr/bin/pnpm install", "No such file or directory"),
        ("start commented out", "/root/.local/share/pnpm/pm2 start", "# /root/.local/share/pnpm/pm2 start", ""),
        ("not unpacked", "*.zip) unzip -q -o /tmp/app-archive", "*.zip) true", "No package.json found"),
    ] {
        let script = SHOP.replace(from, to);
        assert_ne!(script, SHOP, "{slip}");
        let outcome = boot(&script, &given());
        assert_eq!(kind(outcome.started.as_ref()), None, "{slip}: {:#?}", outcome.lines);
        assert!(outcome.lines.iter().any(|line| line.contains(said)), "{slip}: {:#?}", outcome.lines);
    }
}

#[test]
fn other_ways_to_the_same_shop_work_too() {
    for (way, from, to) in [
        ("over https", "s3://hanamaru-app/ec-site.zip", "https://example.com/app/ec-site.tar.gz"),
        ("by PATH", "/root/.local/share/pnpm/pnpm install", "pnpm install"),
        ("HOME in front", "export HOME=/root\n", "export HOME\nHOME=/root\n"),
        (
            "here-document",
            "echo 'AURORA_SECRET_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-AbCdEf' >> .env",
            "cat <<EOF > .env\nAURORA_SECRET_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-AbCdEf\nEOF",
        ),
        (
            "through tee",
            "echo 'AURORA_SECRET_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-AbCdEf' >> .env",
            "echo 'AURORA_SECRET_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-AbCdEf' | tee -a .env",
        ),
        (
            "quoted",
            "AURORA_SECRET_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-AbCdEf",
            "AURORA_SECRET_ARN=\"arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-AbCdEf\"",
        ),
        ("Windows line ends", "\n", "\r\n"),
        ("options in the first line", "#!/bin/bash\nset -eux\n", "#!/bin/bash -eux\n"),
        (
            "with a condition",
            "mkdir -p /root/ecommerce-app",
            "if ! command -v unzip; then\n dnf install -y unzip\nfi\nmkdir -p /root/ecommerce-app",
        ),
    ] {
        let script = SHOP.replace(from, to);
        assert_ne!(script, SHOP, "{way}");
        let outcome = boot(&script, &given());
        assert_eq!(outcome.started, Some(shop()), "{way}: {:#?}", outcome.lines);
    }
}

#[test]
fn what_is_on_the_instance_decides_as_well() {
    let without_role = Given { profile: false, ..given() };
    assert!(boot(SHOP, &without_role).lines.iter().any(|line| line.contains("Unable to locate credentials")));
    assert_eq!(boot(SHOP, &without_role).started, None);
    let without_tools = Given { deployable: None, ..given() };
    assert_eq!(boot(SHOP, &without_tools).started, None);
    // An application left in the image has the port already: the new one cannot have it.
    let occupied = Given { running: Some(shop()), ..given() };
    let outcome = boot(SHOP, &occupied);
    assert_eq!(outcome.started, None);
    assert!(outcome.lines.iter().any(|line| line.contains("EADDRINUSE")));
    let cleaned = SHOP.replace("mkdir -p", "/root/.local/share/pnpm/pm2 delete all\nmkdir -p");
    assert_eq!(boot(&cleaned, &occupied).started, Some(shop()));
}

#[test]
fn without_the_start_up_hook_it_does_not_come_back() {
    for gone in
        ["/root/.local/share/pnpm/pm2 startup systemd -u root --hp /root\n", "/root/.local/share/pnpm/pm2 save\n"]
    {
        let outcome = boot(&SHOP.replace(gone, ""), &given());
        assert_eq!((outcome.started, outcome.at_boot), (Some(shop()), None), "{gone}");
    }
}

#[test]
fn web_servers_come_from_packages() {
    let bare = Given::default();
    for (script, starts, returns) in [
        (
            "#!/bin/bash\nyum update -y\nyum install -y httpd\nsystemctl start httpd\nsystemctl enable httpd\necho hi > /var/www/html/index.html",
            true,
            true,
        ),
        ("#!/bin/bash\ndnf install -y nginx && systemctl enable --now nginx", true, true),
        ("#!/bin/bash\napt-get update\napt-get install -y apache2", true, true),
        ("#!/bin/bash\nsudo yum install -y httpd\nsudo service httpd start", true, false),
        ("#!/bin/bash\nyum install -y httpd", false, false),
        ("#!/bin/bash\nsystemctl start httpd", false, false),
        ("#cloud-config\npackages:\n  - httpd\nruncmd:\n  - systemctl enable --now httpd\n", true, true),
        ("#cloud-config\npackages:\n - nginx\nruncmd:\n - [ systemctl, start, nginx ]\n", true, false),
        ("#!/bin/bash\n# yum install -y httpd\n# systemctl start httpd", false, false),
        ("yum install -y httpd\nsystemctl start httpd", false, false),
    ] {
        let outcome = boot(script, &bare);
        assert_eq!(
            (outcome.started.is_some(), outcome.at_boot.is_some()),
            (starts, returns),
            "{script}: {:#?}",
            outcome.lines
        );
    }
}

#[test]
fn a_mime_message_is_read_by_its_parts() {
    let message = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"==B==\"\n\n--==B==\nContent-Type: text/x-shellscript\n\n#!/bin/bash\nyum install -y httpd\nsystemctl start httpd\n\n--==B==--\n";
    assert!(boot(message, &Given::default()).started.is_some());
}

#[test]
fn no_text_makes_the_reader_panic() {
    for text in [
        "",
        "#!",
        "#!/bin/bash\n'",
        "#!/bin/bash\n\"$(",
        "#!/bin/bash\ncase",
        "#!/bin/bash\nesac;;fi done",
        "#!/bin/bash\n<<",
        "#!/bin/bash\n$",
        "#!/bin/bash\nbash -c \"bash -c 'pm2\"",
        "#!/bin/bash\n> \n>>",
        "MIME-Version:",
        "#cloud-config\n- x",
    ] {
        drop(read(Some(&STANDARD.encode(text)), &given()));
    }
    assert_eq!(read(None, &given()), None);
    assert_eq!(read(Some("%%%"), &given()), None);
}
