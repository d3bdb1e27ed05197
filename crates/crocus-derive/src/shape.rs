//! What a type looks like: a derive sees names only, so that is all these go by.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// What the last segment of a type's path tells about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `i8` to `i64`, `u8` to `u64`.
    Integer,
    /// `String`.
    Text,
    /// `Decimal`.
    Decimal,
    /// `ForeignKey<..>`.
    ForeignKey,
    /// A type of which is known that it is none of these.
    Different,
    /// A newtype, an enum, an alias: could be anything.
    Unknown,
}

/// What `ty`, without its `Option`, looks like.
pub(crate) fn kind(ty: &Type) -> Kind {
    let base = option(ty).unwrap_or(ty);
    let Some(last) = last(base) else {
        return Kind::Unknown;
    };
    match last.ident.to_string().as_str() {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => Kind::Integer,
        "String" => Kind::Text,
        "Decimal" => Kind::Decimal,
        "ForeignKey" => Kind::ForeignKey,
        "f32" | "f64" | "bool" | "Vec" | "Uuid" | "Json" | "NaiveDate" | "NaiveTime"
        | "NaiveDateTime" | "DateTime" => Kind::Different,
        _ => Kind::Unknown,
    }
}

/// Whether the type is a number or `bool`, or an `Option` of one: what is copied by an assignment.
pub(crate) fn is_number(ty: &Type) -> bool {
    let numbers = [
        "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "bool",
    ];
    let base = last(option(ty).unwrap_or(ty));
    base.is_some_and(|base| numbers.iter().any(|number| base.ident == number))
}

/// Whether the type has values enough for all versions that a row will have.
pub(crate) fn tells_versions_apart(ty: &Type) -> bool {
    let too_small = |name: &PathSegment| {
        let name = name.ident.to_string();
        let small = ["i8", "i16", "u8", "u16", "bool", "f32", "f64", "Decimal"];
        small.contains(&name.as_str()) || name == "ForeignKey"
    };
    !last(ty).is_some_and(too_small)
}

/// The `T` of `Option<T>`.
pub(crate) fn option(ty: &Type) -> Option<&Type> {
    let last = last(ty)?;
    if last.ident == "Option" {
        argument(last)
    } else {
        None
    }
}

/// The `M` of `ForeignKey<M>` and `Option<ForeignKey<M>>`.
pub(crate) fn referred(ty: &Type) -> Option<&Type> {
    let last = last(option(ty).unwrap_or(ty))?;
    if last.ident == "ForeignKey" {
        argument(last)
    } else {
        None
    }
}

fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        // What a `macro_rules` matched as `$t:ty` arrives in an invisible group.
        Type::Group(group) => last(&group.elem),
        Type::Paren(paren) => last(&paren.elem),
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}
