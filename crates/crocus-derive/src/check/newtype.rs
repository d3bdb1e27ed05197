//! Newtypes.

use crate::attr::NewtypeDraft;
use crate::hygiene;
use crate::ir::Newtype;
use crate::place::Place;

/// What a newtype means.
pub(crate) fn newtype(draft: &NewtypeDraft<'_>) -> Newtype {
    let name = &draft.input.ident;
    Newtype {
        name: name.clone(),
        place: Place::of(draft.input),
        krate: draft.krate.clone(),
        member: draft.member.clone(),
        inner: hygiene::name_self_in(draft.inner, name),
    }
}
