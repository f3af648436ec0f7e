//! Recordings of several channels, each of which is a list of words of its own: the stretches of
//! all of them, in the order in which they were spoken.

use serde_json::Value;

use super::Piece;
use super::label;
use super::list;
use super::number;
use super::plain;
use super::text;

/// How long a pause ends a stretch of a channel, in seconds.
const PAUSE: f64 = 0.7;

/// Reads Deepgram's channels: the paragraphs of each, or else its words.
pub(super) fn deepgram(results: &Value) -> Vec<Piece> {
    let best = list(results, "channels").iter().filter_map(|c| list(c, "alternatives").first());
    let channels: Vec<Vec<Piece>> = best
        .map(|best| {
            let pieces = paragraphs(best);
            if pieces.is_empty() { words(best) } else { pieces }
        })
        .collect();
    together(channels)
}

fn paragraphs(best: &Value) -> Vec<Piece> {
    let paragraphs = best.get("paragraphs").map_or(&[][..], |p| list(p, "paragraphs"));
    let sentences = |paragraph: &Value| {
        let speaker = label(paragraph, "speaker");
        let mut pieces = plain(list(paragraph, "sentences"), 1.0);
        for piece in &mut pieces {
            piece.speaker.clone_from(&speaker);
        }
        pieces
    };
    paragraphs.iter().flat_map(sentences).collect()
}

fn words(best: &Value) -> Vec<Piece> {
    let words = list(best, "words").iter().filter_map(|word| {
        Some(Piece {
            speaker: label(word, "speaker"),
            text: text(word, &["punctuated_word", "word"])?.to_owned(),
            start: number(word, "start"),
            end: number(word, "end"),
        })
    });
    words.collect()
}

/// Reads the channels of AWS Transcribe, where it was given several.
pub(super) fn aws(results: &Value) -> Vec<Piece> {
    let channels = results.get("channel_labels").map_or(&[][..], |labels| list(labels, "channels"));
    if channels.len() < 2 {
        return Vec::new();
    }
    let items = |channel: &Value| {
        let mut out: Vec<Piece> = Vec::new();
        for item in list(channel, "items") {
            let best = list(item, "alternatives").first();
            let Some(word) = best.and_then(|best| text(best, &["content"])) else { continue };
            let (start, end) = (number(item, "start_time"), number(item, "end_time"));
            match out.last_mut().filter(|_| start.is_none()) {
                Some(last) => last.text.push_str(word),
                None => out.push(Piece { speaker: None, text: word.to_owned(), start, end }),
            }
        }
        out
    };
    together(channels.iter().map(items).collect())
}

/// Puts the pieces of channels in order, each speaker of each channel being one of his own.
fn together(mut channels: Vec<Vec<Piece>>) -> Vec<Piece> {
    channels.retain(|channel| !channel.is_empty());
    if channels.len() < 2 {
        return channels.pop().unwrap_or_default();
    }
    let mut known: Vec<(usize, Option<String>)> = Vec::new();
    let mut stretches: Vec<Piece> = Vec::new();
    for (number, channel) in channels.into_iter().enumerate() {
        let mut last: Option<Piece> = None;
        for mut piece in channel {
            let speaker = (number, piece.speaker.take());
            let at = known.iter().position(|old| *old == speaker).unwrap_or_else(|| {
                known.push(speaker);
                known.len() - 1
            });
            piece.speaker = Some(at.to_string());
            match last.as_mut().filter(|last| goes_on(last, &piece)) {
                Some(last) => {
                    last.text.push(' ');
                    last.text.push_str(&piece.text);
                    last.end = piece.end.or(last.end);
                }
                None => stretches.extend(last.replace(piece)),
            }
        }
        stretches.extend(last);
    }
    let start = |piece: &Piece| piece.start.unwrap_or_default();
    stretches.sort_by(|a, b| start(a).total_cmp(&start(b)));
    stretches
}

/// Tells whether a piece follows another of its channel without a pause.
fn goes_on(last: &Piece, piece: &Piece) -> bool {
    let pause = piece.start.zip(last.end).is_none_or(|(start, end)| start - end < PAUSE);
    pause && last.speaker == piece.speaker
}
