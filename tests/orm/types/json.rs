//! JSON: what comes back as it went in, and what is refused because it would not.

use crocus::prelude::*;
use crocus::{ErrorKind, Json, schema};
use serde_json::json;

use crate::database::{database, fails, names};

#[derive(Debug, Clone, PartialEq, Model)]
struct Reading {
    #[column(primary_key)]
    id: i64,
    real: Option<Json<f64>>,
    whole: Option<Json<u64>>,
    series: Option<Json<Vec<f64>>>,
    text: Option<Json<String>>,
    perhaps: Option<Json<Option<i64>>>,
    any: Option<Json<serde_json::Value>>,
}

fn reading() -> Reading {
    Reading::builder().build()
}

fn all_kept() -> Vec<Reading> {
    let reals = [0.1 + 0.2, 1e300, 5e-324, -1.5, f64::MAX, 3.0].map(|real| Reading {
        real: Some(Json(real)),
        series: Some(Json(vec![real])),
        ..reading()
    });
    let wholes = [0, i64::MAX.cast_unsigned()].map(|whole| Reading {
        whole: Some(Json(whole)),
        ..reading()
    });
    let texts = ["", "12", "null", "1e5", "\0"].map(|text| Reading {
        text: Some(Json(text.to_owned())),
        any: Some(Json(
            json!({ "text": text, "number": u64::MAX, "null": null }),
        )),
        ..reading()
    });
    let nothing = Reading {
        perhaps: Some(Json(None)),
        any: Some(Json(json!(null))),
        ..reading()
    };
    let found = reals.into_iter().chain(wholes).chain(texts);
    found.chain([nothing]).collect()
}

#[test]
fn json_comes_back_as_it_went_in() {
    let mut s = database(&schema![Reading]).session();
    for kept in all_kept() {
        let written = Reading::create(kept.clone(), &mut s).unwrap();
        let read = Reading::get(written.id, &mut s).unwrap().unwrap();
        assert_eq!(
            read,
            Reading {
                id: written.id,
                ..kept
            }
        );
    }
}

#[test]
fn json_that_could_not_be_read_again_is_refused() {
    let mut s = database(&schema![Reading]).session();
    for real in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let alone = Reading {
            real: Some(Json(real)),
            ..reading()
        };
        let error = fails(Reading::create(alone, &mut s), ErrorKind::Value);
        names(&error, &["readings.real", "NaN"]);
        let series = Reading {
            series: Some(Json(vec![1.0, real])),
            ..reading()
        };
        let error = fails(Reading::create(series, &mut s), ErrorKind::Value);
        names(&error, &["readings.series", "NaN"]);
    }
    let great = Reading {
        whole: Some(Json(u64::MAX)),
        ..reading()
    };
    let error = fails(Reading::create(great, &mut s), ErrorKind::Value);
    names(&error, &["readings.whole", "18446744073709551615"]);
    assert_eq!(Reading::all(&mut s).unwrap(), []);
}
