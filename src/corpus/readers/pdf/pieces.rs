//! What is written on the pages of a PDF, and where.

use std::collections::BTreeMap;

use lopdf::Document;
use lopdf::Encoding;
use lopdf::LoadOptions;
use lopdf::Object;
use lopdf::content::Content;
use lopdf::content::Operation;

use crate::corpus::error::ReadError;

/// The most pages that are read; a call has twenty.
const MOST_PAGES: usize = 2000;

/// The most bytes that one stream may be when it is unpacked.
const MOST_BYTES: usize = 32 << 20;

/// The gap between two pieces of a `TJ`, in thousandths of the type's size, that is a space.
const SPACE: f32 = -180.0;

/// A piece of text on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) page: usize,
    pub(super) x: f32,
    /// Upwards from the foot of the page.
    pub(super) y: f32,
    pub(super) text: String,
}

/// Returns the pieces of text of all pages, in the order in which they are written.
pub(super) fn pieces(bytes: &[u8]) -> Result<Vec<Piece>, ReadError> {
    let broken = |_| ReadError::Pdf { reason: "is a broken PDF" };
    let options = LoadOptions { max_decompressed_size: Some(MOST_BYTES), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(broken)?;
    if document.is_encrypted() && document.get_pages().is_empty() {
        return Err(ReadError::Pdf { reason: "is a PDF with a password" });
    }
    let mut out = Vec::new();
    for (page, id) in document.get_pages().into_values().take(MOST_PAGES).enumerate() {
        let Ok(content) = document.get_page_content_with_limit(id, MOST_BYTES) else { continue };
        let Ok(content) = Content::decode(&content) else { continue };
        let fonts = document.get_page_fonts(id).unwrap_or_default();
        let encodings: BTreeMap<Vec<u8>, Encoding<'_>> = fonts
            .into_iter()
            .filter_map(|(name, font)| {
                Some((name, font.get_font_encoding_with_limit(&document, MOST_BYTES).ok()?))
            })
            .collect();
        let mut pen = Pen { page, ..Pen::new(&encodings) };
        for operation in &content.operations {
            pen.apply(operation, &mut out);
        }
    }
    Ok(out)
}

/// A place and a turn of the page: `[a b c d e f]` of the standard.
type Matrix = [f32; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// Returns what two matrices do one after the other.
fn product(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// Where and how the next text is written.
struct Pen<'e, 'd> {
    page: usize,
    encodings: &'e BTreeMap<Vec<u8>, Encoding<'d>>,
    encoding: Option<&'e Encoding<'d>>,
    space: Matrix,
    saved: Vec<Matrix>,
    line: Matrix,
    leading: f32,
}

impl<'e, 'd> Pen<'e, 'd> {
    fn new(encodings: &'e BTreeMap<Vec<u8>, Encoding<'d>>) -> Self {
        Self {
            page: 0,
            encodings,
            encoding: None,
            space: IDENTITY,
            saved: Vec::new(),
            line: IDENTITY,
            leading: 0.0,
        }
    }

    fn apply(&mut self, operation: &Operation, out: &mut Vec<Piece>) {
        let numbers: Vec<f32> =
            operation.operands.iter().filter_map(|o| o.as_float().ok()).collect();
        let matrix = || numbers.as_slice().try_into().ok();
        match operation.operator.as_str() {
            "q" if self.saved.len() < 256 => self.saved.push(self.space),
            "Q" => self.space = self.saved.pop().unwrap_or(self.space),
            "cm" => self.space = matrix().map_or(self.space, |m| product(m, self.space)),
            "BT" => self.line = IDENTITY,
            "Tf" => {
                let name = operation.operands.first().and_then(|o| o.as_name().ok());
                self.encoding = name.and_then(|name| self.encodings.get(name));
            }
            "TL" => self.leading = numbers.first().copied().unwrap_or_default(),
            "Tm" => self.line = matrix().unwrap_or(self.line),
            "Td" | "TD" => {
                if let [x, y] = *numbers.as_slice() {
                    if operation.operator == "TD" {
                        self.leading = -y;
                    }
                    self.go(x, y);
                }
            }
            "T*" => self.go(0.0, -self.leading),
            "'" | "\"" => {
                self.go(0.0, -self.leading);
                self.write(&operation.operands, out);
            }
            "Tj" | "TJ" => self.write(&operation.operands, out),
            _ => {}
        }
    }

    fn go(&mut self, x: f32, y: f32) {
        self.line = product([1.0, 0.0, 0.0, 1.0, x, y], self.line);
    }

    fn write(&self, operands: &[Object], out: &mut Vec<Piece>) {
        let mut text = String::new();
        for operand in operands {
            match operand {
                Object::Array(parts) => parts.iter().for_each(|part| self.spell(part, &mut text)),
                part => self.spell(part, &mut text),
            }
        }
        if !text.is_empty() {
            let at = product(self.line, self.space);
            out.push(Piece { page: self.page, x: at[4], y: at[5], text });
        }
    }

    fn spell(&self, part: &Object, text: &mut String) {
        match part {
            Object::String(bytes, _) => {
                let decoded = self.encoding.and_then(|e| Document::decode_text(e, bytes).ok());
                let plain = || String::from_utf8_lossy(bytes).into_owned();
                text.push_str(&decoded.unwrap_or_else(plain));
            }
            number => {
                let wide = number.as_float().is_ok_and(|gap| gap < SPACE);
                if wide && !text.ends_with(' ') && !text.is_empty() {
                    text.push(' ');
                }
            }
        }
    }
}
