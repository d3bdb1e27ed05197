//! The statements that write rows of one model, by their shape; built once, then reused.

use std::cell::{Ref, RefCell};

use super::column_set::ColumnSet;
use super::table::TableDef;
use crate::error::Result;
use crate::sql::{
    BinaryOp, Compiled, Delete, Dialect, Few, Insert, Item, Kept, Node, Select, Text, Update,
    compile_delete, compile_insert, compile_select, compile_update,
};
use crate::value::Constant;

/// What a statement does and with which columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// INSERT of these columns.
    Insert(ColumnSet),
    /// INSERT of so many rows with these columns.
    InsertMany(ColumnSet, usize),
    /// UPDATE of the row with a key: SET these columns; guarded by the old values of those.
    Update { set: ColumnSet, guard: ColumnSet },
    /// DELETE of the row with a key; guarded by the old values of those columns.
    Delete(ColumnSet),
    /// SELECT of all columns of the row with a key.
    Get,
    /// SELECT of all columns of all rows.
    All,
}

/// As many texts as are kept; a program has a shape for each set of columns that it updates.
const MOST: usize = 1024;

/// SQL text by table and shape.
#[derive(Debug)]
pub(crate) struct Statements {
    texts: Kept<(usize, Shape), Box<str>>,
    /// By the number of the model.
    usual: RefCell<Vec<Usual>>,
}

/// The statements of a model that nearly every program runs one by one: looking them up in a hash map
/// would take as long as all else that is done to run them.
#[derive(Debug, Default)]
struct Usual {
    get: Option<Box<str>>,
    all: Option<Box<str>>,
    /// The last one, with its shape.
    insert: Option<(Shape, Box<str>)>,
    insert_many: Option<(Shape, Box<str>)>,
    update: Option<(Shape, Box<str>)>,
    delete: Option<(Shape, Box<str>)>,
}

impl Usual {
    #[inline]
    fn text(&self, shape: Shape) -> Option<&str> {
        match shape {
            Shape::Get => self.get.as_deref(),
            Shape::All => self.all.as_deref(),
            Shape::Insert(_) => last(self.insert.as_ref(), shape),
            Shape::InsertMany(..) => last(self.insert_many.as_ref(), shape),
            Shape::Update { .. } => last(self.update.as_ref(), shape),
            Shape::Delete(_) => last(self.delete.as_ref(), shape),
        }
    }

    fn keep(&mut self, shape: Shape, text: &str) {
        match shape {
            Shape::Get => self.get = Some(text.into()),
            Shape::All => self.all = Some(text.into()),
            Shape::Insert(_) => self.insert = Some((shape, text.into())),
            Shape::InsertMany(..) => self.insert_many = Some((shape, text.into())),
            Shape::Update { .. } => self.update = Some((shape, text.into())),
            Shape::Delete(_) => self.delete = Some((shape, text.into())),
        }
    }
}

#[inline]
fn last(known: Option<&(Shape, Box<str>)>, shape: Shape) -> Option<&str> {
    match known {
        Some((known, text)) if *known == shape => Some(text),
        _ => None,
    }
}

impl Default for Statements {
    fn default() -> Self {
        Statements {
            texts: Kept::at_most(MOST),
            usual: RefCell::default(),
        }
    }
}

impl Statements {
    /// The text for `shape`; `model` is the number of the table's model. Its parameters stand in this
    /// order: the columns written, the parts of the key, the columns of the guard; each ascending.
    #[inline]
    pub(crate) fn text(
        &self,
        model: u32,
        table: &'static TableDef,
        shape: Shape,
    ) -> Result<Text<'_>> {
        match self.usual(model, shape) {
            Some(text) => Ok(Text::Kept(text)),
            None => self.unusual(model, table, shape),
        }
    }

    /// The same, where it was asked for before.
    #[inline]
    pub(crate) fn usual(&self, model: u32, shape: Shape) -> Option<Ref<'_, str>> {
        let usual = self.usual.try_borrow().ok()?;
        Ref::filter_map(usual, |usual| usual.get(model as usize)?.text(shape)).ok()
    }

    #[cold]
    fn unusual(&self, model: u32, table: &'static TableDef, shape: Shape) -> Result<Text<'_>> {
        let known = self.texts.find(&place(table, shape), |text| Some(text));
        let text = match known {
            Some(text) => text,
            None => Text::Own(self.build(table, shape)?),
        };
        if let Ok(mut usual) = self.usual.try_borrow_mut() {
            let model = model as usize;
            if usual.len() <= model {
                usual.resize_with(model + 1, Usual::default);
            }
            usual[model].keep(shape, &text);
        }
        Ok(text)
    }

    #[cold]
    fn build(&self, table: &'static TableDef, shape: Shape) -> Result<String> {
        let text = build(table, shape)?;
        self.texts.keep(place(table, shape), text.as_str().into());
        Ok(text)
    }
}

