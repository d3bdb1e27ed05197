//! First pass: what was written, every word optional, nothing compared with anything else yet.

mod container;
mod enumeration;
mod field;
mod newtype;
mod result;
mod structure;
mod value;

pub(crate) use container::{Draft, IndexDraft, model};
pub(crate) use enumeration::{EnumDraft, VariantDraft, enumeration};
pub(crate) use field::{ColumnDraft, FieldDraft};
pub(crate) use newtype::{NewtypeDraft, newtype};
pub(crate) use result::{ResultDraft, result};
pub(crate) use structure::krate;
pub(crate) use value::{Number, Slot};
