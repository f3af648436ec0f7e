//! Labels: the name, the title and the firm that stand before what somebody says.

use crate::transcript::Role;
use crate::transcript::canonical_firm_name;
use crate::transcript::office_words;

use super::is_name;

/// What stands before the words of a turn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::corpus::readers) struct Label {
    /// The name as written.
    pub(in crate::corpus::readers) name: Option<String>,
    /// The role, where the label itself tells.
    pub(in crate::corpus::readers) role: Role,
    /// The office.
    pub(in crate::corpus::readers) title: Option<String>,
    /// The firm as written.
    pub(in crate::corpus::readers) firm: Option<String>,
}

impl Label {
    /// Returns the label of a name; who runs the call is known by what it is called.
    pub(in crate::corpus::readers) fn new(name: &str) -> Self {
        let (name, asks) = asking(name);
        if asks != Role::Unknown {
            return Self { role: asks, ..Self::new(name) };
        }
        let name = tidy(name);
        let inside = name.strip_suffix(')').and_then(|rest| rest.split_once(" ("));
        if let Some((before, inside)) = inside {
            return Self::explained(before.trim(), inside.trim(), &name);
        }
        let role = role_of_name(&name);
        Self { name: Some(name).filter(|n| !n.is_empty()), role, ..Self::default() }
    }

    /// Returns the label of a speaker whom a machine told apart: `SPEAKER_03`, `spk_3`, `3` and
    /// `C` are nobody's names, and become `Speaker 3` and `Speaker C`.
    pub(in crate::corpus::readers) fn of_id(id: &str) -> Self {
        let lower = id.trim().to_lowercase();
        let kinds = ["speaker", "spkr", "spk", "channel", "ch", "s", ""];
        let number = kinds.iter().find_map(|kind| {
            let rest = lower.strip_prefix(kind)?.trim_start_matches(['_', '-', ' ', ':']);
            let fits =
                !rest.is_empty() && rest.len() <= 4 && rest.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| rest.trim_start_matches('0'))
        });
        match number {
            Some("") => Self::new("Speaker 0"),
            Some(number) => Self::new(&format!("Speaker {number}")),
            None if id.trim().len() == 1 => Self::new(&format!("Speaker {}", id.trim())),
            None => Self::new(id),
        }
    }

    /// Reads `Analyst (Name)`, `Name (Title)` and `Name (Firm)`.
    fn explained(before: &str, inside: &str, whole: &str) -> Self {
        let role = role_of_name(before);
        if role != Role::Unknown && is_name(inside) {
            return Self { name: Some(inside.to_owned()), role, ..Self::default() };
        }
        let mut label = Self { name: Some(before.to_owned()), role, ..Self::default() };
        if is_analyst(inside) {
            label.role = Role::Analyst;
        } else if canonical_firm_name(inside).is_some() {
            label.firm = Some(inside.to_owned());
        } else if is_office(inside) {
            label.title = Some(inside.to_owned());
        } else {
            label.name = Some(whole.to_owned());
        }
        label
    }

    /// Adds what stands beside a name: `Title`, `Firm - Title`, `Analyst, Firm`, `Firm Analyst`.
    pub(in crate::corpus::readers) fn describe(&mut self, about: &str) {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        let parted = split_dash(about)
            .map(|(a, b)| if is_title(a) && !is_title(b) { (b, a) } else { (a, b) });
        let (firm, title) = match parted.filter(|(firm, title)| !is_title(firm) && is_title(title))
        {
            Some((firm, title)) => (some(firm), some(title)),
            None => match of_analyst(about) {
                Some(firm) => (some(firm), Some("Analyst".to_owned())),
                None if canonical_firm_name(about).is_some() && !is_title(about) => {
                    (some(about), None)
                }
                None => (None, some(about)),
            },
        };
        self.firm = self.firm.take().or(firm);
        self.title = self.title.take().or(title);
    }

    /// Returns the role that the title, or the firm beside the company's own, tells.
    pub(in crate::corpus::readers) fn role_by_title(&self, own: Option<&str>) -> Role {
        match (&self.title, &self.firm) {
            (Some(title), _) if is_analyst(title) => Role::Analyst,
            (_, Some(firm)) if own.is_some_and(|own| super::key(firm) == own) => Role::Executive,
            (Some(title), None) if is_office(title) => Role::Executive,
            _ => Role::Unknown,
        }
    }
}

/// Takes `Q - ` or `A - ` from the beginning of a label, also out of `<Q - Name>`.
pub(in crate::corpus::readers) fn asking(text: &str) -> (&str, Role) {
    let inside = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let text = inside.unwrap_or(text);
    for (mark, role) in [('Q', Role::Analyst), ('A', Role::Executive)] {
        let rest = text.strip_prefix(mark).map(str::trim_start);
        if let Some(rest) = rest.and_then(|r| r.strip_prefix(['-', '–', '—', ':'])) {
            return (rest.trim(), role);
        }
    }
    (text, Role::Unknown)
}

