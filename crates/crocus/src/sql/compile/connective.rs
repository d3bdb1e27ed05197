//! AND and OR over any number of terms.

use super::level::Level;
use super::writer::Writer;
use crate::error::Result;
use crate::sql::node::Node;

/// So many terms stand side by side; more are split into halves in parentheses.
///
/// SQLite parses `a AND b AND c` as a chain as deep as it is long and refuses more than 1000
/// levels. Halves make a tree whose depth grows with the logarithm.
const FLAT: usize = 50;

/// What joins the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connective {
    And,
    Or,
}

impl Connective {
    fn text(self) -> &'static str {
        match self {
            Connective::And => " AND ",
            Connective::Or => " OR ",
        }
    }

    fn level(self) -> Level {
        match self {
            Connective::And => Level::And,
            Connective::Or => Level::Or,
        }
    }

    /// What each term must reach.
    fn operand(self) -> Level {
        match self {
            Connective::And => Level::Not,
            Connective::Or => Level::And,
        }
    }

    /// The terms of `node`, where they may as well stand among the terms around it.
    fn inside(self, node: &Node) -> Option<&[Node]> {
        match (self, node) {
            (Connective::And, Node::All(terms)) | (Connective::Or, Node::Any(terms)) => Some(terms),
            (_, Node::All(terms) | Node::Any(terms)) if terms.len() == 1 => Some(terms),
            _ => None,
        }
    }

    /// All terms, those of nested nodes of the same kind included.
    ///
    /// Without recursion: `a & b & c & ..` may be nested as deep as it is long.
    fn flatten(self, terms: &[Node]) -> Vec<&Node> {
        let mut flat = Vec::with_capacity(terms.len());
        let mut open = vec![terms.iter()];
        while let Some(innermost) = open.last_mut() {
            match innermost.next() {
                None => {
                    open.pop();
                }
                Some(node) => match self.inside(node) {
                    Some(nested) => open.push(nested.iter()),
                    None => flat.push(node),
                },
            }
        }
        flat
    }
}

impl<'t> Writer<'t> {
    /// Writes `terms` where at least `floor` is demanded; none are true for AND, false for OR.
    pub(super) fn connective(
        &mut self,
        connective: Connective,
        terms: &'t [Node],
        floor: Level,
    ) -> Result<()> {
        if terms.len() <= FLAT && terms.iter().all(|term| connective.inside(term).is_none()) {
            match terms {
                [] => self.constant(connective == Connective::And),
                [term] => return self.node(term, floor),
                _ => {
                    let parentheses = self.open(connective.level(), floor);
                    self.joined(connective, terms.iter())?;
                    self.close(parentheses);
                }
            }
            return Ok(());
        }
        match connective.flatten(terms).as_slice() {
            [] => self.constant(connective == Connective::And),
            [term] => return self.node(term, floor),
            flat => {
                let parentheses = self.open(connective.level(), floor);
                self.balanced(connective, flat)?;
                self.close(parentheses);
            }
        }
        Ok(())
    }

    fn balanced(&mut self, connective: Connective, terms: &[&'t Node]) -> Result<()> {
        if terms.len() <= FLAT {
            return self.joined(connective, terms.iter().copied());
        }
        let (left, right) = terms.split_at(terms.len() / 2);
        self.sql.push('(');
        self.balanced(connective, left)?;
        self.sql.push(')');
        self.text(connective.text());
        self.sql.push('(');
        self.balanced(connective, right)?;
        self.sql.push(')');
        Ok(())
    }

    fn joined(
        &mut self,
        connective: Connective,
        terms: impl Iterator<Item = &'t Node>,
    ) -> Result<()> {
        for (position, term) in terms.enumerate() {
            if position > 0 {
                self.text(connective.text());
            }
            self.node(term, connective.operand())?;
        }
        Ok(())
    }
}
