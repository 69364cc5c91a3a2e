//! What kind of show an event is.

/// A buyer filters the list by it, and the page draws its picture from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Genre {
    Jazz,
    Classical,
    Theatre,
    Concert,
    Festival,
    Musical,
    Sport,
    Dance,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no genre {name:?}")]
pub struct InvalidGenre {
    name: String,
}

impl Genre {
    const ALL: [Self; 8] = [
        Self::Jazz,
        Self::Classical,
        Self::Theatre,
        Self::Concert,
        Self::Festival,
        Self::Musical,
        Self::Sport,
        Self::Dance,
    ];

    pub fn parse(name: &str) -> Result<Self, InvalidGenre> {
        let known = Self::ALL.into_iter().find(|genre| genre.as_str() == name);
        known.ok_or_else(|| InvalidGenre { name: name.to_owned() })
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jazz => "JAZZ",
            Self::Classical => "CLASSICAL",
            Self::Theatre => "THEATRE",
            Self::Concert => "CONCERT",
            Self::Festival => "FESTIVAL",
            Self::Musical => "MUSICAL",
            Self::Sport => "SPORT",
            Self::Dance => "DANCE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_genre_is_read_as_it_is_written() {
        for genre in Genre::ALL {
            assert_eq!(Genre::parse(genre.as_str()), Ok(genre));
        }
        assert!(Genre::parse("jazz").is_err());
    }
}
