//! A note as a web page.

use std::io;
use std::io::Write;

use crate::note::Readable;
use crate::render::note::flow::events;

/// How the page looks: readable as it is, printed too.
const STYLE: &str = "body{max-width:42em;margin:2em auto;padding:0 1em;font:1em/1.5 Georgia,serif}\
blockquote{margin:1em 0;padding-left:1em;border-left:3px solid #999}\
.footnote-definition{font-size:.85em;margin:.5em 0}.footnote-definition p{display:inline}\
code{font-size:.85em}";

/// Writes a note as one web page that needs no other file.
pub fn html(out: &mut dyn Write, note: &Readable) -> io::Result<()> {
    let title = escape(note.title.as_deref().unwrap_or("Note"));
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, events(note));
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>")?;
    out.write_all(body.as_bytes())?;
    for line in &note.provenance {
        writeln!(out, "<p><small>{}</small></p>", escape(line))?;
    }
    writeln!(out, "</body>\n</html>")
}

fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
