//! A page's text: Markdown with footnotes becomes HTML with numbered sources at its end.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};
use serde::Deserialize;

use crate::web::views::Markup;

/// A page as it is shown.
#[derive(Debug)]
pub struct Text {
    /// The heading.
    pub title: String,
    /// What stands under it, and in search results.
    pub summary: String,
    /// All but the sources.
    pub body: Markup,
    /// Each statement of fact leads to one of these; in the order in which they are named first.
    pub sources: Vec<Source>,
}

/// Where a statement comes from.
#[derive(Debug)]
pub struct Source {
    /// Counted from 1; `#source-{number}`.
    pub number: usize,
    /// Who, what, when, and where it can be read.
    pub text: Markup,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    summary: String,
}

impl Text {
    /// Of a file: a head of TOML between lines of `+++`, and Markdown.
    pub fn read(file: &str) -> Result<Text, String> {
        let rest = file.strip_prefix("+++\n").ok_or("it does not begin with a line of +++")?;
        let (head, markdown) = rest.split_once("\n+++\n").ok_or("its head does not end with a line of +++")?;
        let head: Head = toml::from_str(head).map_err(|e| e.to_string())?;
        let (body, notes) = apart(markdown)?;
        let mut sources = Vec::new();
        let body = numbered(body, &notes, &mut sources)?;
        if let Some((name, _)) = notes.iter().find(|(name, _)| !sources.contains(name)) {
            return Err(format!("nothing leads to the source \"{name}\""));
        }
        let note = |(number, name): (usize, String)| {
            let (_, events) =
                notes.iter().find(|(of, _)| *of == name).ok_or(format!("no source is called \"{name}\""))?;
            Ok(Source { number, text: rendered(inline(events.clone())) })
        };
        let sources = (1..).zip(sources).map(note).collect::<Result<_, String>>()?;
        Ok(Text { title: head.title, summary: head.summary, body: rendered(body), sources })
    }
}

type Events<'a> = Vec<Event<'a>>;

/// The text, and its footnotes by name.
fn apart(markdown: &str) -> Result<(Events<'_>, Vec<(String, Events<'_>)>), String> {
    let (mut body, mut notes): (Events<'_>, Vec<(String, Events<'_>)>) = (Vec::new(), Vec::new());
    let mut within = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => return Err(format!("HTML stands in it: {html}")),
            Event::Start(Tag::Image { .. }) => return Err("a picture stands in it".into()),
            Event::Start(Tag::Heading { level, .. }) if level as usize == 1 => {
                return Err("it has a second title".into());
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                within = true;
                notes.push((name.to_string(), Vec::new()));
            }
            Event::End(TagEnd::FootnoteDefinition) => within = false,
            event => match notes.last_mut() {
                Some((_, note)) if within => note.push(event),
                _ => body.push(event),
            },
        }
    }
    Ok((body, notes))
}

/// References become numbers that lead to the sources, and tables can be moved sideways on a narrow screen.
fn numbered<'a>(
    body: Events<'a>,
    notes: &[(String, Events<'_>)],
    sources: &mut Vec<String>,
) -> Result<Events<'a>, String> {
    let mut numbered = Vec::with_capacity(body.len());
    for event in body {
        match event {
            Event::FootnoteReference(name) => {
                let number = number_of(&name, notes, sources)?;
                let link = format!("<sup class=\"source\"><a href=\"#source-{number}\">{number}</a></sup>");
                numbered.push(html_of(link));
            }
            Event::Start(Tag::Table(_)) => {
                numbered.extend([html_of("<div class=\"sideways\" tabindex=\"0\">".into()), event]);
            }
            Event::End(TagEnd::Table) => numbered.extend([event, html_of("</div>".into())]),
            other => numbered.push(other),
        }
    }
    Ok(numbered)
}

/// The number of a source, which it gets when it is named first.
fn number_of(name: &str, notes: &[(String, Events<'_>)], sources: &mut Vec<String>) -> Result<usize, String> {
    if !notes.iter().any(|(of, _)| of == name) {
        return Err(format!("no source is called \"{name}\""));
    }
    let known = sources.iter().position(|of| of == name);
    Ok(1 + known.unwrap_or_else(|| {
        sources.push(name.to_string());
        sources.len() - 1
    }))
}

/// A footnote is one paragraph: without its `<p>`.
fn inline(events: Events<'_>) -> Events<'_> {
    let paragraph = |event: &Event<'_>| matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
    events.into_iter().filter(|event| !paragraph(event)).collect()
}

fn html_of<'a>(html: String) -> Event<'a> {
    Event::Html(CowStr::from(html))
}

/// Links to others do not tell where they were followed from.
fn rendered(events: Events<'_>) -> Markup {
    let mut outside = false;
    let events = events.into_iter().map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, .. })
            if link_type == LinkType::Autolink || dest_url.starts_with("http") =>
        {
            outside = true;
            let address = Markup::text(&dest_url);
            html_of(format!("<a href=\"{}\" rel=\"noreferrer\">", address.as_str()))
        }
        Event::End(TagEnd::Link) if outside => {
            outside = false;
            html_of("</a>".into())
        }
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    Markup::trusted(out)
}
