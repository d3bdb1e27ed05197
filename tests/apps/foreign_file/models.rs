//! What the file holds, and what the application thinks that it holds.

use chrono::NaiveDate;
use crocus::prelude::*;
use rust_decimal::Decimal;

use crate::scratch::Scratch;

const SCRIPT: &str = r#"
    CREATE TABLE "tbl Customer" (CustCode TEXT PRIMARY KEY NOT NULL, "Full Name" TEXT NOT NULL,
        Since DATE, Tier TEXT DEFAULT 'basic', Credit NUMERIC(10, 2));
    CREATE TABLE OrderLine (OrderNo INTEGER NOT NULL, LineNo INTEGER NOT NULL, cust TEXT NOT NULL
        REFERENCES "tbl Customer"(CustCode), Qty INTEGER NOT NULL, note TEXT,
        PRIMARY KEY (OrderNo, LineNo));
    CREATE VIEW v_totals AS SELECT cust AS code, SUM(Qty) AS qty, COUNT(note) AS notes
        FROM OrderLine GROUP BY cust;
    INSERT INTO "tbl Customer" VALUES ('A1', 'Ada', '2020-02-29', 'gold', 12.5),
        ('B2', 'Bob', NULL, 'basic', NULL);
    INSERT INTO OrderLine VALUES (1, 1, 'A1', 3, NULL), (1, 2, 'A1', 4, 'fragile'), (2, 1, 'B2', 1, '');
"#;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
pub(super) enum Tier {
    Basic,
    Gold,
}

#[derive(Debug, Clone, Model)]
#[model(table = "tbl Customer")]
pub(super) struct Customer {
    #[column(primary_key, name = "CustCode")]
    pub(super) code: String,
    #[column(name = "Full Name")]
    pub(super) name: String,
    #[column(name = "Since")]
    pub(super) since: Option<NaiveDate>,
    #[column(name = "Tier")]
    pub(super) tier: Option<Tier>,
    #[column(name = "Credit", precision = 10, scale = 2)]
    pub(super) credit: Option<Decimal>,
}

#[derive(Debug, Clone, Model)]
#[model(table = "OrderLine", primary_key(order, line))]
pub(super) struct Line {
    #[column(name = "OrderNo")]
    pub(super) order: i64,
    #[column(name = "LineNo")]
    pub(super) line: i64,
    #[column(name = "cust")]
    pub(super) customer: ForeignKey<Customer>,
    #[column(name = "Qty")]
    pub(super) quantity: i64,
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "v_totals", view)]
pub(super) struct Total {
    #[column(primary_key)]
    pub(super) code: String,
    pub(super) qty: i64,
    pub(super) notes: i64,
}

/// The customers as somebody misremembers them.
#[derive(Debug, Clone, Model)]
#[model(table = "tbl Customer")]
pub(super) struct Wrong {
    #[column(primary_key, name = "CustCode")]
    pub(super) code: String,
    #[column(name = "FullName")]
    pub(super) name: String,
    #[column(name = "Since")]
    pub(super) since: NaiveDate,
}

/// A file with what the script makes.
pub(super) struct File(Scratch);

impl File {
    pub(super) fn new(name: &str) -> File {
        let file = File(Scratch::new(&format!("foreign-file-{name}")));
        file.raw(SCRIPT);
        file
    }

    pub(super) fn open(&self) -> crocus::Result<Engine> {
        self.0.open()
    }

    pub(super) fn raw(&self, script: &str) {
        let raw = rusqlite::Connection::open(self.0.path()).unwrap();
        raw.execute_batch(script).unwrap();
    }
}
