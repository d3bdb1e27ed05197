//! `#[column_enum(..)]` on an enum and its variants.

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::{Data, DeriveInput, Expr, LitStr, Path, Variant};

use super::structure;
use super::value::{self, Slot};
use crate::case::Rule;
use crate::errors::Errors;
use crate::symbol::{COLUMN_ENUM, CRATE, INTEGER, OF_ENUM, OF_VARIANT, RENAME, RENAME_ALL};

/// An enum as it was written.
pub(crate) struct EnumDraft<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) krate: Slot<Path>,
    pub(crate) rename_all: Slot<Rule>,
    pub(crate) integer: Slot<()>,
    pub(crate) variants: Vec<VariantDraft<'a>>,
}

/// A variant as it was written.
pub(crate) struct VariantDraft<'a> {
    pub(crate) variant: &'a Variant,
    pub(crate) rename: Slot<LitStr>,
    pub(crate) discriminant: Option<&'a Expr>,
}

/// Reads an enum; `None` where there is none to read.
pub(crate) fn enumeration<'a>(errors: &Errors, input: &'a DeriveInput) -> Option<EnumDraft<'a>> {
    let sound = structure::no_parameters(errors, input, "ColumnEnum");
    let Data::Enum(data) = &input.data else {
        let name = &input.ident;
        let message = format!(
            "`{name}` is no enum; `#[derive(ColumnEnum)]` is for enums, `ColumnType` for newtypes"
        );
        errors.at(name.span(), message);
        return None;
    };
    let mut draft = EnumDraft {
        input,
        krate: Slot::Absent,
        rename_all: Slot::Absent,
        integer: Slot::Absent,
        variants: Vec::new(),
    };
    value::entries(errors, &input.attrs, COLUMN_ENUM, |word, input| {
        draft.read(word, input)
    });
    draft.variants = data
        .variants
        .iter()
        .map(|variant| read_variant(errors, variant))
        .collect();
    sound.then_some(draft)
}

impl EnumDraft<'_> {
    fn read(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        if *word == RENAME_ALL {
            self.rename_all.fill(word, rule(word, input))
        } else if *word == INTEGER {
            self.integer.fill(word, value::flag(word, input))
        } else if *word == CRATE {
            self.krate.fill(word, structure::path(word, input))
        } else {
            Err(value::unknown(word, COLUMN_ENUM, OF_ENUM))
        }
    }
}

fn rule(word: &Ident, input: ParseStream<'_>) -> syn::Result<Rule> {
    let text = value::text(word, input)?;
    let name = text.value();
    let known = Rule::ALL.iter().find(|(known, _)| *known == name);
    known.map(|(_, rule)| *rule).ok_or_else(|| {
        let known = value::list(Rule::ALL.iter().map(|(known, _)| known));
        let message = format!("`{name}` is no rule to rename by: there are {known}");
        syn::Error::new(text.span(), message)
    })
}

fn read_variant<'a>(errors: &Errors, variant: &'a Variant) -> VariantDraft<'a> {
    let mut rename = Slot::Absent;
    value::entries(errors, &variant.attrs, COLUMN_ENUM, |word, input| {
        if *word == RENAME {
            rename.fill(word, value::text(word, input))
        } else {
            Err(value::unknown(word, COLUMN_ENUM, OF_VARIANT))
        }
    });
    let discriminant = variant.discriminant.as_ref().map(|(_, value)| value);
    VariantDraft {
        variant,
        rename,
        discriminant,
    }
}
