//! What else comes along with what was found: `_include` follows a reference, `_revinclude` brings what refers.

use super::item::{Item, Kind};
use super::matching::links;
use super::parameters::{self, Field};

/// One `_include` or `_revinclude`.
#[derive(Debug, Clone, PartialEq)]
pub struct Include {
    /// The type that refers.
    source: Kind,
    /// By which reference.
    field: Field,
    /// Only to this type, where one is named.
    target: Option<Kind>,
}

impl Include {
    /// Reads `Source:parameter` or `Source:parameter:Target`. `None` where it leads nowhere: `_include` from the type that is searched,
    /// `_revinclude` to it.
    pub fn read(searched: Kind, value: &str, is_reverse: bool) -> Option<Include> {
        let mut parts = value.split(':');
        let (source, name) = (Kind::named(parts.next()?)?, parts.next()?);
        let target = match parts.next() {
            Some(target) => Some(Kind::named(target)?),
            None => None,
        };
        let parameter = parameters::of(source).iter().find(|p| p.name == name && !p.targets.is_empty())?;
        let is_right = match is_reverse {
            false => source == searched && target.is_none_or(|target| parameter.targets.contains(&target)),
            true => parameter.targets.contains(&searched) && target.is_none_or(|target| target == searched),
        };
        (is_right && parts.next().is_none()).then_some(Include { source, field: parameter.field, target })
    }

    /// What an item refers to.
    pub fn referred<'a>(&self, item: &Item<'a>) -> Vec<Item<'a>> {
        let mut all = links(item, self.field);
        all.retain(|link| self.target.is_none_or(|target| link.kind() == target));
        all
    }

    /// What refers to an item. All of it belongs to the same provider.
    pub fn referring<'a>(&self, item: &Item<'a>) -> Vec<Item<'a>> {
        let mut all = Item::all(item.provider, self.source);
        all.retain(|other| {
            links(other, self.field).iter().any(|link| link.kind() == item.kind() && link.id() == item.id())
        });
        all
    }
}
