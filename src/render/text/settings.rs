//! The page of the settings in force.

use std::io;
use std::io::Write;

use crate::render::Origin;
use crate::render::Paint;
use crate::render::SettingValue;
use crate::render::SettingsPage;
use crate::render::Style;
use crate::render::table::Cell;
use crate::render::table::Fit;
use crate::render::table::Table;
use crate::render::text::table;

/// Writes where the config file is, and every setting with its value and where that comes from.
pub fn settings(out: &mut dyn Write, page: &SettingsPage<'_>, style: Style) -> io::Result<()> {
    let path = page.path.map_or_else(|| "–".to_owned(), |path| path.display().to_string());
    let note = if page.is_there { "" } else { " (there is none)" };
    let (label, path) = (style.paint(Paint::Dim, "config file"), style.paint(Paint::Plain, &path));
    writeln!(out, "{label}  {path}{note}\n")?;
    let whole = |name| (name, name, Fit::Whole);
    let mut table = Table::new(&["setting", "value", "from"].map(whole));
    table.rows = page
        .settings
        .iter()
        .map(|setting| {
            let value = match &setting.value {
                SettingValue::None => Cell::None,
                SettingValue::Text(text) => Cell::Text(text.clone()),
                SettingValue::Number(n) => Cell::Text(n.to_string()),
            };
            let from = match setting.origin {
                Origin::Flag(name) => format!("flag {name}"),
                Origin::Environment(name) => format!("environment {name}"),
                Origin::File { line } => format!("file, line {line}"),
                Origin::BuiltIn => "built in".to_owned(),
            };
            vec![Cell::Text(setting.name.to_owned()), value, Cell::Text(from)]
        })
        .collect();
    table::write(out, &table, style).map(|_| ())
}
