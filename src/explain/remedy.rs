//! AWS CLI commands that mend a hop, with the learner's own ids.

/// The arguments after `aws`.
pub(super) fn aws(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Adds a list of ids to a command.
pub(super) fn with<S: AsRef<str>>(mut command: Vec<String>, words: impl IntoIterator<Item = S>) -> Vec<String> {
    command.extend(words.into_iter().map(|word| word.as_ref().to_owned()));
    command
}

/// The action that sends everything to one target group, in the CLI's shorthand.
pub(super) fn forward_to(target_group: &str) -> String {
    format!("Type=forward,TargetGroupArn={target_group}")
}
