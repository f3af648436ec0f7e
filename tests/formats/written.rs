//! Transcripts made up by chance and written in each format: what was said comes back, in order.

use std::fmt::Write;
use std::path::Path;

use earmark::corpus::Format;
use earmark::corpus::SourceFile;
use proptest::prelude::*;

/// Who speaks in them: two for the company, and one who asks.
const NAMES: [&str; 4] = ["Operator", "Odo Marsh", "Ines Quill", "Petra van Dam"];

/// A way to write turns down.
type Writer = fn(&[(usize, Vec<String>)]) -> String;

const WRITERS: [(&str, Format, Writer); 12] = [
    ("a.txt", Format::StreetEvents, streetevents),
    ("b.txt", Format::SeekingAlpha, seekingalpha),
    ("c.txt", Format::Fool, fool),
    ("d.txt", Format::Fool, summary),
    ("e.txt", Format::Glued, glued),
    ("f.json", Format::FoolJson, fool_json),
    ("g.csv", Format::Csv, table),
    ("h.nlp", Format::RevNlp, words),
    ("i.vtt", Format::Captions, captions),
    ("j.md", Format::Markdown, markdown),
    ("k.html", Format::Html, html),
    ("l.xml", Format::Xml, xml),
];

proptest! {
    #[test]
    fn what_was_said_comes_back(turns in turns()) {
        for (name, format, write) in WRITERS {
            let text = write(&turns);
            let file = SourceFile::from_bytes(Path::new(name), text.clone().into_bytes()).unwrap();
            prop_assert_eq!(file.sniffed().format, format, "{}", text);
            let records = file.records().unwrap();
            let call = file.parse_record(&records[0]).unwrap().parsed.transcript;
            let said = |paragraphs: &[String]| {
                let text = paragraphs.join(" ");
                text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
            };
            let told: Vec<String> = call.turns.iter().flat_map(|t| said(&t.paragraphs)).collect();
            let given: Vec<String> = turns.iter().flat_map(|(_, p)| said(p)).collect();
            prop_assert_eq!(told, given, "{}", text);
            let named = call.turns.iter().all(|t| {
                t.speaker.name.as_deref().is_some_and(|name| NAMES.contains(&name))
            });
            prop_assert!(named, "{}", text);
        }
    }
}

/// Turns of which no two in a row are of one speaker, in plain sentences.
fn turns() -> impl Strategy<Value = Vec<(usize, Vec<String>)>> {
    let sentence = "[a-z]{2,8}( [a-z]{1,8}){3,12}";
    let said = prop::collection::vec(sentence.prop_map(|s| format!("We say {s}.")), 1..4);
    prop::collection::vec((0..NAMES.len() - 1, said), 4..12).prop_map(|steps| {
        let mut last = 0;
        let turn = |(step, said): (usize, Vec<String>)| {
            last = (last + 1 + step) % NAMES.len();
            (last, said)
        };
        let mut turns: Vec<_> = steps.into_iter().map(turn).collect();
        // Some formats are told by the operator's label.
        if turns[0].0 != 0 {
            turns.insert(0, (0, vec!["We say good day to all of you.".to_owned()]));
        }
        turns.push((
            (turns[turns.len() - 1].0 + 1) % NAMES.len(),
            vec!["We say that is all.".to_owned()],
        ));
        turns
    })
}

fn streetevents(turns: &[(usize, Vec<String>)]) -> String {
    let mut out =
        "Corporate Participants\n\n * Odo Marsh\n   Oak - CEO\n\nPresentation\n".to_owned();
    for (n, (who, said)) in turns.iter().enumerate() {
        write!(out, "{},  Oak - CEO    [{}]\n\n{}\n\n", NAMES[*who], n + 1, said.join("\n"))
            .unwrap();
    }
    out + "Disclaimer\nNothing is sure.\n"
}

fn seekingalpha(turns: &[(usize, Vec<String>)]) -> String {
    let mut out =
        "Executives\nOdo Marsh - CEO\nInes Quill - CFO\nAnalysts\nPetra van Dam - Oak\n".to_owned();
    for (who, said) in turns {
        writeln!(out, "{}\n{}", NAMES[*who], said.join("\n")).unwrap();
    }
    out
}

