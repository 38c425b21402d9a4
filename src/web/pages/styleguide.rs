//! `GET /styleguide`: every part that pages are made of, in each of its states (`templates/styleguide.html`). Only in the demo.

use actix_web::HttpResponse;
use serde_json::{Value, json};
use tera::Context;

use crate::domain::clinical::Treatment;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

/// The page.
pub async fn show(page: Page, state: State) -> Result<HttpResponse, WebError> {
    if !state.demo {
        return Err(WebError::not_found());
    }
    let mut context = Context::new();
    context.insert("strips", &strips());
    context.insert("standings", &standings());
    context.insert("cards", &cards());
    context.insert("fields", &fields());
    context.insert("checks", &checks());
    context.insert("comments", &comments());
    context.insert("phone", &json!({ "text": "503-555-0142", "href": "tel:+15035550142" }));
    context.insert("treatments", Treatment::ALL);
    context.insert(
        "problems",
        &json!([
            { "href": "#styleguide-wrong", "text": "Enter the NPI: ten digits, like 1234567893" },
            { "href": null, "text": "This form was open for a long time. Send it again." }
        ]),
    );
    page.render("styleguide.html", context)
}

/// The five entries of a strip, of which all but the details say `word`.
fn strip(word: &str, details: &str) -> Value {
    let dated = |what: &str, word: &str| {
        let date = matches!(word, "checked" | "confirmed").then_some("2026-11-03");
        json!({ "what": what, "word": word, "date": date })
    };
    let all = ["identity", "license", "exclusions", "drug_registration"].map(|what| dated(what, word));
    json!(all.into_iter().chain([dated("details", details)]).collect::<Vec<_>>())
}

fn strips() -> Vec<Value> {
    [
        ("checked", "confirmed"),
        ("not_checked", "unconfirmed"),
        ("rechecking", "confirmed"),
        ("not_needed", "unconfirmed"),
    ]
    .map(|(word, details)| strip(word, details))
    .into()
}

fn standing(status: &str, shown: bool, word: &str) -> Value {
    let checked_at = shown.then_some("2026-11-03");
    json!({ "status": status, "shown": shown, "checked_at": checked_at, "strip": strip(word, "confirmed"), "freshness": "current",
            "confirmed_at": "2026-11-03" })
}

fn standings() -> Vec<Value> {
    vec![
        standing("verified", true, "checked"),
        standing("verified", false, "checked"),
        standing("partly_verified", false, "not_checked"),
        standing("rechecking", false, "rechecking"),
        standing("unverified", false, "not_checked"),
    ]
}

fn cards() -> Vec<Value> {
    let full = json!({
        "number": "1", "pinned": false, "name": "Quiet Harbor Psychiatry", "slug": "quiet-harbor-psychiatry", "url": "/search",
        "site": "Riverside office", "place": "100 Invented St, Portland, OR 97202", "telehealth": false,
        "distance": { "miles": "3.2", "here": false }, "phone": { "text": "503-555-0142", "href": "tel:+15035550142" },
        "phone_in_question": true, "directions_url": "https://maps.example/",
        "treatments": [{ "treatments": ["iv", "im"], "status": "Off-label for mental health" }],
        "payments": ["self_pay", "superbill"], "price": { "intake": 300, "per_session": 450, "usual_sessions": 6, "includes": null, "as_of": "2026-11-01" },
        "accepting_new": true, "first_opening": { "within": "1_week", "said_on": "2026-11-03" },
        "standing": standing("verified", true, "checked"),
    });
    let bare = json!({
        "number": "2", "pinned": false, "name": "A name that is so long that it takes more than one line on every phone there is, and then some",
        "slug": "long", "url": "/search", "site": null, "place": "", "telehealth": true, "distance": null, "phone": null,
        "phone_in_question": false, "directions_url": null, "treatments": [], "payments": [], "price": null, "accepting_new": null,
        "first_opening": null, "standing": standing("rechecking", false, "rechecking"),
    });
    vec![full, bare]
}

fn fields() -> Vec<Value> {
    let field = |id: &str, kind: &str, error: Option<&str>, options: Value| {
        json!({ "id": format!("styleguide-{id}"), "name": id, "kind": kind, "label": format!("A question ({kind})"), "hint": "What to write, with an example",
                "error": error, "value": "", "values": [], "optional": error.is_none(), "width": "", "autocomplete": null, "inputmode": null,
                "options": options })
    };
    let options = json!([{ "value": "a", "label": "One answer", "chosen": true }, { "value": "b", "label": "Another", "chosen": false }]);
    let wrong = field("wrong", "text", Some("Enter the NPI: ten digits, like 1234567893"), json!([]));
    let mut all = vec![wrong];
    all.extend(["text", "textarea"].map(|kind| field(kind, kind, None, json!([]))));
    all.extend(["select", "radios", "checks"].map(|kind| field(kind, kind, None, options.clone())));
    all.push(field("radios-wrong", "radios", Some("Choose one answer"), options));
    all
}

fn checks() -> Value {
    json!([
        { "what": "npi-registered", "word": "checked", "list": "nppes", "source": "2026-11", "date": "2026-11-03", "next": "2026-12-08" },
        { "what": "exclusion-leie", "word": "checked", "list": "leie", "source": "2026-10", "date": "2026-11-03", "next": null },
        { "what": "license-present", "word": "not_checked", "list": null, "source": null, "date": null, "next": null }
    ])
}

fn comments() -> Value {
    json!([
        { "text": "The nurse stayed with me the whole time.\nThe bill was more than the page said.", "name": "J.", "lang": "en",
          "published_at": "2026-11-03", "answered_at": "2026-11-05" },
        { "text": "Me explicaron todo en español.", "name": null, "lang": "es", "published_at": "2026-11-03", "answered_at": null }
    ])
}
