//! An importer: lines of a file go into a staging table, what is wrong is put aside with its reason,
//! the rest is inserted or updated.

use crocus::prelude::*;
use crocus::{ColumnEnum, Decimal};

use crate::scratch::Scratch;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
enum Unit {
    Piece,
    Metre,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "lines")]
struct Line {
    #[column(primary_key(assigned))]
    number: i64,
    text: String,
    reject: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Part {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 12)]
    code: String,
    unit: Unit,
    #[column(precision = 9, scale = 2)]
    price: Decimal,
    #[column(default = 1)]
    seen: i64,
}

const LINES: i64 = 5_000;

/// Every part comes twice, the second time dearer; each hundredth line is wrong.
fn file() -> String {
    let mut text = String::from("code,unit,price\n");
    for n in 1..=LINES {
        let part = n % (LINES / 2);
        let line = match n % 500 {
            100 => format!("P-{part};piece;1.00"),
            200 => format!("P-{part},barrel,1.00"),
            300 => format!("P-{part},piece,1.005"),
            400 => format!("P-{part}-far-too-long,piece,1.00"),
            _ => format!("P-{part},metre,{}.{:02}", n / 100, n % 100),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn parse(text: &str) -> Result<Part, String> {
    let fields: Vec<&str> = text.split(',').collect();
    let [code, unit, price] = fields[..] else {
        return Err(format!("{} fields instead of 3", fields.len()));
    };
    let unit = match unit {
        "piece" => Unit::Piece,
        "metre" => Unit::Metre,
        other => return Err(format!("unknown unit {other}")),
    };
    let price = price
        .parse::<Decimal>()
        .map_err(|error| error.to_string())?;
    Ok(Part::builder().code(code).unit(unit).price(price).build())
}

/// Takes in the file line by line.
fn stage(text: &str, s: &mut Session) -> crocus::Result<usize> {
    let lines = (1..).zip(text.lines().skip(1));
    let rows = lines.map(|(number, text)| Line::builder().number(number).text(text).build());
    Line::insert_all(rows).execute(s)
}

/// Reads the staged lines in pieces of `most` and writes each piece; how many lines were taken.
fn import(most: usize, engine: &Engine) -> crocus::Result<(usize, usize)> {
    let (mut taken, mut refused, mut last) = (0, 0, 0);
    loop {
        let piece = engine.read(|s| {
            let mut piece = Vec::with_capacity(most);
            let query = Line::filter(Line::number.gt(last)).order_by(Line::number.asc());
            for line in query.cursor(s)?.iter()?.take(most) {
                piece.push(line?);
            }
            Ok(piece)
        })?;
        let Some(end) = piece.last() else {
            return Ok((taken, refused));
        };
        last = end.number;
        engine.write(|s| {
            for line in piece {
                let reject = match parse(&line.text) {
                    Ok(part) => s
                        .savepoint(|s| upsert(part, s))
                        .map_err(|error| error.to_string()),
                    Err(reason) => Err(reason),
                };
                match reject {
                    Ok(()) => taken += 1,
                    Err(reason) => {
                        refused += 1;
                        Line::filter(Line::number.eq(line.number))
                            .set(Line::reject, reason)
                            .update(s)?;
                    }
                }
            }
            Ok(())
        })?;
    }
}

fn upsert(part: Part, s: &mut Session) -> crocus::Result<()> {
    let again = Part::filter(Part::code.eq(&part.code))
        .set(Part::price, part.price)
        .set(Part::seen, Part::seen + 1)
        .update(s)?;
    if again == 0 {
        part.insert(s)?;
    }
    Ok(())
}

#[test]
fn good_lines_are_taken_and_bad_ones_keep_their_reason() -> crocus::Result<()> {
    let scratch = Scratch::new("importer");
    let engine = scratch.open()?;
    engine.create_all(&schema![Line, Part])?;
    assert_eq!(engine.write(|s| stage(&file(), s))?, 5_000);
    assert_eq!(import(700, &engine)?, (4_960, 40));

    let mut s = engine.session();
    let twice = Part::filter(Part::seen.eq(2)).count(&mut s)?;
    let once = Part::filter(Part::seen.eq(1)).count(&mut s)?;
    assert_eq!(
        (twice * 2 + once, Part::select().count(&mut s)?),
        (4_960, twice + once)
    );
    assert_eq!(
        Part::find_one(Part::code.eq("P-7"), &mut s)?.price,
        Decimal::new(2507, 2)
    );

    let reasons = Line::filter(Line::reject.ne(None))
        .group_by(Line::reject)
        .order_by(Line::reject.asc())
        .columns((Line::reject, crocus::count_all()))
        .all(&mut s)?;
    let told = [
        "1 fields",
        "parts.code",
        "parts.price",
        "unknown unit barrel",
    ];
    assert_eq!(reasons.iter().map(|(_, count)| count).sum::<i64>(), 40);
    for start in told {
        let found = reasons.iter().any(|(reason, _)| {
            let reason = reason.as_deref().unwrap_or_default();
            reason.starts_with(start)
        });
        assert!(found, "{start}: {reasons:?}");
    }
    // A report in SQL by hand, in the same session.
    let dearest = sql("SELECT code FROM parts WHERE unit = :unit ORDER BY price DESC LIMIT 1")
        .bind("unit", Unit::Metre)
        .scalar::<String>(&mut s)?;
    assert_eq!(dearest, "P-0"); // line 5 000
    Ok(())
}
