//! `#[column(..)]` on the field of a plain result struct.

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::{DeriveInput, Field, LitStr, Path, Type};

use super::structure;
use super::value::{self, Number, Slot};
use crate::errors::Errors;
use crate::symbol::{COLUMN, FROM_ROW, NAME, OF_RESULT, PRECISION, SCALE, SKIP, STORAGE, WITH};

/// A result struct as it was written.
pub(crate) struct ResultDraft<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) krate: Option<Path>,
    pub(crate) fields: Vec<ResultFieldDraft<'a>>,
}

/// One of its fields.
pub(crate) struct ResultFieldDraft<'a> {
    pub(crate) field: &'a Field,
    pub(crate) ident: &'a Ident,
    pub(crate) name: Slot<LitStr>,
    pub(crate) precision: Slot<Number>,
    pub(crate) scale: Slot<Number>,
    pub(crate) storage: Slot<LitStr>,
    pub(crate) skip: Slot<()>,
    pub(crate) with: Slot<Type>,
}

/// Reads a result struct; `None` where there is none to read.
pub(crate) fn result<'a>(errors: &Errors, input: &'a DeriveInput) -> Option<ResultDraft<'a>> {
    let fields = structure::plain(errors, input, "FromRow")?;
    let krate = structure::krate(errors, input, FROM_ROW);
    let fields = fields
        .named
        .iter()
        .filter_map(|field| result_field(errors, field))
        .collect();
    Some(ResultDraft {
        input,
        krate,
        fields,
    })
}

fn result_field<'a>(errors: &Errors, field: &'a Field) -> Option<ResultFieldDraft<'a>> {
    let mut draft = ResultFieldDraft {
        field,
        ident: field.ident.as_ref()?,
        name: Slot::Absent,
        precision: Slot::Absent,
        scale: Slot::Absent,
        storage: Slot::Absent,
        skip: Slot::Absent,
        with: Slot::Absent,
    };
    value::entries(errors, &field.attrs, COLUMN, |word, input| {
        draft.read(word, input)
    });
    Some(draft)
}

impl ResultFieldDraft<'_> {
    fn read(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        if *word == NAME {
            self.name.fill(word, value::text(word, input))
        } else if *word == PRECISION {
            self.precision.fill(word, value::number(word, input))
        } else if *word == SCALE {
            self.scale.fill(word, value::number(word, input))
        } else if *word == STORAGE {
            self.storage.fill(word, value::text(word, input))
        } else if *word == SKIP {
            self.skip.fill(word, value::flag(word, input))
        } else if *word == WITH {
            self.with
                .fill(word, value::value(word, input, "path::to::Codec"))
        } else {
            Err(value::unknown(word, COLUMN, OF_RESULT))
        }
    }
}
