//! A note's Markdown as its reader takes it: no other markup gets through.

use pulldown_cmark::Event;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TextMergeStream;

use crate::note::Readable;

/// Returns the events of a note's Markdown. Tags of HTML become text and comments vanish: what a
/// transcript carries must not work in a page. Links lead to web pages only.
pub(super) fn events(note: &Readable) -> impl Iterator<Item = Event<'_>> {
    let options = Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let read = Parser::new_ext(&note.markdown, options).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => {
            let is_comment = text.trim_start().starts_with("<!--");
            (!is_comment).then_some(Event::Text(text))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let is_web = dest_url.starts_with("https://") || dest_url.starts_with("http://");
            let dest_url = if is_web { dest_url } else { "#".into() };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        // A picture would be fetched from wherever the text says.
        Event::Start(Tag::Image { .. }) | Event::End(pulldown_cmark::TagEnd::Image) => None,
        other => Some(other),
    });
    TextMergeStream::new(read)
}
