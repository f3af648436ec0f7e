//! What operands side by side are in their place: words that may be relaxed, conditions that may
//! not, and filters of the whole query.

use crate::query::Filter;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Polarity;
use crate::query::parser::around;

/// Returns a tree as it is inside parentheses, `OR` or `NOT`: lists are ANDs.
pub(super) fn strict(node: Node) -> Node {
    let span = node.span.clone();
    let operands = match node.kind {
        NodeKind::List(operands) => merge_fields(operands),
        NodeKind::And(operands) => operands.into_iter().map(strict).collect(),
        _ => return node,
    };
    let mut flat = Vec::new();
    for operand in operands {
        match operand.kind {
            NodeKind::And(inner) => flat.extend(inner),
            _ => flat.push(operand),
        }
    }
    if flat.len() == 1 {
        return Node { span, ..flat.remove(0) };
    }
    Node { kind: NodeKind::And(flat), span }
}

/// Joins fields of one name that stand side by side: any of their values.
fn merge_fields(operands: Vec<Node>) -> Vec<Node> {
    let mut merged: Vec<Node> = Vec::new();
    for operand in operands {
        let key = filter_of(&operand).map(|(filter, polarity)| (filter.field, polarity));
        let same = |node: &&mut Node| {
            filter_of(node).map(|(filter, polarity)| (filter.field, polarity)) == key
        };
        match merged.iter_mut().find(same).filter(|_| key.is_some()) {
            Some(node) => add_values(node, operand),
            None => merged.push(operand),
        }
    }
    merged
}

/// Moves the values of one filter into another, through the NOT around each.
fn add_values(into: &mut Node, from: Node) {
    match (&mut into.kind, from.kind) {
        (NodeKind::Not(into), NodeKind::Not(from)) => add_values(into, *from),
        (NodeKind::Filter(into), NodeKind::Filter(from)) => into.values.extend(from.values),
        _ => {}
    }
}

/// Returns the filter that a node is, and whether a NOT stands around it.
fn filter_of(node: &Node) -> Option<(&Filter, Polarity)> {
    match &node.kind {
        NodeKind::Filter(filter) => Some((filter, Polarity::Include)),
        NodeKind::Not(inner) => match &inner.kind {
            NodeKind::Filter(filter) => Some((filter, Polarity::Exclude)),
            _ => None,
        },
        _ => None,
    }
}

/// Takes the filters of the whole query out of its tree; what remains side by side is a list
/// that may be relaxed.
pub(super) fn lift(tree: Node) -> (Option<Node>, Vec<Filter>) {
    let mut filters: Vec<Filter> = Vec::new();
    let mut parts = parts(tree);
    loop {
        parts = parts.into_iter().map(|part| take_filters(part, &mut filters)).collect();
        parts.retain(|part| !part.is_empty());
        if let [part] = parts.as_mut_slice()
            && part.len() > 1
        {
            let operands = std::mem::take(part);
            let span = around(&operands);
            return (Some(Node { kind: NodeKind::List(operands), span }), filters);
        }
        // What is left joined by AND may hold parentheses with more that is joined by AND.
        if parts.iter().flatten().any(|node| matches!(node.kind, NodeKind::And(_))) {
            parts = parts.into_iter().flatten().flat_map(self::parts).collect();
            continue;
        }
        let mut operands: Vec<Node> = parts.into_iter().flatten().collect();
        if operands.len() < 2 {
            return (operands.pop(), filters);
        }
        let span = around(&operands);
        return (Some(Node { kind: NodeKind::And(operands), span }), filters);
    }
}

/// Returns the operands that AND joins, and in each what stands side by side.
fn parts(tree: Node) -> Vec<Vec<Node>> {
    match tree.kind {
        NodeKind::And(operands) => operands.into_iter().flat_map(parts).collect(),
        NodeKind::List(operands) => vec![operands],
        _ => vec![vec![tree]],
    }
}

/// Moves the filters of one part out of it. Several values of one field in it are any of them;
/// those of another part are a condition of their own, unless they are shut out.
fn take_filters(part: Vec<Node>, filters: &mut Vec<Filter>) -> Vec<Node> {
    let before = filters.len();
    let mut rest = Vec::new();
    for node in part {
        let polarity = filter_of(&node).map(|(_, polarity)| polarity);
        let filter = match (polarity, node.kind) {
            (Some(Polarity::Include), NodeKind::Filter(filter)) => filter,
            (Some(Polarity::Exclude), NodeKind::Not(inner)) => match inner.kind {
                NodeKind::Filter(filter) => Filter { polarity: Polarity::Exclude, ..filter },
                kind => {
                    rest.push(Node { kind, span: node.span });
                    continue;
                }
            },
            (_, kind) => {
                rest.push(Node { kind, span: node.span });
                continue;
            }
        };
        let here = filters.iter_mut().enumerate().find(|(i, f)| {
            let mergeable = *i >= before || filter.polarity == Polarity::Exclude;
            mergeable && f.field == filter.field && f.polarity == filter.polarity
        });
        match here {
            Some((_, same)) => same.values.extend(filter.values),
            None => filters.push(filter),
        }
    }
    rest
}
