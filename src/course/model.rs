//! The shape of `lessons/<course>/course.toml`. Unknown keys are refused.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kinds::CheckKind;
use crate::facts::want::ResourceKind;

/// A short text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// A course: values (names), steps and the quiz's answers. The prose is in `ja/<step>.md`, `en/<step>.md`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Course {
    /// Version of this file's shape: 1.
    pub schema: u32,
    /// Also the name of the directory.
    pub id: String,
    pub title: Localized,
    /// One or two sentences for the list of courses.
    pub summary: Localized,
    /// The region that the course is written for, for example `us-east-1`.
    pub region: String,
    /// Names of resources and other values that checks, commands and pages refer to.
    pub values: BTreeMap<String, Value>,
    pub steps: Vec<Step>,
    /// Questions of the step `quiz`; their texts are in `quiz.md` under the anchor of the same id.
    #[serde(default)]
    pub quiz: Vec<Question>,
    /// What the practice account begins with when this course is taken there.
    #[serde(default)]
    pub practice: Practice,
}

/// The course in the practice account: the starting account, made by the same kind of commands as a step's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Practice {
    /// Values that only the learner's own account could give, such as a secret's ARN; `--set` wins over them.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// AWS CLI commands that build the starting account in an empty one, in order.
    #[serde(default)]
    pub start: Vec<Command>,
}

/// A name or other value that `--set NAME=VALUE` replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Value {
    pub kind: ResourceKind,
    /// Empty: the learner has to give it (or it stays unset).
    #[serde(default)]
    pub default: String,
    /// Shared by everybody in one account: `--suffix` is not appended.
    #[serde(default)]
    pub shared: bool,
    pub label: Localized,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    pub id: String,
    pub title: Localized,
    /// It changes nothing: it is proved by injecting the fault that it would reveal.
    #[serde(default)]
    pub observation: bool,
    /// About how long it takes, in minutes.
    #[serde(default)]
    pub minutes: u32,
    #[serde(default)]
    pub checks: Vec<Check>,
    /// AWS CLI commands of this step, in order, as data: shown, copied, and run in-process.
    #[serde(default)]
    pub commands: Vec<Command>,
}

/// One check of a step. Its full id is `<step>.<id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    pub id: String,
    pub title: Localized,
    /// What is proved, and how.
    pub proves: CheckKind,
    /// Further checks (full ids) that this one cannot be judged without. What a check needs because of
    /// the resources that it names is derived and need not be written.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// One AWS CLI command. `{name}` in an argument stands for a value of the course, `{$name}` for something
/// captured from an earlier command's answer (of this step or an earlier one). A name is lower-case letters,
/// digits and `_`; every other brace stays as it is (the CLI's shorthand syntax uses them).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Command {
    /// The page refers to it as `{{command:id}}`.
    pub id: String,
    /// What it does, for the line above it.
    pub title: Localized,
    /// The arguments after `aws`, for example `["ec2", "create-security-group", "--group-name", "{alb_sg}"]`.
    pub run: Vec<String>,
    /// Names for parts of the answer: name → `JMESPath` as `--query` takes it, for example `GroupId`; `{name}` stands
    /// for a value of the course there, too.
    #[serde(default)]
    pub capture: BTreeMap<String, String>,
    /// For a captured name: drop everything up to and including the first occurrence of this text (the
    /// whole is kept where it does not occur). Some calls want the tail of an ARN, and `JMESPath` cannot cut
    /// strings. In bash `NAME="${NAME#*TEXT}"`, in PowerShell `$name = $name -replace '^.*?TEXT', ''` with
    /// TEXT escaped.
    #[serde(default)]
    pub after: BTreeMap<String, String>,
    /// It only reads (looks an id up, waits): it is shown, but changes nothing.
    #[serde(default)]
    pub reads: bool,
    /// What came before it is to be looked at first: "show me" stops here, and goes on when it is asked again.
    #[serde(default)]
    pub pause: bool,
    /// A text that `run` needs in base64, such as user data: it is shown and written before the command.
    #[serde(default)]
    pub file: Option<LocalFile>,
}

/// A text file of the learner's that a command sends in base64, on one line.
///
/// `CreateLaunchTemplate` wants user data so, and the AWS CLI does not encode it by itself. As data, both
/// shells and the in-process runner can do it without a tool of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LocalFile {
    /// Its name in the working directory, for example `user-data.sh`.
    pub name: String,
    /// Its text, lines ending in LF on every system. `{name}` stands for a value of the course; other braces
    /// and every `$` stay as they are.
    pub content: String,
    /// What the encoded content is called: `{$user_data}` in `run` for `user_data`.
    pub base64: String,
}

/// One question of the quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Question {
    /// Anchor of its text in `quiz.md`; the model answer or explanation is under `<id>-answer`.
    pub id: String,
    pub form: QuestionForm,
    /// The step that asks it; `quiz` where none is given. Its text is in `quiz.md` all the same.
    #[serde(default)]
    pub step: Option<String>,
    /// For `single` and `multiple`: the numbers (from 1) of the right choices in `quiz.md`'s list.
    #[serde(default)]
    pub answers: Vec<usize>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionForm {
    /// The learner writes first, then compares with the model answer.
    Why,
    Single,
    Multiple,
}

impl Step {
    /// Its commands, in the parts that "show me" runs at once.
    #[must_use]
    pub fn parts(&self) -> Vec<&[Command]> {
        let mut parts = Vec::new();
        let mut rest = self.commands.as_slice();
        while let Some(at) = rest.iter().skip(1).position(|command| command.pause) {
            let (part, after) = rest.split_at(at + 1);
            parts.push(part);
            rest = after;
        }
        parts.push(rest);
        parts
    }
}

impl Question {
    /// The step that asks it.
    #[must_use]
    pub fn step(&self) -> &str {
        self.step.as_deref().unwrap_or("quiz")
    }

    /// It is marked by the program.
    #[must_use]
    pub fn graded(&self) -> bool {
        self.form != QuestionForm::Why
    }
}

impl Course {
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Every check with its step and full id, in order.
    pub fn checks(&self) -> impl Iterator<Item = (&Step, String, &Check)> {
        self.steps
            .iter()
            .flat_map(|step| step.checks.iter().map(move |check| (step, format!("{}.{}", step.id, check.id), check)))
    }
}
