//! Changes of inputs, from dice that always fall alike.

/// A generator of numbers that look random (xorshift, Marsaglia 2003).
pub(crate) struct Dice(u64);

impl Dice {
    /// Starts a row of numbers; another seed gives another row.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Returns a number below another, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 1).unwrap_or_default() % n
    }

    /// Returns one of some things.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What is put in anywhere: signs and words that mean something to one reader or another.
const TOKENS: [&[u8]; 110] = [
    b"\n",
    b"\r\n",
    b"\n\n",
    b"\r",
    b"\0",
    b"\t",
    b" ",
    b":",
    b": ",
    b"-",
    b" -- ",
    b"--",
    b"...",
    b"\"",
    b"'",
    b"`",
    b"\\",
    b"/",
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b"<",
    b">",
    b"</",
    b"/>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&amp;",
    b"&#0;",
    b"&#x10ffff;",
    b"&lt",
    b"<p>",
    b"</p>",
    b"<script>",
    b"<table><tr><td>",
    b"=",
    b"==",
    b",",
    b";",
    b"|",
    b"*",
    b"**",
    b"_",
    b"~",
    b"~1",
    b"?",
    b"!",
    b"#",
    b"@",
    b"$",
    b"%",
    b"^",
    b"[^1]",
    b"[^1]: ",
    b"> ",
    b"- ",
    b"---\n",
    b"```\n",
    b"<!-- earmark:query backlog -->\n",
    b"<!-- earmark:end -->\n",
    b"[1]",
    b"    [12]\n",
    b"00:00:01,000 --> 00:00:02,000\n",
    b"WEBVTT\n\n",
    b"1\n",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"{\"turns\":[",
    b"\"text\":",
    b"\"speaker\":",
    b"\\u0000",
    b"\\ud800",
    b"1e999",
    b"-1",
    b"0",
    b"18446744073709551616",
    b"-9223372036854775809",
    b"0.0000001",
    b"NaN",
    b"AND ",
    b"OR ",
    b"NOT ",
    b"NEAR/5 ",
    b"SAME turn ",
    b"ATLEAST/3 ",
    b"syn(",
    b"role:",
    b"quarter:2021-Q1..",
    b"[money]>",
    b"Operator: ",
    b"Operator\n",
    b"Analysts:\n",
    b"Q - ",
    b"Good morning. ",
    b"our next question comes from the line of ",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xff",
    b"\xc3",
    b"\x1b[2J",
    "\u{202e}\u{2028}é".as_bytes(),
    "İẞﬁ\u{301}".as_bytes(),
    "👩‍👩‍👧\u{85}\u{a0}".as_bytes(),
];

/// The longest input that is made.
const LONGEST: usize = 1 << 17;

/// Changes bytes in one to eight places, with pieces of others now and then.
pub(crate) fn mutate(bytes: &mut Vec<u8>, others: &[&[u8]], dice: &mut Dice) {
    for _ in 0..=dice.below(8) {
        change(bytes, others, dice);
    }
    bytes.truncate(LONGEST);
}

fn change(bytes: &mut Vec<u8>, others: &[&[u8]], dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    let most = 1 << dice.below(10);
    let end = (at + 1 + dice.below(most)).min(bytes.len()).max(at);
    match dice.below(if bytes.is_empty() { 4 } else { 14 }) {
        0 | 1 => drop(bytes.splice(at..at, dice.pick(&TOKENS).iter().copied())),
        2 => {
            let other = *dice.pick(others);
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(400)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        3 => {
            let new = u8::try_from(dice.below(256)).unwrap_or_default();
            bytes.insert(at, new);
        }
        4 | 5 => bytes[at.min(end.saturating_sub(1))] ^= 1 << dice.below(8),
        6 | 7 => drop(bytes.drain(at..end)),
        8 => {
            let piece = bytes[at..end].to_vec();
            let to = dice.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
        9 => drop(bytes.splice(at..end, dice.pick(&TOKENS).iter().copied())),
        10 => {
            // Now and then often enough to show what takes the square of the time.
            let piece = bytes[at..end].to_vec();
            let times = if dice.below(60) == 0 { 4000 } else { dice.below(12) };
            let times = times.min(LONGEST / (piece.len() + 1));
            bytes.splice(at..at, piece.repeat(times));
        }
        11 if dice.below(4) == 0 => bytes.truncate(at),
        12 => {
            let token = dice.pick(&TOKENS);
            let times = if dice.below(60) == 0 { 20_000 } else { dice.below(40) };
            bytes.splice(at..at, token.repeat(times));
        }
        _ => {
            let digits: Vec<usize> =
                (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
            if let Some(at) = digits.get(dice.below(digits.len().max(1))) {
                bytes[*at] = b'0' + u8::try_from(dice.below(10)).unwrap_or_default();
            }
        }
    }
}
