//! Rules of foreign keys.

use syn::{Expr, Ident};

use crate::attr::FieldDraft;
use crate::errors::Errors;
use crate::hygiene;
use crate::ir::{Action, Reference};
use crate::shape;
use crate::symbol::{ACTIONS, nearest};

/// What the field of a foreign key refers to; `None` for any other field.
pub(super) fn reference(
    errors: &Errors,
    model: &Ident,
    draft: &FieldDraft<'_>,
) -> Option<Reference> {
    let ty = &draft.field.ty;
    let Some(referred) = shape::referred(ty).filter(|_| !draft.column.with.written()) else {
        if let Some(span) = draft.column.on_delete.span() {
            errors.at(
                span,
                "`on_delete` is for a `ForeignKey`, and this field is none",
            );
        }
        return None;
    };
    let on_delete = draft.column.on_delete.value().and_then(|ident| {
        let action = action(ident);
        if action.is_none() {
            errors.at(ident.span(), no_action(ident));
        }
        action
    });
    let on_update = on_update_action(draft);
    for action in [&on_delete, &on_update].into_iter().flatten() {
        if *action == "SetNull" && shape::option(ty).is_none() {
            let message = "`SetNull` needs a column that can be NULL: `Option<ForeignKey<..>>`";
            errors.at(action.span(), message);
        }
    }
    let or_nothing =
        |action: Option<Ident>| Action(action.unwrap_or_else(|| ident("NoAction", draft)));
    Some(Reference {
        model: hygiene::name_self_in(referred, model),
        on_delete: or_nothing(on_delete),
        on_update: or_nothing(on_update),
    })
}

/// The action that `on_update = ..` names on a foreign key; anything else is an expression.
pub(super) fn on_update_action(draft: &FieldDraft<'_>) -> Option<Ident> {
    shape::referred(&draft.field.ty)?;
    match draft.column.on_update.value()? {
        Expr::Path(path) => path.path.get_ident().and_then(action),
        _ => None,
    }
}

fn action(ident: &Ident) -> Option<Ident> {
    ACTIONS
        .iter()
        .any(|action| *ident == *action)
        .then(|| ident.clone())
}

fn ident(name: &str, draft: &FieldDraft<'_>) -> Ident {
    Ident::new(name, draft.ident.span())
}

fn no_action(ident: &Ident) -> String {
    let names = ACTIONS.iter().map(|action| action.0);
    if let Some(near) = nearest(&ident.to_string(), names.clone()) {
        return format!("a foreign key cannot `{ident}`: did you mean `{near}`?");
    }
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    format!(
        "a foreign key cannot `{ident}`: it can {}",
        names.join(", ")
    )
}
