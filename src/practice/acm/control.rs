//! What AWS offers no request for: it comes about by itself, or with time; here it is a command.

use super::super::call::{Call, Caller};
use super::super::fault::Fault;
use super::super::handle::{Practice, Refused};
use super::super::world::World;
use super::authority;

impl Practice {
    /// The certificate that all of the account's certificates lead to, PEM.
    #[must_use]
    pub fn root_certificate(&self) -> String {
        let there = self.look(|world| world.account.authority.is_some());
        let root = |world: &mut World| authority::root(&mut world.account);
        let root = if there { self.act(root) } else { self.change(root) };
        root.unwrap_or_default()
    }

    /// Issues a requested certificate, named by its ARN or its domain: what ACM does once it finds the validation
    /// record. One that has expired is renewed. Answers its ARN.
    ///
    /// # Errors
    /// There is no such certificate, or it waits for nothing.
    pub fn issue_certificate(&self, name: &str) -> Result<String, Refused> {
        self.certificate(name, authority::issue)
    }

    /// Lets an issued certificate, named by its ARN or its domain, have ended yesterday. Answers its ARN.
    ///
    /// # Errors
    /// There is no such certificate, or it was never issued.
    pub fn expire_certificate(&self, name: &str) -> Result<String, Refused> {
        self.certificate(name, authority::expire)
    }

    fn certificate(&self, name: &str, change: fn(&mut Call<'_>, &str) -> Result<(), Fault>) -> Result<String, Refused> {
        self.change(|world| {
            // Of several with one domain the newest is meant.
            let all = world.account.regions.values().flat_map(|region| {
                region.certificates.values().map(|one| (region.name.clone(), one.created, one.arn.clone(), &one.domain))
            });
            let named = all.filter(|(_, _, arn, domain)| arn == name || domain.eq_ignore_ascii_case(name));
            let Some((region, _, arn, _)) = named.max_by_key(|(_, created, ..)| *created) else {
                return Err(
                    Fault::new("ResourceNotFoundException", format!("Could not find certificate {name}.")).into()
                );
            };
            Ok(change(&mut world.call(&region, Caller::service("acm")), &arn).map(|()| arn)?)
        })
    }
}
