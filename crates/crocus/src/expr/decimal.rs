//! Decimals in expressions: how a value or another expression meets a scaled integer.
//!
//! A decimal that is stored as an integer, and a sum of decimals, is a number scaled by ten to its
//! scale. Comparisons keep that form, so that they are exact and use indexes; arithmetic and
//! functions see the unscaled number.

use crate::sql::{BinaryOp, Node};
use crate::value::{ColumnType, Constant, DecimalStorage, Fault, Format, Scalar, Value};

/// As many decimal digits as every floating point number of 8 bytes keeps.
const PRECISION: u8 = 15;

/// The scale of a scaled integer.
#[inline]
pub(super) fn scaled(format: Format) -> Option<u8> {
    match format {
        Format::Decimal {
            scale,
            storage: DecimalStorage::Integer,
            ..
        } => Some(scale),
        _ => None,
    }
}

/// The format in which a comparison's other side is encoded: longer text is not refused, it is
/// unequal.
#[inline]
pub(super) fn for_comparison(format: Format) -> Format {
    match format {
        Format::Text { .. } => Format::Plain,
        other => other,
    }
}

/// A bound value, encoded for comparison with something of this format.
pub fn bound<T: ColumnType>(value: &T, format: Format) -> Node {
    let format = for_comparison(format);
    bound_as(Value::of(value, format), value, format)
}

/// The same of a value that is not needed any more.
#[expect(
    clippy::inline_always,
    reason = "a node stands still while it is new; see `Node`"
)]
#[inline(always)]
pub(super) fn bound_whole<T: Scalar>(value: T, format: Format) -> Node {
    // Only these are encoded by their format.
    match format {
        Format::Decimal { .. } => bound(&value, format),
        _ => match value.into_value(for_comparison(format)) {
            Ok(value) => Node::value(value),
            Err(fault) => invalid(&fault),
        },
    }
}

fn bound_as<T: ColumnType>(encoded: Result<Value, Fault>, value: &T, format: Format) -> Node {
    match encoded {
        Ok(value) => Node::value(value),
        // `balance > 1.239` is good SQL though no balance with two digits is 1.239.
        Err(fault) => match (format, Value::of(value, Format::Plain)) {
            (Format::Decimal { .. }, Ok(value)) => {
                convert(Node::value(value), Format::Plain, format)
            }
            _ => invalid(&fault),
        },
    }
}

/// A node that fails when the statement is compiled.
#[cold]
pub(crate) fn invalid(fault: &Fault) -> Node {
    Node::Invalid {
        kind: fault.kind(),
        message: fault.to_string().into(),
    }
}

/// A number stored in one format, as it compares with one stored in another.
#[inline]
pub(crate) fn convert(node: Node, from: Format, to: Format) -> Node {
    if scaled(from) == scaled(to) {
        return node;
    }
    let number = descale(node, from);
    match scaled(to) {
        Some(scale) => factor(BinaryOp::Mul, number, scale),
        None => number,
    }
}

/// The number itself, of a scaled integer; others as they are.
pub(crate) fn descale(node: Node, format: Format) -> Node {
    match scaled(format) {
        Some(scale) => factor(BinaryOp::Div, node, scale),
        None => node,
    }
}

fn factor(operator: BinaryOp, node: Node, scale: u8) -> Node {
    let factor = Node::value(Value::Real(10_f64.powi(i32::from(scale))));
    Node::binary(operator, node, factor)
}

/// An expression as a column of this format stores it: a decimal is rounded to the digits of the
/// column, as the noise of binary arithmetic is no digit.
pub(crate) fn assigned(node: Node, from: Format, to: Format) -> Node {
    let Format::Decimal { scale, storage, .. } = to else {
        return convert(node, from, to);
    };
    match (storage, from) {
        _ if scaled(to).is_some() && scaled(from) == scaled(to) => node,
        (DecimalStorage::Integer, _) => whole(convert(node, from, to)),
        (
            DecimalStorage::Numeric,
            Format::Decimal {
                scale: own,
                storage: DecimalStorage::Numeric,
                ..
            },
        ) if own <= scale => node,
        (DecimalStorage::Numeric, _) => {
            let digits = Node::value(i64::from(scale));
            call("round", vec![convert(node, from, to), digits])
        }
    }
}

/// How many digits the values of an expression have behind the point, where its type or its format
/// tells.
pub(super) fn digits<X: ColumnType>(format: Format) -> Option<u8> {
    match format {
        Format::Decimal { scale, .. } => Some(scale),
        _ if <X::Base as Scalar>::DECLARED.strict == "INTEGER" => Some(0),
        _ => None,
    }
}

/// How many digits a bound number has behind the point.
fn digits_of(node: &Node) -> Option<u8> {
    match node {
        Node::Value(Constant::Value(Value::Integer(_))) => Some(0),
        Node::Value(Constant::Value(Value::Real(real))) => {
            let text = real.to_string();
            let behind = text.split_once('.').map_or(0, |(_, behind)| behind.len());
            u8::try_from(behind).ok()
        }
        _ => None,
    }
}

/// `left operator right` where the left side is a decimal of so many digits.
///
/// A sum, a difference and a product have no more digits than the two sides tell, so the noise of
/// binary arithmetic is rounded away, and the result compares exactly.
pub(super) fn calculated(
    operator: BinaryOp,
    (left, right): (Node, Node),
    own: u8,
    other: Option<u8>,
) -> (Node, Format) {
    let other = other.or_else(|| digits_of(&right));
    let most = other.map(|other| own.max(other));
    let scale = match operator {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Rem => most,
        BinaryOp::Mul => other.map(|other| own.saturating_add(other)),
        _ => None,
    };
    let storage = match operator {
        BinaryOp::Rem => DecimalStorage::Integer,
        _ => DecimalStorage::Numeric,
    };
    let binary = |left, right| Node::binary(operator, left, right);
    let node = match (operator, scale) {
        // A column that holds 10.00 as the integer 10 would divide as integers do.
        (BinaryOp::Div, _) => binary(Node::Cast(Box::new(left), "REAL"), right),
        // SQLite's remainder is that of integers.
        (BinaryOp::Rem, Some(scale)) if scale <= PRECISION => {
            let units = |node| whole(factor(BinaryOp::Mul, node, scale));
            binary(units(left), units(right))
        }
        (_, Some(scale)) if scale <= PRECISION => {
            let digits = Node::value(i64::from(scale));
            call("round", vec![binary(left, right), digits])
        }
        _ => binary(left, right),
    };
    let format = match scale {
        Some(scale) if scale <= PRECISION => Format::Decimal {
            precision: PRECISION,
            scale,
            storage,
        },
        _ => Format::Plain,
    };
    (node, format)
}

/// The nearest whole number, as an integer.
fn whole(node: Node) -> Node {
    Node::Cast(Box::new(call("round", vec![node])), "INTEGER")
}

fn call(name: &'static str, args: Vec<Node>) -> Node {
    Node::Call {
        name: name.into(),
        distinct: false,
        args,
    }
}

/// The argument of an exact SUM, and the format of the sum.
pub(super) fn exact_sum(node: Node, format: Format) -> (Node, Format) {
    let Format::Decimal { scale, storage, .. } = format else {
        return (node, Format::Plain);
    };
    let sum = Format::Decimal {
        precision: 18,
        scale,
        storage: DecimalStorage::Integer,
    };
    match storage {
        DecimalStorage::Integer => (node, sum),
        // The product is off by less than a half: rounding it gives the exact number of units.
        DecimalStorage::Numeric => (whole(factor(BinaryOp::Mul, node, scale)), sum),
    }
}
