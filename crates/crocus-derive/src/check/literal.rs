//! Defaults that SQL can say as well as Rust.

use syn::{Expr, Lit, UnOp};

use crate::ir::Literal;

/// The literal that an expression is, where SQL has the same.
pub(super) fn literal(expression: &Expr) -> Option<Literal> {
    match expression {
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            match (literal(&unary.expr)?, &*unary.expr) {
                (Literal::Integer(integer), _) => Some(Literal::Integer(-integer)),
                (Literal::Real(real), _) => Some(Literal::Real(-real)),
                _ => None,
            }
        }
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.base10_parse().ok().map(Literal::Integer),
            Lit::Float(float) => float.base10_parse().ok().map(Literal::Real),
            Lit::Bool(boolean) => Some(Literal::Integer(i64::from(boolean.value))),
            Lit::Str(text) => Some(Literal::Text(text.value())),
            _ => None,
        },
        _ => None,
    }
}