#[inline]
fn place(table: &'static TableDef, shape: Shape) -> (usize, Shape) {
    (std::ptr::from_ref(table).addr(), shape)
}

fn build(table: &'static TableDef, shape: Shape) -> Result<String> {
    let text = |compiled: Result<Compiled<'_>>| compiled.map(|compiled| compiled.sql);
    match shape {
        Shape::Insert(columns) => {
            let returning = items(table, table.layout.read_back_on_insert);
            text(compile_insert(
                &insert(table, columns, 1, returning),
                Dialect::Sqlite,
            ))
        }
        Shape::InsertMany(columns, rows) => text(compile_insert(
            &insert(table, columns, rows, Vec::new()),
            Dialect::Sqlite,
        )),
        Shape::Update { set, guard } => text(compile_update(
            &Update {
                table: table.source,
                set: set
                    .iter()
                    .map(|column| (table.columns[column].name, parameter()))
                    .collect(),
                filter: row_filter(table, guard),
                returning: Some(items(table, table.layout.read_back_on_update)),
            },
            Dialect::Sqlite,
        )),
        Shape::Delete(guard) => text(compile_delete(
            &Delete {
                table: table.source,
                filter: &row_filter(table, guard),
                returning: &[],
            },
            Dialect::Sqlite,
        )),
        Shape::Get | Shape::All => {
            let mut select = Select::new(table.source);
            select.items = items(table, all_columns(table));
            if shape == Shape::Get {
                select.filter = row_filter(table, ColumnSet::EMPTY);
            }
            text(compile_select(&select, Dialect::Sqlite))
        }
    }
}

fn insert(
    table: &'static TableDef,
    columns: ColumnSet,
    rows: usize,
    returning: Vec<Item>,
) -> Insert {
    Insert {
        table: table.source,
        columns: columns
            .iter()
            .map(|column| table.columns[column].name)
            .collect(),
        rows,
        conflict: None,
        returning,
    }
}

fn all_columns(table: &TableDef) -> ColumnSet {
    (0..table.columns.len()).fold(ColumnSet::EMPTY, ColumnSet::with)
}

fn items(table: &'static TableDef, columns: ColumnSet) -> Vec<Item> {
    columns
        .iter()
        .map(|column| Item {
            node: column_node(table, column),
            label: None,
        })
        .collect()
}

fn row_filter(table: &'static TableDef, guard: ColumnSet) -> Few<Node> {
    let key = table.primary_key.iter().map(|column| {
        let node = column_node(table, *column);
        Node::binary(BinaryOp::Eq, node, parameter())
    });
    let old = guard.iter().map(|column| compare_exactly(table, column));
    key.chain(old).collect()
}

/// Under a collation other values are equal too: what others wrote must not pass for what was read.
fn compare_exactly(table: &'static TableDef, column: usize) -> Node {
    let node = column_node(table, column);
    let node = match table.columns[column].collate {
        Some(_) => Node::Collate(Box::new(node), "BINARY".into()),
        None => node,
    };
    Node::binary(BinaryOp::Is, node, parameter())
}

fn column_node(table: &'static TableDef, column: usize) -> Node {
    Node::Column {
        source: table.source,
        name: table.columns[column].name,
    }
}

fn parameter() -> Node {
    Node::Value(Constant::NULL)
}
