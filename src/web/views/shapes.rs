//! Pages of which only the words change from request to request. Those words are holes ([`Leaves`]); what is left is the shape of the
//! page: which parts it has, in which language. A template is rendered once for each shape, with the holes open, and a page is
//! that text with its holes filled. The shape is the key, whole: what is no hole cannot be another page's.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use arc_swap::ArcSwap;
use serde::{Serialize, Serializer};

use super::{Locale, Markup};
use crate::search::pattern::{Pattern, hole};

/// At most so many shapes, 20 to 40 KB each. Who asks for more of them begins them anew.
const MOST: usize = 400;

/// What is filled into a page, in the order in which it was put in.
#[derive(Debug, Default)]
pub struct Leaves(Vec<Leaf>);

#[derive(Debug)]
enum Leaf {
    Fixed(&'static str),
    Number(usize),
    Html(Markup),
}

/// A place in a template where a leaf is printed. Two holes of one number are alike, whatever is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hole(u16);

impl Serialize for Hole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hole(self.0))
    }
}

impl Leaves {
    /// Words from anywhere; they are escaped.
    pub fn text(&mut self, text: &str) -> Hole {
        self.put(Leaf::Html(Markup::text(text)))
    }

    /// A number, in digits.
    pub fn number(&mut self, number: usize) -> Hole {
        self.put(Leaf::Number(number))
    }

    /// An attribute that is there or not.
    pub fn attribute(&mut self, there: bool, attribute: Attribute) -> Hole {
        self.put(Leaf::Fixed(if there { attribute.as_str() } else { "" }))
    }

    /// What is HTML already.
    pub fn markup(&mut self, html: Markup) -> Hole {
        self.put(Leaf::Html(html))
    }

    fn put(&mut self, leaf: Leaf) -> Hole {
        self.0.push(leaf);
        // A page has some hundred holes. One that had 65,536 would show the last leaf in those beyond.
        Hole(u16::try_from(self.0.len() - 1).unwrap_or(u16::MAX))
    }

    fn write(&self, number: u16, out: &mut String) {
        use std::fmt::Write;
        match self.0.get(usize::from(number)) {
            Some(Leaf::Fixed(text)) => out.push_str(text),
            // Writing to a String cannot fail.
            Some(Leaf::Number(number)) => drop(write!(out, "{number}")),
            Some(Leaf::Html(html)) => out.push_str(html.as_str()),
            None => {}
        }
    }

    /// The pattern with these leaves in its holes.
    pub fn fill(&self, pattern: &Pattern) -> String {
        let leaves = self.0.iter().map(|leaf| match leaf {
            Leaf::Fixed(text) => text.len(),
            Leaf::Number(_) => 8,
            Leaf::Html(html) => html.as_str().len(),
        });
        let mut out = String::with_capacity(pattern.len() + leaves.sum::<usize>() * 5 / 4);
        pattern.fill(&mut out, |number, out| self.write(number, out));
        out
    }
}

/// What a form says of an option, or of a part of itself.
#[derive(Debug, Clone, Copy)]
pub enum Attribute {
    /// Of a box.
    Checked,
    /// Of a line in a list.
    Selected,
    /// Of what can be unfolded.
    Open,
}

impl Attribute {
    fn as_str(self) -> &'static str {
        match self {
            Attribute::Checked => " checked",
            Attribute::Selected => " selected",
            Attribute::Open => " open",
        }
    }
}

/// The shapes of one template that were asked for.
#[derive(Debug)]
pub struct Shapes<V>(ArcSwap<Known<V>>);

type Known<V> = HashMap<Arc<(Locale, V)>, Arc<Pattern>>;

impl<V> Default for Shapes<V> {
    fn default() -> Self {
        Shapes(ArcSwap::from_pointee(HashMap::new()))
    }
}

impl<V: Hash + Eq> Shapes<V> {
    /// The pattern of a view; `render` makes it where it is not known.
    pub fn pattern<E>(
        &self,
        locale: Locale,
        view: V,
        render: impl FnOnce(&V) -> Result<Pattern, E>,
    ) -> Result<Arc<Pattern>, E> {
        let key = (locale, view);
        if let Some(pattern) = self.0.load().get(&key) {
            return Ok(pattern.clone());
        }
        let pattern = Arc::new(render(&key.1)?);
        // Two threads that meet one shape for the first time may lose one of their entries; it is made again.
        let known = self.0.load();
        let mut more = if known.len() < MOST { HashMap::clone(&known) } else { HashMap::new() };
        more.insert(Arc::new(key), pattern.clone());
        self.0.store(Arc::new(more));
        Ok(pattern)
    }
}
