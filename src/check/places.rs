//! Where the law of a posting is looked for: by the country of its place of work, or by the name of the city.

use super::finding::Run;
use super::jurisdiction::Jurisdiction;
use super::passage::{Passage, is_han};
use super::subject::{Kind, Subject};
use crate::source::Span;

const RULE: &str = "law-unknown";

/// The keys below a location.
const KEYS: &[&str] = &["city", "region", "country", "street", "postal-code"];

/// Names of cities, regions and countries that stand where a posting gives no code of a country, in lower case.
const PLACES: &[(Jurisdiction, &str)] = &[
    (
        Jurisdiction::Tw,
        "台北|臺北|新北|桃園|台中|臺中|台南|臺南|高雄|新竹|基隆|嘉義|台灣|臺灣|台湾|taipei|taichung|tainan|kaohsiung|hsinchu|\
         taoyuan|taiwan",
    ),
    (Jurisdiction::Hk, "香港|九龍|九龙|新界|hong kong|kowloon|new territories"),
    (
        Jurisdiction::Cn,
        "北京|上海|广州|深圳|杭州|南京|苏州|成都|重庆|武汉|西安|天津|郑州|长沙|合肥|福州|厦门|青岛|济南|大连|沈阳|宁波|无锡|东莞|佛山|昆明|中国|beijing|\
         shanghai|guangzhou|shenzhen|hangzhou|nanjing|suzhou|chengdu|chongqing|wuhan|xi'an|china",
    ),
    (Jurisdiction::Uk, "london|manchester|edinburgh|glasgow|united kingdom|uk|伦敦|倫敦"),
    (
        Jurisdiction::Eu,
        "berlin|munich|hamburg|paris|madrid|barcelona|amsterdam|dublin|vienna|warsaw|lisbon|rome|\
         milan|stockholm|copenhagen|brussels|germany|france|spain|italy|netherlands|ireland|poland|\
         sweden|柏林|巴黎",
    ),
    (Jurisdiction::CaOn, "toronto|ottawa|mississauga|ontario|多伦多|多倫多"),
    (Jurisdiction::UsNyc, "new york|new york city|brooklyn|manhattan|纽约|紐約"),
    (Jurisdiction::UsCa, "san francisco|los angeles|san diego|san jose|california|旧金山|舊金山"),
    (Jurisdiction::UsWa, "seattle|washington state"),
    (Jurisdiction::UsCo, "denver|colorado"),
    (Jurisdiction::Us, "chicago|boston|austin|texas|atlanta|miami|united states|usa"),
    (
        Jurisdiction::Elsewhere,
        "montreal|montréal|quebec|québec|qc|vancouver|calgary|british columbia|alberta|singapore|新加坡|\
         switzerland|zurich|zürich|geneva|basel|tokyo|osaka|japan|东京|東京|日本|seoul|korea|首尔|首爾|sydney|\
         melbourne|australia|悉尼|auckland|new zealand|mumbai|bangalore|bengaluru|delhi|india|dubai|\
         kuala lumpur|malaysia|吉隆坡|bangkok|thailand|jakarta|manila|hanoi|oslo|norway|istanbul|\
         são paulo|sao paulo|mexico city|macau|macao|澳門|澳门",
    ),
];

/// A place of work and the law that it is under, where that can be told.
struct Place<'a> {
    name: &'a str,
    span: Span,
    jurisdiction: Option<Jurisdiction>,
}

/// The jurisdictions that the places of work of a posting lie in, each once.
pub(super) fn of_posting(subject: &Subject) -> Vec<Jurisdiction> {
    let mut found = Vec::new();
    for jurisdiction in places(subject).into_iter().filter_map(|place| place.jurisdiction) {
        if !found.contains(&jurisdiction) {
            found.push(jurisdiction);
        }
    }
    found
}

/// Says of which places no rule knows the law, unless a jurisdiction was named.
pub(super) fn check(run: &mut Run<'_>) {
    if run.subject.kind != Kind::Posting || !run.settings.jurisdictions.is_empty() {
        return;
    }
    let subject = run.subject;
    let Some(language) = subject.passages().next().map(|passage| &passage.language) else { return };
    for place in places(subject).iter().filter(|place| place.jurisdiction == Some(Jurisdiction::Elsewhere)) {
        run.find_at(RULE, Some(&place.span), language, &[("text", place.name)]);
    }
}

fn places(subject: &Subject) -> Vec<Place<'_>> {
    let paths =
        subject.passages().map(|passage| passage.path.as_str()).chain(subject.values.keys().map(String::as_str));
    let mut bases: Vec<&str> = Vec::new();
    for path in paths.filter(|path| path.split('.').next() == Some("location")) {
        let base = path.rsplit_once('.').filter(|(_, key)| KEYS.contains(key)).map_or(path, |(base, _)| base);
        if !bases.contains(&base) {
            bases.push(base);
        }
    }
    bases.into_iter().filter_map(|base| place(subject, base)).collect()
}

