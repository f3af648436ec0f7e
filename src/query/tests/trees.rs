//! Trees of every shape the parser can give.

use proptest::prelude::*;

use crate::query::*;
use crate::transcript::CallId;
use crate::transcript::Role;
use crate::transcript::Section;

fn node(kind: NodeKind) -> Node {
    Node { kind, span: 0..0 }
}

/// Texts with every kind of trouble in them.
fn text() -> impl Strategy<Value = String> {
    let known = [
        "backlog",
        "AND",
        "or",
        "NEAR/5",
        "w/5",
        "R&D",
        "10-Q",
        "-5%",
        "firm:x",
        "turn",
        "syn",
        "[ph]",
        "[percent]",
        ">30",
        "a*b",
        "~5",
        "x~1",
        "billion",
        "http://a/b",
        "/s",
        "+",
        "&",
        "a b",
        "[a b]",
        "\\",
        "=",
        "a.",
        "NEAR5",
        "(",
        "\"",
        "2^2",
        "x^2",
        "¿que?",
    ];
    prop_oneof![
        3 => "[a-z]{1,4}",
        3 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{1,5}",
    ]
}

/// Texts for patterns, which hold a letter or digit.
fn literal() -> impl Strategy<Value = String> {
    (text(), "[a-z0-9]").prop_map(|(text, c)| text + &c)
}

fn value(field: Field) -> BoxedStrategy<Value> {
    let of = |texts: Vec<&'static str>| {
        prop::sample::select(texts)
            .prop_map(move |text| Value::read(field, text).expect("a value of the field"))
            .boxed()
    };
    match field {
        Field::Role => prop::sample::select(Role::ALL.to_vec()).prop_map(Value::Role).boxed(),
        Field::Section => {
            prop::sample::select(Section::ALL.to_vec()).prop_map(Value::Section).boxed()
        }
        Field::Quarter => {
            of(vec!["Q1", "2021-FY", "2021", "2020-Q1..2021-H1", "..2021", "2021-Q1.."])
        }
        Field::Date => of(vec!["2021", "2021-05-18", "2021-02", "..2020", "2020-02-29.."]),
        Field::Call => {
            let id = text()
                .prop_map(|text| CallId::new(&text))
                .prop_filter("an id", |id| !id.is_empty());
            id.prop_map(Value::Call).boxed()
        }
        _ => text()
            .prop_map(|text| text.trim().to_owned())
            .prop_filter("a value", |text| !text.is_empty())
            .prop_map(Value::Text)
            .boxed(),
    }
}

fn filter(polarity: Polarity) -> impl Strategy<Value = Filter> {
    prop::sample::select(Field::ALL.to_vec()).prop_flat_map(move |field| {
        let values = prop::collection::vec(value(field), 1..3);
        values.prop_map(move |values| {
            let values = values.into_iter().map(|value| FieldValue { value, span: 0..0 }).collect();
            Filter { field, values, polarity }
        })
    })
}

fn class() -> impl Strategy<Value = NodeKind> {
    let texts = [
        "[money]",
        "[percent]>30",
        "[money]>=1bn",
        "[money]=1..2m",
        "[number]<-0.5",
        "[number]<=7",
        "[date]=2021-05",
        "[date]>2021",
        "[date]<2021-03-01",
        "[percent]=50bps",
        "[money]=$1..",
    ];
    prop::sample::select(texts.to_vec())
        .prop_map(|text| parse(text).ok().and_then(|query| query.root).expect("a class").kind)
}

fn wildcard() -> impl Strategy<Value = NodeKind> {
    (literal(), prop::option::of(literal()), 0..4).prop_map(|(first, second, shape)| {
        let text = Wild::Text(first);
        let mut parts = match shape {
            0 => vec![Wild::One, text],
            1 => vec![Wild::Many, text],
            2 => vec![text, Wild::Many, Wild::One],
            _ => vec![text, Wild::One],
        };
        parts.extend(second.map(Wild::Text));
        if parts.iter().filter(|p| matches!(p, Wild::Text(_))).count() > 1
            && parts.windows(2).any(|w| matches!(w, [Wild::Text(_), Wild::Text(_)]))
        {
            parts.pop();
        }
        NodeKind::Wildcard(parts)
    })
}

/// What can stand inside quotes and outside.
fn pattern() -> impl Strategy<Value = NodeKind> {
    let words = prop::collection::vec("[a-z()\"\\\\&]{1,4}", 1..3);
    prop_oneof![
        literal().prop_map(NodeKind::Prefix),
        wildcard(),
        (text(), 1..3_u8).prop_map(|(text, edits)| NodeKind::Fuzzy(Fuzzy { text, edits })),
        "([a-z|().*+/\\[\\]]|\\\\[a-z.\\\\]){1,6}".prop_map(NodeKind::Regex),
        class(),
        words.prop_map(|words| NodeKind::Synonyms(words.join(" "))),
    ]
}

fn word(form: WordForm) -> impl Strategy<Value = NodeKind> {
    text().prop_map(move |text| NodeKind::Word(Word { text, form }))
}

