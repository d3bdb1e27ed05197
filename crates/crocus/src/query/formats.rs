//! How selected columns are stored.

use crate::value::Format;

/// The formats of a select list, by the places of its columns; columns beyond the last that is listed
/// are plain, as most are.
#[derive(Debug, Clone, Default)]
pub struct Formats {
    columns: usize,
    listed: Vec<Format>,
}

impl Formats {
    /// The format of one column more.
    #[inline]
    pub(super) fn push(&mut self, format: Format) {
        if format != Format::Plain {
            self.listed.resize(self.columns, Format::Plain);
            self.listed.push(format);
        }
        self.columns += 1;
    }

    pub(super) fn clear(&mut self) {
        self.columns = 0;
        self.listed.clear();
    }

    /// Those that are listed; none where all columns are plain.
    pub(crate) fn listed(&self) -> &[Format] {
        &self.listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_columns_are_listed_only_before_others() {
        let short = Format::Text { length: 50 };
        let mut formats = Formats::default();
        formats.push(Format::Plain);
        formats.push(Format::Plain);
        assert_eq!(formats.listed(), []);
        formats.push(short);
        formats.push(Format::Plain);
        formats.push(short);
        let wanted = [Format::Plain, Format::Plain, short, Format::Plain, short];
        assert_eq!(formats.listed(), wanted);
        formats.clear();
        formats.push(short);
        assert_eq!(formats.listed(), [short]);
    }
}
