//! Reports over the notes: groups, CASE, raw SQL.

use crocus::prelude::*;
use crocus::{case, count_all};

use super::{Folder, Note, note, open};

#[derive(Debug, PartialEq, FromRow)]
struct Report {
    folder: Option<String>,
    notes: i64,
    stars: Option<i64>,
}

#[test]
fn reports() -> crocus::Result<()> {
    let engine = open()?;
    let mut s = engine.session();
    let work = s.add(Folder::builder().name("work").build());
    for (title, stars, filed) in [("a", 1, true), ("b", 5, true), ("c", 4, false)] {
        let note = s.add(note(title, stars));
        s[note].folder = filed.then_some(work.into());
    }
    let grade = || case().when(Note::stars.ge(4), "good").otherwise("poor");
    let grades = Note::select()
        .group_by(grade())
        .order_by(grade().asc())
        .columns((
            grade(),
            count_all(),
            Note::stars.avg(),
            Note::title.group_concat("+"),
        ))
        .all(&mut s)?;
    assert_eq!(grades[0], ("good".into(), 2, Some(4.5), Some("b+c".into())));
    let report = Note::select()
        .left_join(Note::folder)
        .group_by(Folder::name)
        .having(count_all().ge(1))
        .order_by(Note::stars.sum().desc())
        .columns((Folder::name, Note::id.count(), Note::stars.sum()))
        .all(&mut s)?;
    assert_eq!(
        report,
        [(Some("work".into()), 2, Some(6)), (None, 1, Some(4))]
    );
    let raw: Vec<Report> = sql("SELECT f.name AS folder, COUNT(*) AS notes, SUM(stars) AS stars
         FROM notes LEFT JOIN folders f ON f.id = folder_id WHERE stars > :min GROUP BY 1 ORDER BY 1")
    .bind("min", 1)
    .all(&mut s)?;
    let row = |folder: Option<&str>, notes, stars| Report {
        folder: folder.map(Into::into),
        notes,
        stars: Some(stars),
    };
    assert_eq!(raw, [row(None, 1, 4), row(Some("work"), 1, 5)]);
    let best: Vec<Note> = sql("SELECT * FROM notes WHERE stars = :n")
        .bind("n", 5)
        .models::<Note>(&mut s)?;
    assert_eq!(best[0].title, "b");
    assert_eq!(
        sql("SELECT MAX(stars) FROM notes").scalar::<i64>(&mut s)?,
        5
    );
    let error = sql("SELECT 1 AS folder").all::<Report>(&mut s).unwrap_err();
    assert!(error.to_string().contains("column `notes`"), "{error}");
    let error = sql("SELECT :x").all::<(i64,)>(&mut s).unwrap_err();
    assert!(error.to_string().contains(".bind(\"x\", ..)"), "{error}");
    Ok(())
}
