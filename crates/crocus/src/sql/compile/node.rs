//! Expressions.

use std::borrow::Cow;

use super::connective::Connective;
use super::level::Level;
use super::writer::Writer;
use crate::error::{Error, Result};
use crate::sql::ident::is_plain;
use crate::sql::node::{BinaryOp, Node, PatternKind, RawPart, UnaryOp};
use crate::sql::select::Select;
use crate::sql::table_ref::TableRef;

impl<'t> Writer<'t> {
    /// Writes `node`, in parentheses if it binds less tightly than `floor`.
    pub(super) fn node(&mut self, node: &'t Node, floor: Level) -> Result<()> {
        // Most nodes are these two, and neither nests.
        match node {
            Node::Column { source, name } => {
                return self.scope.column(source, name, &mut self.sql);
            }
            Node::Value(value) => {
                self.bind(Cow::Borrowed(value));
                return Ok(());
            }
            Node::Columns { source, name } => return self.columns(source, *name),
            _ => {}
        }
        self.enter()?;
        match node {
            Node::All(terms) => self.connective(Connective::And, terms, floor)?,
            Node::Any(terms) => self.connective(Connective::Or, terms, floor)?,
            _ => {
                let parentheses = self.open(Level::of(node), floor);
                self.operation(node)?;
                self.close(parentheses);
            }
        }
        self.leave();
        Ok(())
    }

    /// Begins parentheses if `level` does not reach `floor`.
    #[inline]
    pub(super) fn open(&mut self, level: Level, floor: Level) -> bool {
        let parentheses = level < floor;
        if parentheses {
            self.sql.push('(');
        }
        parentheses
    }

    #[inline]
    pub(super) fn close(&mut self, parentheses: bool) {
        if parentheses {
            self.sql.push(')');
        }
    }

    fn operation(&mut self, node: &'t Node) -> Result<()> {
        match node {
            Node::Binary(op, operands) => self.binary(*op, &operands.0, &operands.1),
            Node::ColumnValue {
                operator,
                source,
                name,
                value,
            } => {
                self.column_before(*operator, source, name)?;
                self.bind(Cow::Borrowed(value));
                Ok(())
            }
            Node::TwoColumns(operator, left, right) => {
                self.column_before(*operator, left.0, left.1)?;
                self.scope.column(right.0, right.1, &mut self.sql)
            }
            Node::Unary(op, operand) => self.unary(*op, operand),
            Node::Between(operands) => self.between(&operands.0, &operands.1, &operands.2),
            Node::In {
                value,
                list,
                negated,
            } => self.in_list(value, list, *negated),
            Node::InSelect {
                value,
                select,
                negated,
            } => self.in_select(value, select, *negated),
            Node::Pattern {
                kind,
                value,
                pattern,
                escape,
                negated,
            } => {
                self.node(value, Level::Add)?;
                self.text(if *negated { " NOT" } else { "" });
                self.pattern(*kind, pattern, *escape)
            }
            Node::Exists(select) => self.exists(select),
            Node::Scalar(select) => self.subquery(select),
            Node::Call {
                name,
                distinct,
                args,
            } => self.call(name, *distinct, args),
            Node::CountAll | Node::Raw(_) => {
                self.verbatim(node);
                Ok(())
            }
            Node::Cast(operand, class) => self.cast(operand, class),
            Node::Case { arms, otherwise } => self.case(arms, otherwise.as_deref()),
            Node::Collate(operand, name) => self.collate(operand, name),
            Node::Invalid { kind, message } => Err(Error::new(*kind, &**message)),
            Node::All(_)
            | Node::Any(_)
            | Node::Column { .. }
            | Node::Columns { .. }
            | Node::Value(_) => self.node(node, Level::Free),
        }
    }

    /// A column and the operator behind it.
    fn column_before(
        &mut self,
        operator: BinaryOp,
        source: &'static TableRef,
        name: &'static str,
    ) -> Result<()> {
        self.scope.column(source, name, &mut self.sql)?;
        self.operator(operator);
        Ok(())
    }

    fn verbatim(&mut self, node: &'t Node) {
        match node {
            Node::Raw(parts) => self.raw(parts),
            _ => self.text("count(*)"),
        }
    }

    /// All columns of a table, separated by commas.
    pub(super) fn columns(
        &mut self,
        source: &'static TableRef,
        name: fn(usize) -> Option<&'static str>,
    ) -> Result<()> {
        for (position, name) in (0..).map_while(name).enumerate() {
            self.comma(position);
            self.scope.column(source, name, &mut self.sql)?;
        }
        Ok(())
    }

