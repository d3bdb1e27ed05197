//! Rows as a grid, for terminals; feature `table`.
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::memory()?;
//! # engine.create_all(&schema![User])?;
//! # let mut s = engine.session();
//! # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
//! let users = crocus::table::grid(&User::all(&mut s)?);
//! println!("{users}");
//! assert!(users.contains("│ Ada"));
//! # Ok(())
//! # }
//! ```

use comfy_table::{CellAlignment, ContentLineStyle, LineStyle, Table, TableStyle};

use crate::model::Model;
use crate::schema::ColumnDef;
use crate::value::{DecimalStorage, Fault, Format, Sink, Value};

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

/// The rows as a grid with the names of the columns above.
///
/// A cell shows what the field means: decimals have all digits of their scale, booleans are `true`
/// and `false`, bytes are counted, NULL is `NULL`. Numbers stand to the right. Texts are cut at 60
/// characters; control characters but the end of a line are escaped, so that no row can command the
/// terminal.
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
        columns
            .iter()
            .enumerate()
            .map(|(position, column)| cell(column, stored(row, position)))
            .collect()
    });
    let numeric: Vec<bool> = columns.iter().map(is_number).collect();
    draw(names, rows.collect(), &numeric)
}

/// Any texts as a grid: a header, and rows of as many cells; for the answers of queries that are no
/// models. Nothing is cut; control characters are escaped as in [`grid`].
///
/// ```
/// let rows = [("ada", 2), ("bob", 0)];
/// let grid = crocus::table::text_grid(
///     ["name", "posts"],
///     rows.map(|(name, posts)| [name.to_owned(), posts.to_string()]),
/// );
/// assert!(grid.contains("│ ada  │ 2     │"));
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
    let header = header.into_iter().map(|name| shown(&name.into())).collect();
    let rows = rows.into_iter().map(|row| {
        row.into_iter()
            .map(|cell| shown(&cell.to_string()))
            .collect()
    });
    draw(header, rows.collect(), &[])
}

fn stored<M: Model>(row: &M, column: usize) -> Result<Value, Fault> {
    let mut value = Value::Null;
    row.encode(column, Sink::new(&mut value))?;
    Ok(value)
}

fn is_number(column: &ColumnDef) -> bool {
    matches!(column.declared.strict, "INTEGER" | "REAL") && !is_boolean(column)
}

fn is_boolean(column: &ColumnDef) -> bool {
    column.declared.name == "BOOLEAN"
}

fn cell(column: &ColumnDef, value: Result<Value, Fault>) -> String {
    let text = match (value, column.format) {
        (Ok(Value::Null), _) => "NULL".to_owned(),
        (Ok(Value::Integer(integer)), Format::Decimal { scale, storage, .. }) => match storage {
            DecimalStorage::Numeric => {
                point(i128::from(integer).saturating_mul(power(scale)), scale)
            }
            DecimalStorage::Integer => point(i128::from(integer), scale),
        },
        // At most 15 digits were stored, so that this rounds away nothing but binary noise.
        (Ok(Value::Real(real)), Format::Decimal { scale, .. }) => {
            format!("{real:.*}", usize::from(scale))
        }
        (Ok(Value::Integer(bit @ (0 | 1))), _) if is_boolean(column) => (bit == 1).to_string(),
        (Ok(Value::Integer(integer)), _) => integer.to_string(),
        // The shortest that reads as the same number, with an exponent where it would be long.
        (Ok(Value::Real(real)), _) => format!("{real:?}"),
        (Ok(Value::Text(text)), _) => shown(&text),
        (Ok(Value::Blob(bytes)), _) if bytes.len() == 1 => "1 byte".to_owned(),
        (Ok(Value::Blob(bytes)), _) => format!("{} bytes", bytes.len()),
        (Ok(Value::Pending(_)), _) => "(pending)".to_owned(),
        // A value that could not be stored can still be looked at.
        (Err(fault), _) => shown(&format!("({fault})")),
    };
    match text.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn power(scale: u8) -> i128 {
    10_i128.saturating_pow(u32::from(scale))
}

/// So many units, each of ten to the minus `scale`.
fn point(units: i128, scale: u8) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let one = power(scale).unsigned_abs();
    let (whole, rest) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
    match usize::from(scale) {
        0 => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{rest:0digits$}"),
    }
}

/// The text without characters that command a terminal, or whose width only it knows.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push('\n'),
            control if control.is_control() => shown.extend(control.escape_default()),
            other => shown.push(other),
        }
    }
    shown
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

#[cfg(test)]
mod tests {
    use super::{shown, text_grid};

