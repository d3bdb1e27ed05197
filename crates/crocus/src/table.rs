//! Rows as a grid, for terminals; feature `table`.

use comfy_table::{CellAlignment, ContentLineStyle, LineStyle, Table, TableStyle};

use crate::model::Model;
use crate::value::{Fault, Sink, Value};

/// How wide a cell is drawn at most, in characters.
const WIDEST: usize = 60;

/// Double lines around and below the header, single ones between rows.
const STYLE: TableStyle = TableStyle::new()
    .top_border(LineStyle::new('╒', '═', '╤', '╕'))
    .header_lines(ContentLineStyle::new('│', '│', '│'))
    .header_separator(LineStyle::new('╞', '═', '╪', '╡'))
    .content_lines(ContentLineStyle::new('│', '│', '│'))
    .row_separator(LineStyle::new('├', '─', '┼', '┤'))
    .bottom_border(LineStyle::new('╘', '═', '╧', '╛'));

/// The rows as a grid with the names of the columns above; numbers stand to the right, NULL is
/// `NULL`, long texts are cut at 60 characters.
///
/// ```
/// use crocus::prelude::*;
///
/// #[derive(Debug, Clone, Model)]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
///     name: String,
/// }
///
/// let users = [User { id: 1, name: "ada".to_owned() }];
/// assert_eq!(
///     crocus::table::grid(&users),
///     "\
/// ╒════╤══════╕
/// │ id │ name │
/// ╞════╪══════╡
/// │  1 │ ada  │
/// ╘════╧══════╛"
/// );
/// ```
pub fn grid<'a, M: Model>(rows: impl IntoIterator<Item = &'a M>) -> String {
    let columns = M::table().columns;
    let names = columns
        .iter()
        .map(|column| column.name.to_owned())
        .collect();
    let rows = rows.into_iter().map(|row| {
        (0..columns.len())
            .map(|column| cell(stored(row, column)))
            .collect()
    });
    let numeric: Vec<bool> = columns
        .iter()
        .map(|column| column.declared.strict != "TEXT")
        .collect();
    draw(names, rows.collect(), &numeric)
}

/// Any texts as a grid: a header, and rows of as many cells.
///
/// ```
/// let grid = crocus::table::text_grid(["name"], [["ada"]]);
/// assert!(grid.contains("│ ada  │"));
/// ```
pub fn text_grid<H, R, C>(
    header: impl IntoIterator<Item = H>,
    rows: impl IntoIterator<Item = R>,
) -> String
where
    H: Into<String>,
    R: IntoIterator<Item = C>,
    C: ToString,
{
    let header = header.into_iter().map(Into::into).collect();
    let rows = rows
        .into_iter()
        .map(|row| row.into_iter().map(|cell| cell.to_string()).collect());
    draw(header, rows.collect(), &[])
}

fn stored<M: Model>(row: &M, column: usize) -> Result<Value, Fault> {
    let mut value = Value::Null;
    row.encode(column, Sink::new(&mut value))?;
    Ok(value)
}

fn cell(value: Result<Value, Fault>) -> String {
    let text = match value {
        Ok(Value::Null) => "NULL".to_owned(),
        Ok(Value::Integer(integer)) => integer.to_string(),
        Ok(Value::Real(real)) => real.to_string(),
        Ok(Value::Text(text)) => text,
        Ok(Value::Blob(bytes)) => format!("{} bytes", bytes.len()),
        Ok(Value::Pending(_)) => "(pending)".to_owned(),
        // A value that could not be stored can still be looked at.
        Err(fault) => format!("({fault})"),
    };
    match text.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn draw(header: Vec<String>, rows: Vec<Vec<String>>, right: &[bool]) -> String {
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_header(header);
    table.add_rows(rows);
    for (column, right) in table.column_iter_mut().zip(right) {
        if *right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}
