//! What is odd about calls that were read, told file by file.

use std::collections::BTreeMap;
use std::path::Path;

use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::update::Event;

/// How many different oddities of one kind are told of one file.
const ODDITIES_TOLD: usize = 3;

/// What is odd about the calls of one file: for each kind, the first different messages and how
/// often there was one.
#[derive(Default)]
pub(super) struct IssueCounts(BTreeMap<&'static str, (Vec<String>, usize)>);

impl IssueCounts {
    /// Counts the issues of a call.
    pub(super) fn count(&mut self, issues: &[Issue]) {
        for issue in issues {
            let told = matches!(
                issue.kind,
                IssueKind::Encoding
                    | IssueKind::BadValue
                    | IssueKind::Conflict
                    | IssueKind::QuarterWithoutYear
                    | IssueKind::NoTurns
            );
            if told {
                let (messages, count) = self.0.entry(issue.kind.as_str()).or_default();
                *count += 1;
                if messages.len() < ODDITIES_TOLD && !messages.contains(&issue.message) {
                    messages.push(issue.message.clone());
                }
            }
        }
    }

    /// Tells what was counted of a file, as people write its path, and counts anew.
    pub(super) fn tell(&mut self, path: &Path, tell: &mut dyn FnMut(Event)) {
        for (messages, count) in std::mem::take(&mut self.0).into_values() {
            let first = messages.join("; ");
            let message = match count - messages.len() {
                0 => first,
                rest => format!("{first}, and {rest} more like it"),
            };
            tell(Event::Notice { path: path.to_owned(), message });
        }
    }
}
