//! Commands as shell lines, and what a real shell makes of them.

use std::collections::BTreeMap;

use super::{Piece, Shell, Target, pieces};
use crate::course::Values;
use crate::course::model::{Command, LocalFile, Localized};

/// As one text.
fn render(command: &Command, values: &Values, shell: Shell, target: &Target<'_>) -> String {
    super::render(command, values, shell, target).join("\n")
}

fn command(run: &[&str], capture: &[(&str, &str)]) -> Command {
    Command {
        id: "c".into(),
        title: Localized { ja: "題".into(), en: "t".into() },
        run: run.iter().map(|s| (*s).to_owned()).collect(),
        capture: capture.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        after: BTreeMap::new(),
        reads: false,
        pause: false,
        file: None,
    }
}

fn values() -> Values {
    Values::from_map(BTreeMap::from([("alb_sg".into(), "ec site's $sg".into()), ("unset".into(), String::new())]))
}

#[test]
fn only_names_in_braces_are_placeholders() {
    use Piece::{Captured, Literal, Value};
    assert_eq!(pieces("a{alb_sg}b"), [Literal("a"), Value("alb_sg"), Literal("b")]);
    assert_eq!(
        pieces("Tags=[{Key=Name,Value={alb_sg}}]"),
        [Literal("Tags=[{Key=Name,Value="), Value("alb_sg"), Literal("}]")]
    );
    assert_eq!(pieces("{$sg_id}"), [Captured("sg_id")]);
    assert_eq!(pieces(r#"{"a":{}}"#), [Literal(r#"{"a":{}}"#)]);
    assert_eq!(pieces(""), [Literal("")]);
}

#[test]
fn lines_for_both_shells() {
    let create = command(&["ec2", "create-security-group", "--group-name", "{alb_sg}"], &[("sg_id", "GroupId")]);
    let target = Target { region: Some("us-east-1"), ..Target::default() };
    assert_eq!(
        render(&create, &values(), Shell::Bash, &target),
        r"SG_ID=$(aws ec2 create-security-group --group-name 'ec site'\''s $sg' --region us-east-1 --query GroupId --output text)"
    );
    assert_eq!(
        render(&create, &values(), Shell::PowerShell, &target),
        "$SgId = aws ec2 create-security-group --group-name 'ec site''s $sg' --region us-east-1 --query GroupId --output text"
    );
    let use_it = command(&["x", "--filters", "Name=vpc-id,Values={$vpc_id}", "--u", "{unset}"], &[]);
    assert_eq!(
        render(&use_it, &values(), Shell::Bash, &Target::default()),
        r#"aws x --filters "Name=vpc-id,Values=${VPC_ID}" --u '<unset>'"#
    );
    assert_eq!(
        render(&use_it, &values(), Shell::PowerShell, &Target::default()),
        r#"aws x --filters "Name=vpc-id,Values=${VpcId}" --u '<unset>'"#
    );
}

#[test]
fn several_captures_come_from_one_answer() {
    let both = command(&["x"], &[("arn", "LoadBalancers[0].Arn"), ("dns", "LoadBalancers[0].Dns")]);
    assert_eq!(
        render(&both, &values(), Shell::Bash, &Target::default()),
        r"IFS=$'\t' read -r ARN DNS < <(aws x --query '[LoadBalancers[0].Arn, LoadBalancers[0].Dns]' --output text)"
    );
    assert_eq!(
        render(&both, &values(), Shell::PowerShell, &Target::default()),
        "$Arn, $Dns = (aws x --query '[LoadBalancers[0].Arn, LoadBalancers[0].Dns]' --output text) -split \"`t\""
    );
}

/// What the line says is what bash hands over, for words that need every kind of quoting.
#[test]
fn bash_hands_over_exactly_the_arguments() {
    let odd = [
        "a b",
        "it's",
        "$HOME",
        "`id`",
        "!x",
        "a\nb\tc",
        "\\",
        "",
        "*",
        "~",
        "日本語",
        r#"{"a":"b"}"#,
        "#c",
        "-1",
        "a;b",
        "=ls",
    ];
    let line = render(&command(&odd, &[]), &values(), Shell::Bash, &Target::default());
    assert!(!line.contains('\n'), "one line: {line}");
    let script = format!("aws() {{ printf '%s\\0' \"$@\"; }}; {line}");
    let Ok(output) = std::process::Command::new("bash").args(["-c", &script]).output() else { return };
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.split_terminator('\0').collect::<Vec<_>>(), odd);
}

#[test]
fn bash_joins_variables_and_literals() {
    let run = ["x={$sg_id}y", r#"[{"G":"{$sg_id}"}]"#, "Name=a b,Values={$sg_id}"];
    let line = render(&command(&run, &[]), &values(), Shell::Bash, &Target::default());
    let script = format!("SG_ID=sg-1; aws() {{ printf '%s\\0' \"$@\"; }}; {line}");
    let Ok(output) = std::process::Command::new("bash").args(["-c", &script]).output() else { return };
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text.split_terminator('\0').collect::<Vec<_>>(),
        ["x=sg-1y", r#"[{"G":"sg-1"}]"#, "Name=a b,Values=sg-1"]
    );
}

#[test]
fn the_tail_of_a_captured_arn_is_cut_off_in_the_shell() {
    let mut cut = command(&["x"], &[("lb", "Arn")]);
    cut.after.insert("lb".into(), "loadbalancer/".into());
    let line = render(&cut, &values(), Shell::Bash, &Target::default());
    assert_eq!(line, r#"LB=$(aws x --query Arn --output text); LB="${LB#*loadbalancer/}""#);
    let script = format!("aws() {{ echo arn:x:loadbalancer/app/a/loadbalancer/1; }}; {line}; printf %s \"$LB\"");
    let Ok(output) = std::process::Command::new("bash").args(["-c", &script]).output() else { return };
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "app/a/loadbalancer/1");
    assert_eq!(
        render(&cut, &values(), Shell::PowerShell, &Target::default()),
        "$Lb = aws x --query Arn --output text; $Lb = $Lb -replace '^.*?loadbalancer/', ''"
    );
}

#[test]
fn a_file_is_written_encoded_and_sent() {
    let mut with_file = command(&["x", "--data", "UserData={$user_data}"], &[]);
    let content = "#!/bin/bash\necho \"it's $HOME ${X}\" {alb_sg}\n".to_owned();
    with_file.file = Some(LocalFile { name: "user-data.sh".into(), content, base64: "user_data".into() });
    let lines = super::render(&with_file, &values(), Shell::Bash, &Target::default());
    assert!(lines.iter().all(|line| !line.contains('\n')), "{lines:?}");
    let directory = tempfile::tempdir().unwrap();
    let script = format!("aws() {{ printf %s \"$3\" | cut -d= -f2- | base64 -d; }}\n{}", lines.join("\n"));
    let run = std::process::Command::new("bash").args(["-c", &script]).current_dir(directory.path()).output();
    let Ok(output) = run else { return };
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "#!/bin/bash\necho \"it's $HOME ${X}\" ec site's $sg\n");
    let lines = super::render(&with_file, &values(), Shell::PowerShell, &Target::default());
    assert_eq!(
        lines[0],
        "[IO.File]::WriteAllText((Join-Path $PWD user-data.sh), \"#!/bin/bash`necho `\"it's `$HOME `${X}`\" ec site's `$sg`n\")"
    );
}

/// The share of steps that change the account and have commands for it: all of them. That the commands work is proved
/// where the courses prove themselves.
#[test]
fn every_step_that_changes_the_account_has_commands_that_do() {
    use crate::course::kinds::CheckKind;
    use crate::course::{Files, Library};

    let library = Library::load(&Files::new());
    let mut changing = 0;
    for loaded in &library.courses {
        for step in loaded.course.steps.iter().filter(|step| !step.observation) {
            let by_load = step.checks.iter().any(|check| matches!(check.proves, CheckKind::RequestsExceededTarget(_)));
            if by_load {
                // What changes the account here is load: `hanamaru load`, and the learner's own loop on the page.
                continue;
            }
            changing += 1;
            let does = step.commands.iter().any(|command| !command.reads);
            assert!(does, "{}: {} has no command that changes anything", loaded.course.id, step.id);
        }
    }
    // The figure that the README gives.
    assert_eq!(changing, 31);
}