/// Returns a name with single spaces and without marks around it.
fn tidy(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let joined = words.join(" ");
    joined.trim_matches([',', ':', ';', '*', '-', '–', '—', '#', ' ']).to_owned()
}

/// The most bytes of a line that may be the name of whoever runs the call.
const LONGEST_OPERATOR: usize = 80;

/// Tells whether a name is that of whoever runs the call.
pub(in crate::corpus::readers) fn is_operator(name: &str) -> bool {
    if name.len() > LONGEST_OPERATOR {
        return false;
    }
    let lower = name.trim().to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let plain = ["conference", "call", "event", "unidentified", "the", "earnings", "webcast"];
    !lower.contains('.')
        && words.last().is_some_and(|w| ["operator", "moderator", "coordinator"].contains(w))
        && words[..words.len() - 1].iter().all(|w| plain.contains(w))
}

/// Returns the role that a name itself tells.
fn role_of_name(name: &str) -> Role {
    if is_operator(name) {
        return Role::Operator;
    }
    if !is_generic(name) {
        return Role::Unknown;
    }
    let lower = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    if has(&["analyst"]) {
        Role::Analyst
    } else if has(&["company", "corporate", "executive", "management", "representative"]) {
        Role::Executive
    } else {
        Role::Unknown
    }
}

/// Tells whether a label names nobody: `Unidentified Analyst`, `Speaker 3`.
pub(in crate::corpus::readers) fn is_generic(name: &str) -> bool {
    let lower = name.trim().to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let first = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    let kinds = ["speaker", "participant", "analyst", "attendee", "executive", "guest", "caller"];
    let number = |w: &&str| w.len() <= 3 && (w.bytes().all(|b| b.is_ascii_digit()) || w.len() == 1);
    ["unidentified", "unknown", "unnamed", "unverified"].contains(&first)
        || kinds.contains(&first) && rest.len() <= 1 && rest.iter().all(number)
        || ["company", "corporate"].contains(&first)
            && rest.len() == 1
            && ["representative", "speaker", "participant"].contains(&rest[0])
}

/// Tells whether a title is that of one who asks.
pub(super) fn is_analyst(title: &str) -> bool {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
    words.contains(&"analyst") || lower.contains("equity research")
}

/// Returns the firm in `Analyst, Firm`, `Analyst at Firm`, `Firm, Analyst` and `Firm Analyst`.
fn of_analyst(about: &str) -> Option<&str> {
    let before = ["Analyst, ", "Analyst at ", "Analyst with ", "Analyst from "];
    let after = about.strip_suffix("Analyst").map(|firm| firm.trim_end_matches([',', ' ']));
    let firm = before.iter().find_map(|b| about.strip_prefix(b)).or(after)?.trim();
    let kinds = [
        "buy-side",
        "chief",
        "credit",
        "equity",
        "financial",
        "industry",
        "lead",
        "research",
        "sell-side",
        "senior",
    ];
    let is_kind = |w: &str| kinds.contains(&w.to_lowercase().as_str());
    (!firm.is_empty() && !is_office(firm) && !firm.split_whitespace().all(is_kind)).then_some(firm)
}

/// Tells whether a text is a title rather than a firm.
pub(in crate::corpus::readers) fn is_title(text: &str) -> bool {
    is_analyst(text) || is_office(text)
}

/// Words that tell an office of a company.
const OFFICES: [&str; 38] = [
    "accountant",
    "advisor",
    "ceo",
    "cfo",
    "chair",
    "chairman",
    "chairperson",
    "chairwoman",
    "chief",
    "cio",
    "communications",
    "controller",
    "coo",
    "counsel",
    "cto",
    "deputy",
    "director",
    "evp",
    "executive",
    "founder",
    "general",
    "head",
    "investor",
    "ir",
    "lead",
    "leader",
    "manager",
    "managing",
    "manufacturing",
    "marketing",
    "officer",
    "operations",
    "partner",
    "president",
    "relations",
    "secretary",
    "treasurer",
    "vice",
];

/// Tells whether a text is an office rather than a firm.
pub(in crate::corpus::readers) fn is_office(title: &str) -> bool {
    office_words(title).iter().any(|w| OFFICES.binary_search(&w.as_str()).is_ok())
}