fn fool(turns: &[(usize, Vec<String>)]) -> String {
    let mut out = "Prepared Remarks:\n".to_owned();
    for (who, said) in turns {
        let title = if *who == 0 { "" } else { "\n--\nChief Officer" };
        writeln!(out, "{}{title}\n{}", NAMES[*who], said.join("\n")).unwrap();
    }
    out + "Duration: 1 minutes\nCall participants:\nOdo Marsh\n--\nChief Officer\nInes Quill\n--\nChief Officer\nMore OAK analysis\n"
}

fn summary(turns: &[(usize, Vec<String>)]) -> String {
    let mut out = "Revenue-- much.\n\nFull Conference Call Transcript\n\n".to_owned();
    for (who, said) in turns {
        write!(out, "{}:{}\n\n", NAMES[*who], said.join("\n\n")).unwrap();
    }
    out
}

fn glued(turns: &[(usize, Vec<String>)]) -> String {
    let mut out =
        "Executives: Odo Marsh - CEO Ines Quill - CFOAnalysts: Petra van Dam - Oak".to_owned();
    for (who, said) in turns {
        write!(out, "{}: {}", NAMES[*who], said.join(" ")).unwrap();
    }
    out
}

fn fool_json(turns: &[(usize, Vec<String>)]) -> String {
    let turns: Vec<_> = turns
        .iter()
        .map(|(who, said)| {
            format!(r#"{{"speaker": "{}", "speech": "{}"}}"#, NAMES[*who], said.join("\\n"))
        })
        .collect();
    format!(r#"{{"prepared_remarks": [{}], "q_and_a": []}}"#, turns.join(", "))
}

fn table(turns: &[(usize, Vec<String>)]) -> String {
    let rows = turns.iter().enumerate().flat_map(|(n, (who, said))| {
        said.iter()
            .map(move |said| format!("f{n},{n},{},qna,{},\"{said}\",x\n", n + 1, NAMES[*who]))
    });
    rows.collect()
}

fn words(turns: &[(usize, Vec<String>)]) -> String {
    let mut out = "token|speaker|ts|endTs|punctuation|case|tags|wer_tags\n".to_owned();
    for (who, said) in turns {
        for word in said.join(" ").split(' ') {
            let (word, mark) = word.strip_suffix('.').map_or((word, ""), |word| (word, "."));
            writeln!(out, "{word}|{}|||{mark}|LC|[]|[]", NAMES[*who]).unwrap();
        }
    }
    out
}

fn captions(turns: &[(usize, Vec<String>)]) -> String {
    let mut out = "WEBVTT\n\n".to_owned();
    for (n, (who, said)) in turns.iter().enumerate() {
        let (at, name) = (n % 60, NAMES[*who]);
        write!(out, "{n}\n00:00:{at:02}.000 --> 00:01:00.000\n<v {name}>{}\n\n", said.join("\n"))
            .unwrap();
    }
    out
}

fn markdown(turns: &[(usize, Vec<String>)]) -> String {
    let mut out = "# A call\n\n".to_owned();
    for (who, said) in turns {
        write!(out, "**{}:** {}\n\n", NAMES[*who], said.join("\n\n")).unwrap();
    }
    out
}

fn html(turns: &[(usize, Vec<String>)]) -> String {
    let mut out = "<p><strong>Executives</strong></p><p>Odo Marsh - CEO<br>Ines Quill - CFO</p><p><strong>Analysts</strong></p><p>Petra van Dam - Oak</p>".to_owned();
    for (who, said) in turns {
        write!(out, "<p><strong>{}</strong></p><p>{}</p>", NAMES[*who], said.join("</p><p>"))
            .unwrap();
    }
    out
}

fn xml(turns: &[(usize, Vec<String>)]) -> String {
    let mut out = "<transcript><participants>".to_owned();
    for (id, name) in NAMES.iter().enumerate() {
        write!(out, r#"<participant id="{id}">{name}</participant>"#).unwrap();
    }
    out.push_str("</participants><body><section name=\"Q&amp;A\">");
    for (who, said) in turns {
        write!(
            out,
            r#"<speaker id="{who}"><plist><p>{}</p></plist></speaker>"#,
            said.join("</p><p>")
        )
        .unwrap();
    }
    out + "</section></body></transcript>"
}
