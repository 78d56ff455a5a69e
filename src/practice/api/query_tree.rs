//! The pairs of a query as the tree that their dotted names spell.

use std::collections::BTreeMap;

use super::malformed::Malformed;
use super::read::DEPTH;

/// More pairs than this no request of a real client has; AWS refuses such requests too.
const PAIRS: usize = 10_000;

/// One step of dotted names: the value of the name that ends here, and the steps beyond it.
#[derive(Debug, Default)]
pub(super) struct Node<'a> {
    pub(super) value: Option<&'a str>,
    pub(super) inner: BTreeMap<&'a str, Node<'a>>,
}

impl<'a> Node<'a> {
    /// The tree of all pairs but those of the protocol and the signature; of a name given twice the last counts.
    pub(super) fn of(pairs: &'a [(String, String)]) -> Result<Node<'a>, Malformed> {
        if pairs.len() > PAIRS {
            return Err(Malformed::TooLarge);
        }
        let mut top = Node::default();
        for (name, value) in pairs.iter().filter(|(name, _)| !envelope(name)) {
            if name.split('.').count() > DEPTH * 2 {
                return Err(Malformed::TooLarge);
            }
            let node = name.split('.').fold(&mut top, |node, step| node.inner.entry(step).or_default());
            node.value = Some(value);
        }
        Ok(top)
    }

    /// The first name below this node, for naming what should not be there.
    pub(super) fn first_name(&self) -> String {
        match self.inner.iter().next() {
            Some((name, node)) if node.value.is_some() || node.inner.is_empty() => (*name).to_owned(),
            Some((name, node)) => format!("{name}.{}", node.first_name()),
            None => String::new(),
        }
    }

    /// The items of a list in the order of their places, whatever the places are; `Err` names a step that is none.
    pub(super) fn places(&self) -> Result<Vec<&Node<'a>>, &'a str> {
        let mut places = Vec::with_capacity(self.inner.len());
        for (step, node) in &self.inner {
            places.push((step.parse::<u32>().map_err(|_| *step)?, node));
        }
        places.sort_by_key(|(place, _)| *place);
        Ok(places.into_iter().map(|(_, node)| node).collect())
    }
}

fn envelope(name: &str) -> bool {
    matches!(name, "Action" | "Version") || name.starts_with("X-Amz-")
}