/// Reads `Name, 0:57`, `Name (1:02:03)` and `Name 00:57`: a name and when it begins to speak, in
/// seconds.
pub(in crate::corpus::readers) fn stamped(line: &str) -> Option<(&str, f64)> {
    let line = line.trim().trim_end_matches([')', ']', ':']);
    let (name, time) = line.rsplit_once([' ', '(', '[', '\t'])?;
    let parts: Vec<&str> = time.split(':').collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|p| p.len() > 3 || p.is_empty()) {
        return None;
    }
    let seconds = parts.iter().try_fold(0.0, |sum, p| {
        let number: u16 = p.parse().ok()?;
        Some(sum * 60.0 + f64::from(number))
    })?;
    let name = name.trim_end_matches(['(', '[', ',', ' ', '-', '|', '–']);
    (is_name(name) || is_generic(name)).then_some((name, seconds))
}

/// Splits `Name - Title`, at the first dash with spaces around it.
pub(in crate::corpus::readers) fn split_dash(text: &str) -> Option<(&str, &str)> {
    let dashes = [" - ", " – ", " — ", " -- ", "--"];
    let (at, len) = dashes
        .iter()
        .filter_map(|d| text.find(d).map(|at| (at, d.len())))
        .min_by_key(|&(at, len)| (at, usize::MAX - len))?;
    let (name, rest) = (text[..at].trim(), text[at + len..].trim());
    (!name.is_empty()).then_some((name, rest))
}

/// Reads `Firm -- Analyst`, `Title` or `Analyst`: what stands behind the dashes of a label.
pub(in crate::corpus::readers) fn dashed(name: &str, rest: &str) -> Label {
    let mut label = Label::new(name);
    let rest = rest.trim();
    let cut = rest.rsplit_once("--").or_else(|| rest.rsplit_once(" — "));
    match cut.map(|(firm, title)| (firm.trim().trim_end_matches(['-', ' ']), title.trim())) {
        Some((firm, title)) if is_analyst(title) => {
            label.role = Role::Analyst;
            label.title = Some(title.to_owned()).filter(|t| !t.is_empty());
            label.firm = Some(firm.to_owned()).filter(|f| !f.is_empty());
        }
        Some((first, last)) if !first.is_empty() && !last.is_empty() => {
            // `Company -- Office`, or an office in two parts.
            let mut role = Role::Executive;
            if is_office(last) && !is_office(first) {
                // A broker's managing director asks, unless the call is the broker's own.
                if canonical_firm_name(first).is_some() {
                    role = Role::Unknown;
                }
                label.firm = Some(first.to_owned());
                label.title = Some(last.to_owned());
            } else {
                label.title = Some(rest.to_owned());
            }
            label.role = or(label.role, role);
        }
        _ if rest.is_empty() => {}
        _ if is_analyst(rest) => {
            label.role = Role::Analyst;
            label.title = Some(rest.to_owned());
        }
        _ => {
            label.role = or(label.role, Role::Executive);
            label.title = Some(rest.to_owned());
        }
    }
    label
}

fn or(role: Role, other: Role) -> Role {
    if role == Role::Unknown { other } else { role }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(OFFICES.is_sorted());
    }

    #[test]
    fn labels_that_name_nobody_are_known() {
        for name in [
            "Unidentified Analyst",
            "Speaker 3",
            "Speaker",
            "Unknown Executive",
            "Company Representative",
        ] {
            assert!(is_generic(name), "{name}");
        }
        assert!(!is_generic("Speaker Johnson") && !is_generic("Ann Lee"));
        assert!(
            is_operator("Operator")
                && is_operator("Conference Operator")
                && is_operator("Moderator")
        );
        let label = Label::new("Analyst (Ann Lee)");
        assert_eq!((label.name.as_deref(), label.role), (Some("Ann Lee"), Role::Analyst));
        let label = Label::new("Ann Lee (Chief Financial Officer)");
        assert_eq!(
            (label.name.as_deref(), label.role_by_title(None)),
            (Some("Ann Lee"), Role::Executive)
        );
        assert!(!is_operator("Operator Instructions") && !is_operator("Ann Lee"));
    }

    #[test]
    fn what_stands_behind_dashes_is_title_or_firm() {
        let check = |rest: &str, role: Role, title: &str, firm: &str| {
            let label = dashed("Ann Lee", rest);
            let told =
                (label.role, label.title.unwrap_or_default(), label.firm.unwrap_or_default());
            assert_eq!(told, (role, title.to_owned(), firm.to_owned()), "{rest}");
        };
        check("Oak Street -- Analyst", Role::Analyst, "Analyst", "Oak Street");
        check("Analyst", Role::Analyst, "Analyst", "");
        check("Barclays -- Managing Director", Role::Unknown, "Managing Director", "Barclays");
        check(
            "Oak Street -- Managing Director",
            Role::Executive,
            "Managing Director",
            "Oak Street",
        );
        check("Chief Financial Officer", Role::Executive, "Chief Financial Officer", "");
        check("", Role::Unknown, "", "");
    }
}
