//! The only two ways past the escaping of templates.

use tera::{Kwargs, State, TeraResult, Value};

/// HTML that this program wrote itself, from parts that are escaped already. The reviewed replacement for Tera's
/// `safe` filter: a template cannot make one, only Rust code can, and every use of [`Markup::trusted`] is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Takes over HTML rendered by a template with escaping on. Never pass text from outside.
    pub fn trusted(html: String) -> Self {
        Markup(html)
    }

    /// Plain text, escaped.
    pub fn text(text: &str) -> Self {
        let mut html = Vec::with_capacity(text.len());
        match tera::escape_html(text, &mut html) {
            Ok(()) => Markup(String::from_utf8_lossy(&html).into_owned()),
            Err(_) => Markup(String::new()),
        }
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a value that a template prints as it is.
    pub fn to_value(&self) -> Value {
        Value::safe_string(&self.0)
    }
}

/// `{{ data | json_script }}`: a value as JSON that can stand in `<script type="application/ld+json">`. No text in it
/// can close the element or open a comment, because `<`, `>` and `&` travel as `\uXXXX`.
pub fn json_script(value: &Value, _: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let json = serde_json::to_string(value).map_err(|e| tera::Error::message(format!("json_script: {e}")))?;
    Ok(Value::safe_string(&escape_for_script(&json)))
}

fn escape_for_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => safe.push_str(&format!("\\u{:04x}", c as u32)),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_script_element_cannot_close_it_and_stays_the_same_value() {
        let json = serde_json::json!({ "name": "</script><!-- & \u{2028}" }).to_string();
        let safe = escape_for_script(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).expect("JSON"),
            serde_json::json!({ "name": "</script><!-- & \u{2028}" })
        );
    }

    #[test]
    fn text_becomes_markup_only_escaped() {
        assert_eq!(Markup::text("<b>&").as_str(), "&lt;b&gt;&amp;");
    }
}
