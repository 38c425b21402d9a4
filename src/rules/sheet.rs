//! A rule table as people read it: its remarks, its single values, and its rows under the columns that they have, in the file's order.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::TableHead;

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What stands above the first value, a remark each.
    pub remarks: Vec<String>,
    /// Values that stand alone.
    pub values: Vec<(String, String)>,
    /// Rows of one kind each.
    pub parts: Vec<Part>,
}

/// Rows of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// What each of them is called in the file.
    pub name: String,
    /// Every key that a row has, in the order in which they turn up.
    pub columns: Vec<String>,
    /// One cell for each column; empty where a row does not say it.
    pub rows: Vec<Vec<String>>,
}

/// The table in force. The program has read it before, so that a file that cannot be read is an empty sheet.
pub fn of(head: &TableHead) -> Sheet {
    let mut sheet = Sheet { remarks: remarks(&head.text), ..Sheet::default() };
    let Ok(table) = DeTable::parse(&head.text) else { return sheet };
    for (name, value) in in_order(table.get_ref()) {
        match value {
            DeValue::Array(rows) if rows.iter().any(|row| matches!(row.get_ref(), DeValue::Table(_))) => {
                let rows = rows.iter().filter_map(|row| row.get_ref().as_table());
                sheet.parts.push(part(name, &rows.collect::<Vec<_>>()));
            }
            DeValue::Array(rows) if rows.iter().any(|row| matches!(row.get_ref(), DeValue::Array(_))) => {
                let rows = rows.iter().map(|row| vec![cell(row.get_ref())]).collect();
                sheet.parts.push(Part { name: name.into(), columns: vec![name.into()], rows });
            }
            DeValue::Table(inner) => {
                let inner = in_order(inner);
                sheet.values.extend(inner.into_iter().map(|(key, value)| (format!("{name}.{key}"), cell(value))));
            }
            _ if name == "as_of" || name == "source" => {}
            value => sheet.values.push((name.to_string(), cell(value))),
        }
    }
    sheet
}

fn part(name: &str, rows: &[&DeTable<'_>]) -> Part {
    let mut columns: Vec<String> = Vec::new();
    for row in rows {
        for (key, _) in in_order(row) {
            if !columns.iter().any(|known| known == key) {
                columns.push(key.to_string());
            }
        }
    }
    let cells = |row: &&DeTable<'_>| {
        let of = |column: &String| row.get(column.as_str()).map(|v| cell(v.get_ref())).unwrap_or_default();
        columns.iter().map(of).collect()
    };
    Part { name: name.into(), rows: rows.iter().map(cells).collect(), columns }
}

/// As they stand in the file, whatever order a map has.
fn in_order<'a, 'i>(table: &'a DeTable<'i>) -> Vec<(&'a str, &'a DeValue<'i>)> {
    let mut entries: Vec<(usize, &str, &DeValue<'i>)> = table
        .iter()
        .map(|(key, value): (&Spanned<_>, _)| (key.span().start, key.get_ref().as_ref(), value.get_ref()))
        .collect();
    entries.sort_by_key(|entry| entry.0);
    entries.into_iter().map(|(_, key, value)| (key, value)).collect()
}

fn cell(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").map(str::to_string).unwrap_or(text)
        }
        DeValue::Boolean(true) => "yes".into(),
        DeValue::Boolean(false) => "no".into(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(items) => items.iter().map(|item| cell(item.get_ref())).collect::<Vec<_>>().join(", "),
        DeValue::Table(inner) => in_order(inner)
            .into_iter()
            .map(|(key, value)| format!("{key} {}", cell(value)))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// Comments above the first row but the headings of its sections; a line that is set in goes on with the one before.
fn remarks(text: &str) -> Vec<String> {
    let mut remarks: Vec<String> = Vec::new();
    let above = text.lines().take_while(|line| !line.starts_with("[["));
    for line in above.filter_map(|line| line.strip_prefix('#')) {
        let words = line.trim();
        if words.starts_with("---") {
            continue;
        }
        match remarks.last_mut().filter(|_| line.starts_with("  ")) {
            Some(last) => *last = format!("{last} {words}"),
            None if words.is_empty() => {}
            None => remarks.push(words.to_string()),
        }
    }
    remarks.iter().map(|remark| without_ticks(remark)).collect()
}

/// What stands between backticks is a word of the file: without them, it reads as in a cell.
fn without_ticks(remark: &str) -> String {
    let pieces = remark.split('`').enumerate();
    pieces.map(|(n, piece)| if n % 2 == 1 { piece.replace('_', " ") } else { piece.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    #[test]
    fn every_built_in_table_can_be_read_with_nothing_left_out() {
        for head in Rules::builtin().tables() {
            let sheet = of(head);
            let rows: usize = sheet.parts.iter().map(|part| part.rows.len()).sum();
            assert!(rows + sheet.values.len() > 0, "{}", head.name);
            assert!(!sheet.remarks.is_empty(), "{}", head.name);
            let written = head.text.lines().filter(|line| line.starts_with("[[")).count();
            assert!(rows >= written, "{}: {rows} of {written}", head.name);
        }
    }

    #[test]
    fn cells_stand_under_their_columns_in_the_order_of_the_file() {
        let head = |text: &'static str| TableHead { text: text.into(), ..Rules::builtin().tables()[0].clone() };
        let sheet = of(&head(
            "# About.\n# z: `by_state` last\n#   and more\n# --- the first ---\nas_of = \"2026-11-01\"\nsource = \"x\"\ndays = 3.0\n[[row]]\nz = \"1\"\na = [\"p\", \"q\"]\n[[row]]\nb = true\n[one]\nday = 2026-12-31\n",
        ));
        assert_eq!(sheet.remarks, ["About.", "z: by state last and more"]);
        assert_eq!(sheet.values, [("days".into(), "3".into()), ("one.day".into(), "2026-12-31".into())]);
        assert_eq!(sheet.parts[0].columns, ["z", "a", "b"]);
        assert_eq!(sheet.parts[0].rows, [["1", "p, q", ""], ["", "", "yes"]]);
    }
}
