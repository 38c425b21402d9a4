//! The form: what was typed, what was ticked, and how many places each option would give.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::Serialize;

use crate::geo::Gazetteer;
use crate::search::facets::{Count, Facets};
use crate::search::query::{DEFAULT_RADIUS, MAX_RADIUS, MIN_RADIUS};
use crate::search::ways_on::RADII;
use crate::search::{Group, Query, Radius, Sort};
use crate::web::extract::query::QueryPairs;
use crate::web::views::languages::language_name;
use crate::web::views::shapes::{Attribute, Hole, Leaves};
use crate::web::views::{Locale, Page};

use super::{ProblemLine, labels};

/// As `templates/search.html` takes it.
#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FormView {
    near: Hole,
    q: Hole,
    max_price: Hole,
    radius: Vec<Choice>,
    sort: Vec<Choice>,
    licensed_in: Vec<Choice>,
    flags: Vec<Flag>,
    /// Those that most people choose from.
    groups: Vec<GroupView>,
    said: SaidView,
    further: Vec<GroupView>,
    errors: Errors,
}

#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct Choice {
    value: Cow<'static, str>,
    /// Where the locales have none: names of states.
    label: Option<&'static str>,
    selected: Hole,
}

#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct GroupView {
    name: &'static str,
    options: Vec<OptionView>,
}

#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct OptionView {
    value: Value,
    /// Where the locales have none: names of languages.
    label: Option<Hole>,
    count: Option<Hole>,
    checked: Hole,
}

/// One of our own words, or a language, which may be anything that was typed.
#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
enum Value {
    Word(Cow<'static, str>),
    Typed(Hole),
}

#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct Flag {
    name: &'static str,
    /// None of a search that was refused, and none for a filter that the facets do not count.
    count: Option<Hole>,
    checked: Hole,
}

/// What providers say of themselves and nobody has checked: behind one line.
#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct SaidView {
    /// Unfolded where something in it is chosen.
    open: Hole,
    first_opening: GroupView,
    step_free: Flag,
    safety: GroupView,
}

/// What is wrong with a field, in the words of the summary.
#[derive(Debug, Default, PartialEq, Eq, Hash, Serialize)]
struct Errors {
    near: Option<Hole>,
    radius: Option<Hole>,
    max_price: Option<Hole>,
    q: Option<Hole>,
}

/// Values by parameter: of a query that was understood, or as they were typed.
struct Typed<'a>(Vec<(&'a str, &'a str)>);

impl Typed<'_> {
    fn first(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v)
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(n, v)| *n == name && *v == value)
    }
}

impl FormView {
    /// For a search that was understood.
    pub fn of(page: &Page, query: &Query, facets: &Facets, leaves: &mut Leaves) -> Self {
        let pairs = query.pairs();
        let typed = Typed(pairs.iter().map(|(n, v)| (*n, v.as_str())).collect());
        let orders = Sort::ALL.into_iter().filter(|s| *s != Sort::Distance || query.center().is_some());
        let radius = match query.radius {
            Radius::Any => "any".to_string(),
            Radius::Miles(miles) => labels::radius(miles),
        };
        let build = Build { locale: page.locale(), typed, facets: Some(facets), leaves };
        build.form(&radius, orders, query.order().as_str())
    }

    /// For one that was not: everything as it was typed, without counts.
    pub fn refused(page: &Page, pairs: &QueryPairs, problems: &[ProblemLine], leaves: &mut Leaves) -> Self {
        let typed = Typed(pairs.0.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect());
        let (radius, order) = (typed.first("radius").to_string(), typed.first("sort").to_string());
        let build = Build { locale: page.locale(), typed, facets: None, leaves };
        let form = build.form(&radius, Sort::ALL.into_iter(), &order);
        let of = |field: &str| {
            problems.iter().find(|p| p.href.as_deref().and_then(|h| h.strip_prefix('#')) == Some(field)).map(|p| p.text)
        };
        let errors = Errors { near: of("near"), radius: of("radius"), max_price: of("max_price"), q: of("q") };
        FormView { errors, ..form }
    }
}

/// What a form is put together from.
struct Build<'a> {
    locale: Locale,
    typed: Typed<'a>,
    facets: Option<&'a Facets>,
    leaves: &'a mut Leaves,
}

const GROUPS: [Group; 4] = [Group::Treatment, Group::Condition, Group::Setting, Group::Payment];
const FURTHER: [Group; 2] = [Group::Profession, Group::Language];

/// What can be ticked above the groups.
const FLAGS: [&str; 3] = [Group::AcceptingNew.as_str(), "open_now", Group::Verified.as_str()];

