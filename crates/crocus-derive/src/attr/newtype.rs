//! A newtype, and `#[column_type(..)]` on it.

use syn::{Data, DataStruct, DeriveInput, Member, Path, Type};

use super::structure;
use crate::errors::Errors;
use crate::symbol::COLUMN_TYPE;

/// A newtype as it was written.
pub(crate) struct NewtypeDraft<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) krate: Option<Path>,
    pub(crate) member: Member,
    pub(crate) inner: &'a Type,
}

/// Reads a newtype; `None` where there is none to read.
pub(crate) fn newtype<'a>(errors: &Errors, input: &'a DeriveInput) -> Option<NewtypeDraft<'a>> {
    let krate = structure::krate(errors, input, COLUMN_TYPE);
    let sound = structure::no_parameters(errors, input, "ColumnType");
    let name = &input.ident;
    let wrong = match &input.data {
        Data::Struct(DataStruct { fields, .. }) => {
            let mut fields = fields.members().zip(fields.iter());
            if let (Some((member, field)), None) = (fields.next(), fields.next()) {
                return sound.then_some(NewtypeDraft {
                    input,
                    krate,
                    member,
                    inner: &field.ty,
                });
            }
            format!("`{name}` has not exactly one field")
        }
        Data::Enum(_) => format!("`{name}` is an enum: derive `ColumnEnum`"),
        Data::Union(_) => format!("`{name}` is a union"),
    };
    let needed = "is for newtypes: `struct Email(String);`";
    errors.at(
        name.span(),
        format!("{wrong}; `#[derive(ColumnType)]` {needed}"),
    );
    None
}
