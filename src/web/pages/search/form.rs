//! The form: what was typed, what was ticked, and how many places each option would give.

use serde::Serialize;

use crate::geo::Gazetteer;
use crate::search::facets::{Count, Facets};
use crate::search::query::{DEFAULT_RADIUS, MAX_RADIUS, MIN_RADIUS};
use crate::search::ways_on::RADII;
use crate::search::{Group, Query, Radius, Sort};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::views::Page;
use crate::web::views::languages::language_name;

use super::{ProblemLine, labels};

/// As `templates/search.html` takes it.
#[derive(Debug, Serialize)]
pub struct FormView {
    near: String,
    q: String,
    max_price: String,
    radius: Vec<Choice>,
    sort: Vec<Choice>,
    licensed_in: Vec<Choice>,
    groups: Vec<GroupView>,
    flags: Vec<Flag>,
    errors: Errors,
    active: bool,
}

#[derive(Debug, Serialize)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Debug, Serialize)]
struct GroupView {
    name: &'static str,
    open: bool,
    options: Vec<OptionView>,
}

#[derive(Debug, Serialize)]
struct OptionView {
    value: String,
    /// Where the locales have none: names of languages.
    label: Option<String>,
    count: Option<usize>,
    chosen: bool,
}

#[derive(Debug, Serialize)]
struct Flag {
    name: &'static str,
    /// None of a search that was refused, and none for a filter that the facets do not count.
    count: Option<usize>,
    chosen: bool,
}

/// What is wrong with a field, in the words of the summary.
#[derive(Debug, Default, Serialize)]
struct Errors {
    near: Option<String>,
    radius: Option<String>,
    max_price: Option<String>,
    q: Option<String>,
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
    pub fn of(page: &Page, query: &Query, facets: &Facets) -> Result<Self, WebError> {
        let pairs = query.pairs();
        let typed = Typed(pairs.iter().map(|(n, v)| (*n, v.as_str())).collect());
        let orders: Vec<Sort> =
            Sort::ALL.into_iter().filter(|s| *s != Sort::Distance || query.center().is_some()).collect();
        let radius = match query.radius {
            Radius::Any => "any".to_string(),
            Radius::Miles(miles) => labels::radius(miles),
        };
        let mut form = Self::build(page, &typed, &radius, &orders, query.order().as_str(), Some(facets))?;
        form.active = !query.active().is_empty();
        Ok(form)
    }

    /// For one that was not: everything as it was typed, without counts.
    pub fn refused(page: &Page, pairs: &QueryPairs, problems: &[ProblemLine]) -> Result<Self, WebError> {
        let typed = Typed(pairs.0.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect());
        let radius = typed.first("radius").to_string();
        let mut form = Self::build(page, &typed, &radius, &Sort::ALL, typed.first("sort"), None)?;
        let of = |field: &str| {
            let href = format!("#{field}");
            problems.iter().find(|p| p.href.as_deref() == Some(href.as_str())).map(|p| p.text.clone())
        };
        form.errors = Errors { near: of("near"), radius: of("radius"), max_price: of("max_price"), q: of("q") };
        Ok(form)
    }

    fn build(
        page: &Page,
        typed: &Typed<'_>,
        radius: &str,
        orders: &[Sort],
        order: &str,
        facets: Option<&Facets>,
    ) -> Result<Self, WebError> {
        let sort = orders.iter().map(|s| {
            let label = page.say(&format!("sort-{}", s.as_str()), &[])?;
            Ok(Choice { value: s.as_str().to_string(), label, chosen: s.as_str() == order })
        });
        Ok(FormView {
            near: typed.first("near").to_string(),
            q: typed.first("q").to_string(),
            max_price: typed.first("max_price").to_string(),
            radius: radii(page, radius)?,
            sort: sort.collect::<Result<_, WebError>>()?,
            licensed_in: states(page, typed.first("licensed_in"))?,
            groups: GROUPS.iter().map(|group| group_view(page, *group, typed, facets)).collect(),
            flags: flags(typed, facets),
            errors: Errors::default(),
            active: false,
        })
    }
}

