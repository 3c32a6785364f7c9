//! Where a job description is to be lawful, and how much a rule weighs there.

use std::fmt;

use crate::language::Language;

/// A place with laws of its own on job advertisements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are those of ISO 3166 and of `NAMES`")]
pub enum Jurisdiction {
    Cn,
    Tw,
    Hk,
    Us,
    UsCa,
    UsCo,
    UsNy,
    UsNyc,
    UsWa,
    Uk,
    Eu,
    CaOn,
    /// A place whose law the rules do not know.
    Elsewhere,
}

/// Every jurisdiction with the name that is typed and shown.
pub const NAMES: &[(Jurisdiction, &str)] = &[
    (Jurisdiction::Cn, "CN"),
    (Jurisdiction::Tw, "TW"),
    (Jurisdiction::Hk, "HK"),
    (Jurisdiction::Us, "US"),
    (Jurisdiction::UsCa, "US-CA"),
    (Jurisdiction::UsCo, "US-CO"),
    (Jurisdiction::UsNy, "US-NY"),
    (Jurisdiction::UsNyc, "US-NYC"),
    (Jurisdiction::UsWa, "US-WA"),
    (Jurisdiction::Uk, "UK"),
    (Jurisdiction::Eu, "EU"),
    (Jurisdiction::CaOn, "CA-ON"),
    (Jurisdiction::Elsewhere, "ELSEWHERE"),
];

/// The members of the European Union, ISO 3166-1.
const EU_MEMBERS: &[&str] = &[
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
];

impl Jurisdiction {
    /// The one of this name, in any case; `GB` is taken for `UK`.
    pub fn named(name: &str) -> Option<Jurisdiction> {
        let name = name.trim().to_ascii_uppercase().replace('_', "-");
        let name = if name == "GB" { "UK" } else { &name };
        NAMES.iter().find(|(_, own)| *own == name).map(|(jurisdiction, _)| *jurisdiction)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(own, _)| *own == self).map_or("", |(_, name)| name)
    }

    /// The one whose law holds in this one too.
    pub fn parent(self) -> Option<Jurisdiction> {
        match self {
            Jurisdiction::UsCa | Jurisdiction::UsCo | Jurisdiction::UsNy | Jurisdiction::UsWa => Some(Jurisdiction::Us),
            Jurisdiction::UsNyc => Some(Jurisdiction::UsNy),
            _ => None,
        }
    }

    /// The one that a country (ISO 3166-1) and, where its law differs, a region belong to.
    pub fn of_place(country: &str, region: &str) -> Option<Jurisdiction> {
        let region = region.trim().to_lowercase();
        let in_region = |names: &[&str]| names.contains(&region.as_str());
        match country {
            "US" if in_region(&["ca", "california"]) => Some(Jurisdiction::UsCa),
            "US" if in_region(&["co", "colorado"]) => Some(Jurisdiction::UsCo),
            "US" if in_region(&["ny", "new york"]) => Some(Jurisdiction::UsNy),
            "US" if in_region(&["wa", "washington"]) => Some(Jurisdiction::UsWa),
            "CA" => in_region(&["on", "ontario"]).then_some(Jurisdiction::CaOn),
            country if EU_MEMBERS.contains(&country) => Some(Jurisdiction::Eu),
            country => Jurisdiction::named(country),
        }
    }

    /// The one that a text is most likely written for, by its language alone.
    pub fn of_language(language: &Language) -> Option<Jurisdiction> {
        match language.as_str() {
            "zh-HK" | "zh-Hant-HK" | "en-HK" => Some(Jurisdiction::Hk),
            "zh-TW" | "zh-Hant" | "zh-Hant-TW" => Some(Jurisdiction::Tw),
            "en-GB" => Some(Jurisdiction::Uk),
            "en-CA" => Some(Jurisdiction::CaOn),
            tag if tag == "zh" || tag.starts_with("zh-") => Some(Jurisdiction::Cn),
            tag if tag == "en" || tag.starts_with("en-") => Some(Jurisdiction::Us),
            _ => None,
        }
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_belongs_to_the_narrowest_jurisdiction_that_the_rules_know() {
        assert_eq!(Jurisdiction::of_place("US", "California"), Some(Jurisdiction::UsCa));
        assert_eq!(Jurisdiction::of_place("US", "Texas"), Some(Jurisdiction::Us));
        assert_eq!(Jurisdiction::of_place("GB", ""), Some(Jurisdiction::Uk));
        assert_eq!(Jurisdiction::of_place("DE", "Berlin"), Some(Jurisdiction::Eu));
        assert_eq!(Jurisdiction::of_place("CA", "Quebec"), None);
        assert_eq!(Jurisdiction::of_place("JP", ""), None);
    }

    #[test]
    fn every_name_is_read_in_any_case() {
        for (jurisdiction, name) in NAMES {
            assert_eq!(Jurisdiction::named(&name.to_lowercase()), Some(*jurisdiction));
        }
        assert_eq!(Jurisdiction::named("Mars"), None);
    }
}