    /// The cells of one line of a grid.
    fn cells(line: &str) -> Vec<&str> {
        line.trim_matches('│').split('│').map(str::trim).collect()
    }

    #[test]
    fn control_characters_are_escaped_but_the_end_of_a_line() {
        assert_eq!(
            shown("a\u{1b}[31m\tb\r\nc\u{9b}ü"),
            "a\\u{1b}[31m\\tb\\r\nc\\u{9b}ü"
        );
        assert!(!text_grid(["\u{7}"], [["\u{1b}c"]]).contains(['\u{7}', '\u{1b}']));
    }

    #[test]
    fn a_row_of_another_length_is_drawn() {
        let grid = text_grid(["a", "b"], [vec!["1"], vec!["2", "3", "4"]]);
        let lines: Vec<&str> = grid.lines().collect();
        assert_eq!(cells(lines[3]), ["1", "", ""]);
        assert_eq!(cells(lines[5]), ["2", "3", "4"]);
    }

    #[test]
    fn no_rows_are_a_header() {
        let grid = text_grid(["id", "name"], [["", ""]; 0]);
        assert_eq!(
            grid,
            "╒════╤══════╕\n│ id │ name │\n╞════╪══════╡\n╘════╧══════╛"
        );
    }

    #[cfg(feature = "decimal")]
    mod decimals {
        use super::super::{grid, point};
        use super::cells;
        use crate::prelude::*;
        use rust_decimal::Decimal;

        #[derive(Debug, Clone, Model)]
        struct Account {
            #[column(primary_key)]
            id: i64,
            #[column(precision = 10, scale = 2)]
            balance: Decimal,
            #[column(precision = 18, scale = 2, storage = "integer")]
            exact: Decimal,
        }

        #[test]
        fn a_decimal_has_all_digits_of_its_scale_however_it_is_stored() {
            for (text, expected) in [
                ("0", "0.00"),
                ("1000", "1000.00"),
                ("0.3", "0.30"),
                ("-0.05", "-0.05"),
                ("99999999.99", "99999999.99"),
            ] {
                let amount: Decimal = text.parse().unwrap();
                let account = Account {
                    id: 7,
                    balance: amount,
                    exact: amount,
                };
                let grid = grid([&account]);
                let line = grid.lines().nth(3).unwrap();
                assert_eq!(cells(line), ["7", expected, expected]);
            }
        }

        #[test]
        fn a_decimal_that_does_not_fit_says_so() {
            let amount = Decimal::new(1, 3);
            let account = Account {
                id: 7,
                balance: amount,
                exact: amount,
            };
            assert!(grid([&account]).contains("(0.001 has more than 2 digits"));
        }

        #[test]
        fn the_point_stands_before_the_scale() {
            assert_eq!(point(5, 0), "5");
            assert_eq!(point(-5, 3), "-0.005");
            assert_eq!(point(i128::from(i64::MIN), 18), "-9.223372036854775808");
        }
    }

    mod models {
        use super::super::grid;
        use super::cells;
        use crate::prelude::*;

        #[derive(Debug, Clone, Model)]
        struct Thing {
            #[column(primary_key)]
            id: i64,
            text: String,
            flag: bool,
            real: Option<f64>,
            bytes: Vec<u8>,
        }

        fn thing(text: &str, real: Option<f64>) -> Thing {
            Thing {
                id: 1,
                text: text.to_owned(),
                flag: true,
                real,
                bytes: vec![0, 1],
            }
        }

        fn row(thing: &Thing) -> String {
            grid([thing]).lines().nth(3).unwrap().to_owned()
        }

        #[test]
        fn a_cell_shows_what_the_field_means() {
            let plain = row(&thing("x", Some(1e300)));
            assert_eq!(cells(&plain), ["1", "x", "true", "1e300", "2 bytes"]);
            assert_eq!(cells(&row(&thing("x", None)))[3], "NULL");
        }

        #[test]
        fn a_long_text_is_cut_at_60_characters() {
            let cut = row(&thing(&"ü".repeat(61), None));
            assert_eq!(cells(&cut)[1], format!("{}…", "ü".repeat(60)));
            let whole = row(&thing(&"ü".repeat(60), None));
            assert_eq!(cells(&whole)[1], "ü".repeat(60));
        }

        #[test]
        fn lines_and_wide_characters_keep_the_grid_straight() {
            let grid = grid([&thing("日本\nx", None)]);
            let lines: Vec<&str> = grid.lines().collect();
            assert_eq!(cells(lines[3])[1], "日本");
            assert_eq!(cells(lines[4])[1], "x");
        }
    }
}
