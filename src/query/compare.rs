//! Whether two queries ask for the same, wherever in their text.

use crate::query::AtLeast;
use crate::query::Edge;
use crate::query::Filter;
use crate::query::Near;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::NotNear;
use crate::query::Query;
use crate::query::Same;

impl Query {
    /// Tells whether two queries ask for the same in the same form: their trees and filters are
    /// equal but for spans. Texts and notices do not count.
    pub fn means_the_same(&self, other: &Self) -> bool {
        let bare = |query: &Self| {
            let (mut root, mut filters) = (query.root.clone(), query.filters.clone());
            root.iter_mut().for_each(Node::forget_spans);
            filters.iter_mut().for_each(Filter::forget_spans);
            (root, filters)
        };
        bare(self) == bare(other)
    }
}

impl Filter {
    fn forget_spans(&mut self) {
        self.values.iter_mut().for_each(|value| value.span = 0..0);
    }
}

impl Node {
    fn forget_spans(&mut self) {
        self.span = 0..0;
        match &mut self.kind {
            NodeKind::Phrase(nodes)
            | NodeKind::List(nodes)
            | NodeKind::And(nodes)
            | NodeKind::Or(nodes)
            | NodeKind::Near(Near { operands: nodes, .. })
            | NodeKind::Same(Same { operands: nodes, .. }) => {
                nodes.iter_mut().for_each(Self::forget_spans);
            }
            NodeKind::Not(node)
            | NodeKind::Edge(Edge { operand: node, .. })
            | NodeKind::AtLeast(AtLeast { operand: node, .. }) => node.forget_spans(),
            NodeKind::NotNear(NotNear { wanted, unwanted, .. }) => {
                wanted.forget_spans();
                unwanted.forget_spans();
            }
            NodeKind::Filter(filter) => filter.forget_spans(),
            NodeKind::Word(_)
            | NodeKind::Prefix(_)
            | NodeKind::Wildcard(_)
            | NodeKind::Fuzzy(_)
            | NodeKind::Regex(_)
            | NodeKind::AnyWord
            | NodeKind::Class(_)
            | NodeKind::Synonyms(_) => {}
        }
    }
}
