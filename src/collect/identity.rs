//! Who is asking.

use super::asker::Asker;
use crate::facts::operations::GET_CALLER_IDENTITY;
use crate::facts::{Identity, Section};

impl Asker<'_> {
    pub(super) async fn identity(&self) -> Section<Identity> {
        let asked = self.ask(GET_CALLER_IDENTITY, |follow| {
            self.clients.sts.get_caller_identity().customize().interceptor(follow).send()
        });
        match asked.await {
            Ok((answer, at)) => match (answer.account, answer.arn) {
                (Some(account), Some(arn)) if !account.is_empty() => Section::seen(at, Identity { account, arn }),
                _ => Section::Gap { gap: self.malformed(&GET_CALLER_IDENTITY) },
            },
            Err(gap) => Section::Gap { gap },
        }
    }
}