fn place<'a>(subject: &'a Subject, base: &str) -> Option<Place<'a>> {
    let at = |key: &str| format!("{base}.{key}");
    let texts = |path: String| subject.passages().filter(move |passage| passage.path == path);
    let country = subject.values.get(&at("country"));
    let regions: Vec<&Passage> = texts(at("region")).collect();
    let cities: Vec<&Passage> = texts(at("city")).chain(texts(base.to_owned())).collect();
    let by_name = || regions.iter().chain(&cities).find_map(|passage| of_name(&passage.text));
    let jurisdiction = match country {
        Some((code, _)) => regions
            .iter()
            .find_map(|region| Jurisdiction::of_place(code, &region.text))
            .or_else(|| Jurisdiction::of_place(code, ""))
            .or_else(|| by_name().filter(|_| regions.is_empty()))
            .or(Some(Jurisdiction::Elsewhere)),
        None => by_name(),
    };
    let shown = cities.first().or(regions.first());
    let (name, span) = match (shown, country) {
        (Some(passage), _) => (passage.text.as_str(), passage.locate(&(0..passage.text.len()))),
        (None, Some((code, span))) => (code.as_str(), span.clone()),
        (None, None) => return None,
    };
    Some(Place { name, span, jurisdiction })
}

/// The one that a place without a country's code lies in, by the names that the rules know: an address in Han characters goes
/// from the wide to the narrow, any other the other way, so that the first or the last name decides.
fn of_name(place: &str) -> Option<Jurisdiction> {
    let place = place.to_lowercase();
    let names = PLACES.iter().flat_map(|(jurisdiction, names)| names.split('|').map(move |name| (*jurisdiction, name)));
    let found = names.filter_map(|(jurisdiction, name)| Some((word(&place, name)?, name.len(), jurisdiction)));
    if place.chars().any(is_han) {
        found.min_by_key(|(at, _, _)| *at)
    } else {
        found.max_by_key(|(at, length, _)| (*at, *length))
    }
    .map(|(_, _, jurisdiction)| jurisdiction)
}

/// Where `name` stands in `text`, in Latin script as words of their own.
fn word(text: &str, name: &str) -> Option<usize> {
    let ends_word = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || is_han(c));
    let is_word =
        |at: usize| ends_word(text[..at].chars().next_back()) && ends_word(text[at + name.len()..].chars().next());
    let mut found = text.rmatch_indices(name).map(|(at, _)| at);
    found.find(|at| name.starts_with(is_han) || is_word(*at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn of_yaml(yaml: &str) -> Vec<Jurisdiction> {
        let source = Source::new("posting.yaml", yaml.to_owned());
        let node = crate::yaml::parse(&source, &mut Vec::new()).unwrap();
        Subject::of_posting(&node).jurisdictions
    }

    #[test]
    fn a_place_is_known_by_the_name_of_its_city() {
        for (place, jurisdiction) in [
            ("台北", Some(Jurisdiction::Tw)),
            ("香港九龍", Some(Jurisdiction::Hk)),
            ("上海市南京西路", Some(Jurisdiction::Cn)),
            ("Toronto, Ontario", Some(Jurisdiction::CaOn)),
            ("London, Ontario", Some(Jurisdiction::CaOn)),
            ("Brooklyn, New York City", Some(Jurisdiction::UsNyc)),
            ("Montreal, QC", Some(Jurisdiction::Elsewhere)),
            ("Singapore", Some(Jurisdiction::Elsewhere)),
            ("Comparison Street", None),
            ("朝阳区大望路", None),
        ] {
            assert_eq!(of_name(place), jurisdiction, "{place}");
        }
    }

    #[test]
    fn a_country_decides_before_the_name_of_a_city_and_one_that_no_rule_knows_is_elsewhere() {
        assert_eq!(of_yaml("location: { city: Taipei, country: US }\n"), [Jurisdiction::Us]);
        assert_eq!(of_yaml("location: { city: Toronto, country: CA }\n"), [Jurisdiction::CaOn]);
        assert_eq!(of_yaml("location: { city: London, region: Quebec, country: CA }\n"), [Jurisdiction::Elsewhere]);
        assert_eq!(of_yaml("location: { city: Bern, country: CH }\n"), [Jurisdiction::Elsewhere]);
        assert_eq!(of_yaml("location: { city: 香港 }\n"), [Jurisdiction::Hk]);
        assert_eq!(of_yaml("location: 台北\n"), [Jurisdiction::Tw]);
        assert_eq!(of_yaml("location: [上海, 台北]\n"), [Jurisdiction::Cn, Jurisdiction::Tw]);
        assert_eq!(of_yaml("location: 大望路\n"), []);
    }
}