fn phrase() -> impl Strategy<Value = NodeKind> {
    let simple = prop_oneof![3 => word(WordForm::Exact), 1 => pattern()].prop_map(node).boxed();
    let sequence = |slot: BoxedStrategy<Node>| {
        prop::collection::vec(slot, 2..4).prop_map(|slots| node(NodeKind::Phrase(slots))).boxed()
    };
    let simple_or_phrase = prop_oneof![simple.clone(), sequence(simple.clone())];
    let group = prop::collection::vec(simple_or_phrase, 2..4).prop_map(or);
    let any = Just(node(NodeKind::AnyWord));
    let slot = prop_oneof![4 => simple.clone(), 1 => group, 1 => any].boxed();
    (simple, sequence(slot)).prop_map(|(first, mut phrase)| {
        if let NodeKind::Phrase(slots) = &mut phrase.kind {
            slots.push(first);
        }
        phrase.kind
    })
}

fn or(nodes: Vec<Node>) -> Node {
    joined(nodes, NodeKind::Or, |kind| match kind {
        NodeKind::Or(nodes) => Ok(nodes),
        kind => Err(kind),
    })
}

fn and(nodes: Vec<Node>) -> Node {
    joined(nodes, NodeKind::And, |kind| match kind {
        NodeKind::And(nodes) => Ok(nodes),
        kind => Err(kind),
    })
}

fn joined(
    nodes: Vec<Node>,
    make: impl Fn(Vec<Node>) -> NodeKind,
    open: impl Fn(NodeKind) -> Result<Vec<Node>, NodeKind>,
) -> Node {
    let open = |n: Node| open(n.kind).unwrap_or_else(|kind| vec![node(kind)]);
    node(make(nodes.into_iter().flat_map(open).collect()))
}

fn order() -> impl Strategy<Value = Order> {
    prop_oneof![Just(Order::Any), Just(Order::Written)]
}

fn stretch() -> BoxedStrategy<Node> {
    let words = prop_oneof![Just(WordForm::Any), Just(WordForm::Exact)].prop_flat_map(word);
    let leaf = prop_oneof![4 => words, 2 => pattern(), 1 => phrase()].prop_map(node);
    leaf.prop_recursive(3, 12, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let near = (prop::collection::vec(inner.clone(), 2..4), 0..9_u32, order()).prop_map(
            |(operands, distance, order)| NodeKind::Near(Near { operands, distance, order }),
        );
        let not_near = (boxed.clone(), boxed.clone(), 0..9_u32, order()).prop_map(
            |(wanted, unwanted, distance, order)| {
                NodeKind::NotNear(NotNear { wanted, unwanted, distance, order })
            },
        );
        let side = prop_oneof![Just(Side::Begin), Just(Side::End)];
        let edge = (side, 0..3_u32, boxed)
            .prop_map(|(side, distance, operand)| NodeKind::Edge(Edge { side, distance, operand }));
        prop_oneof![
            prop_oneof![near, not_near, edge].prop_map(node),
            prop::collection::vec(inner, 2..4).prop_map(or),
        ]
    })
    .boxed()
}

fn tree() -> BoxedStrategy<Node> {
    let counted = (1..5_u32, stretch().prop_map(Box::new))
        .prop_map(|(count, operand)| node(NodeKind::AtLeast(AtLeast { count, operand })));
    let filters = filter(Polarity::Include).prop_map(|filter| node(NodeKind::Filter(filter)));
    let leaf = prop_oneof![4 => stretch(), 1 => counted, 1 => filters];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        let units = prop::sample::select(Unit::ALL.to_vec());
        let same = (units, several.clone())
            .prop_map(|(unit, operands)| node(NodeKind::Same(Same { unit, operands })));
        let not = inner.prop_map(|inner| node(NodeKind::Not(Box::new(inner))));
        prop_oneof![same, not, several.clone().prop_map(and), several.prop_map(or)]
    })
    .boxed()
}

/// Tells whether a node at the top level would be taken for a filter of the query.
fn is_filter(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Filter(_) => true,
        NodeKind::Not(inner) => matches!(inner.kind, NodeKind::Filter(_)),
        _ => false,
    }
}

fn root() -> impl Strategy<Value = Option<Node>> {
    let word = || node(NodeKind::Word(Word { text: "wanted".to_owned(), form: WordForm::Any }));
    let list = prop::collection::vec(tree(), 2..4).prop_map(|nodes| node(NodeKind::List(nodes)));
    let root = prop_oneof![tree(), list].prop_map(move |mut root| {
        if let NodeKind::And(nodes) | NodeKind::List(nodes) = &mut root.kind {
            nodes.retain(|node| !is_filter(node));
            nodes.push(word());
            nodes.push(word());
        }
        if is_filter(&root) || root.is_negative() { word() } else { root }
    });
    prop::option::weighted(0.9, root)
}

/// Queries as the parser gives them.
pub(super) fn query() -> impl Strategy<Value = Query> {
    let polarity = prop_oneof![3 => Just(Polarity::Include), 1 => Just(Polarity::Exclude)];
    let filters = prop::collection::vec(polarity.prop_flat_map(filter), 0..4);
    (root(), filters).prop_filter_map("something is asked", |(root, filters)| {
        let mut kept: Vec<Filter> = Vec::new();
        for filter in filters {
            let same = |f: &Filter| f.field == filter.field && f.polarity == filter.polarity;
            if filter.polarity == Polarity::Include || !kept.iter().any(same) {
                kept.push(filter);
            }
        }
        let asks = root.is_some() || !kept.is_empty();
        asks.then_some(Query { root, filters: kept, ..Query::default() })
    })
}