    fn between(&mut self, value: &'t Node, low: &'t Node, high: &'t Node) -> Result<()> {
        self.node(value, Level::Add)?;
        self.text(" BETWEEN ");
        self.node(low, Level::Add)?;
        self.text(" AND ");
        self.node(high, Level::Add)
    }

    fn pattern(
        &mut self,
        kind: PatternKind,
        pattern: &'t Node,
        escape: Option<char>,
    ) -> Result<()> {
        self.text(match kind {
            PatternKind::Like => " LIKE ",
            PatternKind::Glob => " GLOB ",
        });
        self.node(pattern, Level::Add)?;
        if let Some(escape) = escape {
            self.text(" ESCAPE '");
            self.sql.push(escape);
            self.text(if escape == '\'' { "''" } else { "'" });
        }
        Ok(())
    }

    fn cast(&mut self, operand: &'t Node, class: &str) -> Result<()> {
        self.text("CAST(");
        self.node(operand, Level::Free)?;
        self.text(" AS ");
        self.text(class);
        self.text(")");
        Ok(())
    }

    fn binary(&mut self, op: BinaryOp, left: &'t Node, right: &'t Node) -> Result<()> {
        let (left_floor, right_floor) = Level::of_binary(op).operands();
        self.node(left, left_floor)?;
        self.operator(op);
        self.node(right, right_floor)
    }

    fn in_select(&mut self, value: &'t Node, select: &'t Select, negated: bool) -> Result<()> {
        self.node(value, Level::Add)?;
        self.text(if negated { " NOT IN " } else { " IN " });
        self.subquery(select)
    }

    fn collate(&mut self, operand: &'t Node, name: &str) -> Result<()> {
        self.node(operand, Level::Collate)?;
        self.text(" COLLATE ");
        self.ident(name);
        Ok(())
    }

    fn operator(&mut self, op: BinaryOp) {
        self.text(match op {
            BinaryOp::Eq => " = ",
            BinaryOp::Ne => " <> ",
            BinaryOp::Gt => " > ",
            BinaryOp::Ge => " >= ",
            BinaryOp::Lt => " < ",
            BinaryOp::Le => " <= ",
            BinaryOp::Is => " IS ",
            BinaryOp::IsNot => " IS NOT ",
            BinaryOp::Add => " + ",
            BinaryOp::Sub => " - ",
            BinaryOp::Mul => " * ",
            BinaryOp::Div => " / ",
            BinaryOp::Rem => " % ",
            BinaryOp::Concat => " || ",
        });
    }

    fn unary(&mut self, op: UnaryOp, operand: &'t Node) -> Result<()> {
        match op {
            UnaryOp::Not => {
                self.text("NOT ");
                self.node(operand, Level::Add)
            }
            UnaryOp::Negate => {
                self.text("-");
                // A second minus must not follow the first: `--` begins a comment.
                self.node(operand, Level::Atom)
            }
            UnaryOp::IsNull => {
                self.node(operand, Level::Add)?;
                self.text(" IS NULL");
                Ok(())
            }
            UnaryOp::IsNotNull => {
                self.node(operand, Level::Add)?;
                self.text(" IS NOT NULL");
                Ok(())
            }
        }
    }

    fn call(&mut self, name: &str, distinct: bool, args: &'t [Node]) -> Result<()> {
        if is_plain(name) {
            self.text(name);
        } else {
            self.ident(name);
        }
        self.text(if distinct { "(DISTINCT " } else { "(" });
        self.nodes(args)?;
        self.text(")");
        Ok(())
    }

    fn case(&mut self, arms: &'t [(Node, Node)], otherwise: Option<&'t Node>) -> Result<()> {
        if arms.is_empty() {
            if let Some(node) = otherwise {
                return self.node(node, Level::Atom);
            }
            self.text("NULL");
            return Ok(());
        }
        self.text("CASE");
        for (condition, result) in arms {
            self.text(" WHEN ");
            self.node(condition, Level::Free)?;
            self.text(" THEN ");
            self.node(result, Level::Free)?;
        }
        if let Some(node) = otherwise {
            self.text(" ELSE ");
            self.node(node, Level::Free)?;
        }
        self.text(" END");
        Ok(())
    }

    fn raw(&mut self, parts: &'t [RawPart]) {
        for part in parts {
            match part {
                RawPart::Sql(text) => self.text(text),
                RawPart::Value(value) => self.bind(Cow::Borrowed(value)),
            }
        }
    }

    fn subquery(&mut self, select: &'t Select) -> Result<()> {
        self.text("(");
        self.select(select)?;
        self.text(")");
        Ok(())
    }
}
