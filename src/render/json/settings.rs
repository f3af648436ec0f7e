//! The settings in force.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::render::SettingValue;
use crate::render::SettingsPage;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::page;

#[derive(Serialize)]
struct InForce<'a> {
    schema_version: u32,
    path: Option<String>,
    exists: bool,
    settings: Vec<Setting<'a>>,
}

#[derive(Serialize)]
struct Setting<'a> {
    name: &'a str,
    value: Value<'a>,
    from: &'a str,
    place: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    None,
    Text(&'a str),
    Number(u64),
}

/// Writes the settings in force as one value.
pub fn settings(out: &mut dyn Write, settings: &SettingsPage<'_>) -> io::Result<()> {
    let rows = settings.settings.iter().map(|setting| Setting {
        name: setting.name,
        value: match &setting.value {
            SettingValue::None => Value::None,
            SettingValue::Text(text) => Value::Text(text),
            SettingValue::Number(n) => Value::Number(*n),
        },
        from: setting.origin.as_str(),
        place: settings.place(setting.origin),
    });
    let value = InForce {
        schema_version: SCHEMA_VERSION,
        path: settings.path.map(|path| path.to_string_lossy().into_owned()),
        exists: settings.is_there,
        settings: rows.collect(),
    };
    page(out, &value)
}
