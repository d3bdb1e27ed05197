//! What `#[derive(Model)]` says about a table, and how its builder starts.

use crocus::schema::{Action, DefaultValue, Written};
use crocus::{Codec, ColumnSet, Fault, ForeignKey, Format, Model};

#[derive(Debug, Clone, PartialEq)]
struct Point(i32, i32);

struct AsText;

impl Codec<Point> for AsText {
    type Stored = String;

    fn encode(point: &Point) -> Result<String, Fault> {
        Ok(format!("{},{}", point.0, point.1))
    }

    fn decode(stored: String) -> Result<Point, Fault> {
        let (x, y) = stored
            .split_once(',')
            .ok_or_else(|| Fault::decode("no comma"))?;
        Ok(Point(
            x.parse().map_err(Fault::decode)?,
            y.parse().map_err(Fault::decode)?,
        ))
    }
}

#[derive(Debug, Clone, Model)]
#[model(index(label, place), strict)]
struct Category {
    #[column(primary_key, autoincrement)]
    id: i64,
    #[column(length = 20, collate = "NOCASE", check = "label <> ''")]
    label: String,
    #[column(with = AsText)]
    place: Point,
    #[column(default = -5)]
    low: i64,
    #[column(default = 0.5)]
    half: f64,
    #[column(default = false)]
    hidden: bool,
    #[column(default = Self::START + 1)]
    rank: i64,
    #[column(generated = "upper(label)")]
    loud: String,
    #[column(default = 1, on_update = 7)]
    touched: i32,
    #[column(on_delete = SetNull)]
    parent: Option<ForeignKey<Category>>,
    r#type: String,
}

impl Category {
    const START: i64 = 41;
}

#[derive(Debug, Clone, Model)]
struct Language {
    #[column(primary_key)]
    code: String,
}

fn category() -> Category {
    Category::builder()
        .label("x")
        .place(Point(1, 2))
        .r#type("y")
        .build()
}

#[test]
fn table_is_the_plural_of_the_struct() {
    assert_eq!(Category::table().name(), "categories");
    assert_eq!(Language::table().name(), "languages");
}

#[test]
fn columns_stand_in_the_order_of_the_fields() {
    let names: Vec<_> = Category::table()
        .columns
        .iter()
        .map(|column| column.name)
        .collect();
    let expected = [
        "id",
        "label",
        "place",
        "low",
        "half",
        "hidden",
        "rank",
        "loud",
        "touched",
        "parent_id",
        "type",
    ];
    assert_eq!(names, expected);
}

#[test]
fn integer_keys_are_assigned_by_the_database_and_texts_are_not() {
    let written = |table: &crocus::schema::TableDef| table.columns.first().map(|it| it.written);
    assert_eq!(written(Category::table()), Some(Written::Rowid));
    assert_eq!(written(Language::table()), Some(Written::Client));
    assert_eq!(Language::builder().code("de").build().key(), "de");
}

#[test]
fn literal_defaults_are_the_tables_defaults_too() {
    let table = Category::table();
    let default = |name| {
        table
            .columns
            .iter()
            .find(|it| it.name == name)
            .and_then(|it| it.default)
    };
    assert_eq!(default("low"), Some(DefaultValue::Integer(-5)));
    assert_eq!(default("half"), Some(DefaultValue::Real(0.5)));
    assert_eq!(default("hidden"), Some(DefaultValue::Integer(0)));
    assert_eq!(default("rank"), None);
}

#[test]
fn the_builder_evaluates_defaults_when_it_builds() {
    let category = category();
    assert_eq!(
        (category.low, category.rank, category.loud.as_str()),
        (-5, 42, "")
    );
    assert!(category.parent.is_none());
    assert_eq!(
        Category::builder()
            .low(3)
            .label("x")
            .place(Point(0, 0))
            .r#type("")
            .build()
            .low,
        3
    );
}

#[test]
fn attributes_reach_the_table() {
    let table = Category::table();
    assert!(table.strict && table.autoincrement && !table.view && !table.without_rowid);
    let [index] = table.indexes else {
        panic!("one index")
    };
    assert_eq!((index.columns, index.unique), (&[1, 2][..], false));
    let label = &table.columns[1];
    assert_eq!(label.format, Format::Text { length: 20 });
    assert_eq!(
        (label.collate, label.check),
        (Some("NOCASE"), Some("label <> ''"))
    );
    assert_eq!(table.columns[7].written, Written::Generated("upper(label)"));
    let parent = &table.columns[9];
    let reference = parent.references.as_ref().expect("a reference");
    assert_eq!((reference.table)().name(), "categories");
    assert_eq!(
        (reference.on_delete, reference.on_update),
        (Action::SetNull, Action::NoAction)
    );
    assert!(parent.nullable && !label.nullable);
}

#[test]
fn diff_finds_the_columns_that_would_be_stored_differently() {
    let (old, mut new) = (category(), category());
    assert!(new.diff(&old).is_empty());
    new.label = "z".into();
    new.place = Point(9, 9);
    new.loud = "never written".into();
    assert_eq!(new.diff(&old), ColumnSet::EMPTY.with(1).with(2));
}

#[test]
fn on_update_gives_its_columns_new_values() {
    let mut category = category();
    category.on_update();
    assert_eq!(category.touched, 7);
    assert_eq!(Category::ON_UPDATE, ColumnSet::EMPTY.with(8));
}

#[test]
fn write_back_reads_a_column_and_refuses_one_that_is_not_there() {
    let mut category = category();
    category
        .write_back(0, crocus::ValueRef::Integer(7))
        .unwrap();
    category
        .write_back(2, crocus::ValueRef::Text(b"3,4"))
        .unwrap();
    assert_eq!((category.id, category.key()), (7, 7));
    assert_eq!(category.place, Point(3, 4));
    assert!(category.write_back(99, crocus::ValueRef::Null).is_err());
    assert!(
        category
            .write_back(2, crocus::ValueRef::Text(b"no"))
            .is_err()
    );
}

#[test]
fn models_have_ids_of_their_own() {
    assert_ne!(Category::model_id(), Language::model_id());
    assert_eq!(Category::model_id(), Category::model_id());
}