const GROUPS: [Group; 6] =
    [Group::Treatment, Group::Condition, Group::Setting, Group::Payment, Group::Profession, Group::Language];

/// The usual radii; one that is none of them but can be used stands among them. What cannot be used chooses the usual.
fn radii(page: &Page, typed: &str) -> Result<Vec<Choice>, WebError> {
    let own = typed.parse::<f64>().ok().filter(|miles| (MIN_RADIUS..=MAX_RADIUS).contains(miles));
    let chosen = own.unwrap_or(DEFAULT_RADIUS);
    let any = typed == "any";
    let mut miles = RADII.to_vec();
    if !miles.contains(&chosen) {
        miles.push(chosen);
        miles.sort_by(f64::total_cmp);
    }
    let mut choices = Vec::new();
    for value in miles {
        let text = labels::radius(value);
        let label = page.say("radius-miles", &[("miles", text.as_str().into())])?;
        choices.push(Choice { value: text, label, chosen: !any && value == chosen });
    }
    choices.push(Choice { value: "any".to_string(), label: page.say("radius-any", &[])?, chosen: any });
    Ok(choices)
}

fn states(page: &Page, chosen: &str) -> Result<Vec<Choice>, WebError> {
    let any = Choice { value: String::new(), label: page.say("licensed_in-any", &[])?, chosen: chosen.is_empty() };
    let mut states: Vec<_> = Gazetteer::get().states().iter().collect();
    states.sort_by_key(|s| s.name);
    let choice = |s: &&crate::geo::State| Choice {
        value: s.code.to_string(),
        label: s.name.to_string(),
        chosen: s.code.eq_ignore_ascii_case(chosen),
    };
    Ok(std::iter::once(any).chain(states.iter().map(choice)).collect())
}

fn group_view(page: &Page, group: Group, typed: &Typed<'_>, facets: Option<&Facets>) -> GroupView {
    let counts: Vec<(String, Option<usize>)> = match facets {
        Some(facets) => {
            facets.of(group).iter().map(|Count { value, places }| (value.to_string(), Some(*places))).collect()
        }
        None => words(group, typed).into_iter().map(|value| (value, None)).collect(),
    };
    let options = counts.into_iter().map(|(value, count)| OptionView {
        label: (group == Group::Language).then(|| language_name(page.locale(), &value).to_string()),
        chosen: typed.has(group.as_str(), &value),
        count,
        value,
    });
    let options: Vec<_> = options.collect();
    GroupView { name: group.as_str(), open: options.iter().any(|o| o.chosen), options }
}

/// The options of a group without a search: its words; of languages, those that were ticked.
fn words(group: Group, typed: &Typed<'_>) -> Vec<String> {
    use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
    use crate::domain::credential::Profession;
    fn all<W: crate::search::set::Word>() -> Vec<String> {
        W::WORDS.iter().map(|w| w.word().to_string()).collect()
    }
    match group {
        Group::Treatment => all::<Treatment>(),
        Group::Condition => all::<Condition>(),
        Group::Setting => all::<Setting>(),
        Group::Payment => all::<Payment>(),
        Group::Profession => all::<Profession>(),
        Group::Language => typed.0.iter().filter(|(n, _)| *n == "language").map(|(_, v)| v.to_string()).collect(),
        Group::AcceptingNew | Group::Verified => vec!["true".to_string()],
    }
}

fn flags(typed: &Typed<'_>, facets: Option<&Facets>) -> Vec<Flag> {
    let flag = |name, count| Flag { name, count, chosen: typed.has(name, "true") };
    let counted = |group: Group| flag(group.as_str(), facets.map(|f| f.count(group, "true")));
    vec![counted(Group::AcceptingNew), flag("open_now", None), counted(Group::Verified)]
}