impl Build<'_> {
    fn form(mut self, radius: &str, orders: impl Iterator<Item = Sort>, order: &str) -> FormView {
        let mut typed = |name| self.leaves.text(self.typed.first(name));
        let (near, q, max_price) = (typed("near"), typed("q"), typed("max_price"));
        FormView {
            near,
            q,
            max_price,
            radius: self.radii(radius),
            sort: orders.map(|s| self.choice(s.as_str().into(), None, s.as_str() == order)).collect(),
            licensed_in: self.states(),
            flags: FLAGS.map(|name| self.flag(name)).into(),
            groups: GROUPS.map(|group| self.group(group)).into(),
            said: self.said(),
            further: FURTHER.map(|group| self.group(group)).into(),
            errors: Errors::default(),
        }
    }

    fn choice(&mut self, value: Cow<'static, str>, label: Option<&'static str>, chosen: bool) -> Choice {
        Choice { value, label, selected: self.leaves.attribute(chosen, Attribute::Selected) }
    }

    /// The usual radii; one that is none of them but can be used stands among them. What cannot be used chooses the usual.
    fn radii(&mut self, typed: &str) -> Vec<Choice> {
        let own = typed.parse::<f64>().ok().filter(|miles| (MIN_RADIUS..=MAX_RADIUS).contains(miles));
        let chosen = own.unwrap_or(DEFAULT_RADIUS);
        let any = typed == "any";
        let mut miles = RADII.to_vec();
        if !miles.contains(&chosen) {
            miles.push(chosen);
            miles.sort_by(f64::total_cmp);
        }
        let numbers = miles.into_iter().map(|value| (labels::radius(value).into(), !any && value == chosen));
        let all: Vec<(Cow<'static, str>, bool)> = numbers.chain([("any".into(), any)]).collect();
        all.into_iter().map(|(value, chosen)| self.choice(value, None, chosen)).collect()
    }

    /// None, then every state by its name.
    fn states(&mut self) -> Vec<Choice> {
        static BY_NAME: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
        let by_name = BY_NAME.get_or_init(|| {
            let mut states: Vec<_> = Gazetteer::get().states().iter().map(|s| (s.code, s.name)).collect();
            states.sort_by_key(|(_, name)| *name);
            states
        });
        let chosen = self.typed.first("licensed_in").to_string();
        let any = self.choice("".into(), None, chosen.is_empty());
        let state = |(code, name): &(&'static str, &'static str)| {
            self.choice((*code).into(), Some(*name), code.eq_ignore_ascii_case(&chosen))
        };
        std::iter::once(any).chain(by_name.iter().map(state)).collect()
    }

    fn group(&mut self, group: Group) -> GroupView {
        let counts: Vec<(Cow<'static, str>, Option<usize>)> = match self.facets {
            Some(facets) => {
                facets.of_group(group).map(|Count { value, places }| (value.clone(), Some(places))).collect()
            }
            None => words(group, &self.typed).into_iter().map(|value| (value, None)).collect(),
        };
        let options = counts.into_iter().map(|(value, count)| {
            let checked = self.leaves.attribute(self.typed.has(group.as_str(), &value), Attribute::Checked);
            let count = count.map(|count| self.leaves.number(count));
            match group {
                Group::Language => {
                    let label = Some(self.leaves.text(language_name(self.locale, &value)));
                    OptionView { value: Value::Typed(self.leaves.text(&value)), label, count, checked }
                }
                _ => OptionView { value: Value::Word(value), label: None, count, checked },
            }
        });
        GroupView { name: group.as_str(), options: options.collect() }
    }

    fn flag(&mut self, name: &'static str) -> Flag {
        let group = Group::ALL.into_iter().find(|group| group.as_str() == name);
        let count = self.facets.zip(group).map(|(facets, group)| facets.count(group, "true"));
        Flag {
            name,
            count: count.map(|count| self.leaves.number(count)),
            checked: self.leaves.attribute(self.typed.has(name, "true"), Attribute::Checked),
        }
    }

    fn said(&mut self) -> SaidView {
        let groups = [Group::FirstOpening, Group::StepFree, Group::Safety].map(Group::as_str);
        let chosen = groups.iter().any(|name| !self.typed.first(name).is_empty());
        SaidView {
            open: self.leaves.attribute(chosen, Attribute::Open),
            first_opening: self.group(Group::FirstOpening),
            step_free: self.flag(Group::StepFree.as_str()),
            safety: self.group(Group::Safety),
        }
    }
}

/// The options of a group without a search: its words; of languages, those that were ticked.
fn words(group: Group, typed: &Typed<'_>) -> Vec<Cow<'static, str>> {
    use crate::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
    use crate::domain::credential::Profession;
    use crate::domain::schedule::Within;
    fn all<W: crate::search::set::Word>() -> Vec<Cow<'static, str>> {
        W::WORDS.iter().map(|w| w.word().into()).collect()
    }
    match group {
        Group::Treatment => all::<Treatment>(),
        Group::Condition => all::<Condition>(),
        Group::Setting => all::<Setting>(),
        Group::Payment => all::<Payment>(),
        Group::Profession => all::<Profession>(),
        Group::Language => {
            typed.0.iter().filter(|(n, _)| *n == "language").map(|(_, v)| v.to_string().into()).collect()
        }
        Group::FirstOpening => all::<Within>(),
        Group::Safety => all::<SafetyPractice>(),
        Group::AcceptingNew | Group::StepFree | Group::Verified => vec!["true".into()],
    }
}
