//! A small web service: lists with optional filters, paging, errors as HTTP statuses.

mod handlers;

use crocus::prelude::*;

use handlers::{Failure, ListParams, Person, Team, create, list, remove, rename, save};

fn fails(status: u16, field: &str) -> Failure {
    Failure {
        status,
        field: Some(field.to_owned()),
    }
}

#[test]
fn handlers_on_four_threads() -> Result<(), Failure> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![Team, Person])?;
    let [red, blue] = engine.write(|s| {
        let red = s.add(Team::builder().name("red").build());
        let blue = s.add(Team::builder().name("blue").build());
        s.flush()?;
        Ok([s[red].id, s[blue].id])
    })?;
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let engine = engine.clone();
            scope.spawn(move || {
                for i in 0..10 {
                    let team = if i % 2 == 0 { red } else { blue };
                    let id = create(
                        &engine,
                        &format!("u{thread}_{i}"),
                        i,
                        i64::from(thread * 100 + i),
                        team,
                    )
                    .unwrap();
                    let (total, rows) = list(&engine, &ListParams::default()).unwrap();
                    assert!(total >= 1 && rows.len() <= 5);
                    if i == 9 {
                        remove(&engine, id).unwrap();
                    } else {
                        let person = rename(&engine, id, &format!("v{thread}_{i}")).unwrap();
                        assert_eq!(person.id, id);
                    }
                }
            });
        }
    });

    let everyone = ListParams::default();
    assert_eq!(list(&engine, &everyone)?.0, 36);
    let old = ListParams {
        min_age: Some(5),
        team: Some("red".into()),
        ..everyone.clone()
    };
    assert_eq!(list(&engine, &old)?.0, 8);
    let last = ListParams {
        page: 7,
        descending: true,
        ..everyone.clone()
    };
    assert_eq!(list(&engine, &last)?.1[0].login, "v0_0");
    let literal = ListParams {
        name: Some("0_".into()),
        active: Some(true),
        ..everyone.clone()
    };
    assert_eq!(list(&engine, &literal)?.0, 9);
    let named = ListParams {
        logins: vec!["v1_1".into(), "zzz".into()],
        ..everyone
    };
    assert_eq!(list(&engine, &named)?.0, 1);

    assert_eq!(
        create(&engine, "v1_1", 1, 999, red),
        Err(fails(409, "login"))
    );
    assert_eq!(create(&engine, "new", 1, 0, red), Err(fails(409, "team")));
    assert_eq!(
        create(&engine, "new", -1, 999, red).unwrap_err().status,
        422
    );
    assert_eq!(create(&engine, "new", 1, 999, 77).unwrap_err().status, 422);
    assert_eq!(
        create(&engine, &"x".repeat(21), 1, 999, red)
            .unwrap_err()
            .status,
        422
    );
    assert_eq!(rename(&engine, 5000, "x").unwrap_err().status, 404);
    assert_eq!(remove(&engine, 5000).unwrap_err().status, 404);

    let mut form = list(&engine, &named)?.1.remove(0);
    form.active = false;
    let stale = form.clone();
    save(&engine, form)?;
    rename(&engine, stale.id, "w")?;
    assert_eq!(save(&engine, stale).unwrap_err().status, 409);
    Ok(())
}
