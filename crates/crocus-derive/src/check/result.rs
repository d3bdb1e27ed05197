//! Plain result structs.

use super::format::{self, Wanted};
use super::name;
use crate::attr::{ResultDraft, Slot};
use crate::errors::Errors;
use crate::hygiene;
use crate::ir::{ResultColumn, ResultField, ResultStruct};
use crate::place::Place;

/// What a result struct means; whatever is reported on the way, the caller looks at `errors`.
pub(crate) fn result(errors: &Errors, draft: &ResultDraft<'_>) -> ResultStruct {
    let model = &draft.input.ident;
    let place = Place::of(draft.input);
    let fields = draft.fields.iter();
    let fields = fields.map(|field| {
        let ty = &field.field.ty;
        let wanted = Wanted {
            ty,
            codec: field.with.written(),
            length: &Slot::Absent,
            precision: &field.precision,
            scale: &field.scale,
            storage: &field.storage,
            stored: false,
        };
        let column = ResultColumn {
            name: name::column_name(field.ident, ty, &field.name),
            codec: field
                .with
                .value()
                .map(|codec| hygiene::name_self_in(codec, model)),
            format: format::format(errors, &wanted),
        };
        ResultField {
            ident: field.ident.clone(),
            ty: hygiene::name_self_in(ty, model),
            place_of_type: place.between(ty, ty),
            column: (!field.skip.written()).then_some(column),
        }
    });
    ResultStruct {
        name: model.clone(),
        place,
        krate: draft.krate.clone(),
        fields: fields.collect(),
    }
}
