//! Whether a ticker can be that of a company, by its letters.
//!
//! Most tickers share their first letter with a word of the company's name, or take their letters
//! from it in order; of large companies for which neither holds, a list is kept.

/// Tickers that are nothing like the names of their companies, with the first word of these.
const UNLIKE: [(&str, &str); 152] = [
    ("AG", "first"),
    ("AGNT", "exp"),
    ("AIOT", "powerfleet"),
    ("APPS", "digital"),
    ("ASST", "strive"),
    ("AVGO", "broadcom"),
    ("AVO", "mission"),
    ("AXG", "solowin"),
    ("BAP", "credicorp"),
    ("BEKE", "ke"),
    ("BEN", "franklin"),
    ("BFS", "saul"),
    ("BPOP", "popular"),
    ("BTU", "peabody"),
    ("BZ", "kanzhun"),
    ("CAR", "avis"),
    ("CART", "maplebear"),
    ("CASH", "pathward"),
    ("CATX", "perspective"),
    ("CEF", "sprott"),
    ("COAG", "hemab"),
    ("CRM", "salesforce"),
    ("CXM", "sprinklr"),
    ("DDD", "3d"),
    ("DEA", "easterly"),
    ("DINO", "hf"),
    ("DJT", "trump"),
    ("DNA", "ginkgo"),
    ("DNUT", "krispy"),
    ("DOC", "healthpeak"),
    ("DOO", "brp"),
    ("DOX", "amdocs"),
    ("DRTS", "alpha"),
    ("DRUG", "bright"),
    ("DSP", "viant"),
    ("EYE", "national"),
    ("FANG", "diamondback"),
    ("FIX", "comfort"),
    ("FIZZ", "national"),
    ("FMX", "mexican"),
    ("FOUR", "shift4"),
    ("FTI", "technipfmc"),
    ("FWONA", "liberty"),
    ("GIB", "cgi"),
    ("GLUE", "monte"),
    ("GLW", "corning"),
    ("GOLF", "acushnet"),
    ("GOOG", "alphabet"),
    ("GOOGL", "alphabet"),
    ("GPCR", "structure"),
    ("GSKRF", "first"),
    ("GSM", "ferroglobe"),
    ("GTLS", "chart"),
    ("GTM", "zoominfo"),
    ("HCC", "warrior"),
    ("HEPS", "d"),
    ("HKD", "amtd"),
    ("HQL", "abrdn"),
    ("HZO", "marinemax"),
    ("IGD", "voya"),
    ("JFR", "nuveen"),
    ("JPC", "nuveen"),
    ("JQC", "nuveen"),
    ("KMX", "carmax"),
    ("KO", "coca"),
    ("KOF", "coca"),
    ("KOZAY", "turk"),
    ("KRSP", "rice"),
    ("KWR", "quaker"),
    ("LAES", "sealsq"),
    ("LASR", "nlight"),
    ("LEU", "centrus"),
    ("LIFE", "ethos"),
    ("LNG", "cheniere"),
    ("LOPE", "grand"),
    ("LRN", "stride"),
    ("LUNR", "intuitive"),
    ("LUV", "southwest"),
    ("MANE", "veradermics"),
    ("METC", "ramaco"),
    ("MMM", "3m"),
    ("MO", "altria"),
    ("MOMO", "hello"),
    ("MRAM", "everspin"),
    ("MSTR", "strategy"),
    ("MTN", "vail"),
    ("MWH", "solv"),
    ("NANO", "atii"),
    ("NET", "cloudflare"),
    ("NFJ", "virtus"),
    ("NNNN", "anbio"),
    ("NWSGY", "ctf"),
    ("OLED", "universal"),
    ("OMAB", "central"),
    ("PACK", "ranpak"),
    ("PCVX", "vaxcyte"),
    ("PEO", "adams"),
    ("PLOW", "douglas"),
    ("PODD", "insulet"),
    ("PURR", "hyperliquid"),
    ("PWR", "quanta"),
    ("QQQX", "nuveen"),
    ("QSR", "restaurant"),
    ("RACE", "ferrari"),
    ("RERE", "atrenew"),
    ("RIG", "transocean"),
    ("RMIX", "suncrete"),
    ("ROAD", "construction"),
    ("ROCK", "gibraltar"),
    ("SAM", "boston"),
    ("SATS", "echostar"),
    ("SKT", "tanger"),
    ("SKY", "champion"),
    ("SMR", "nuscale"),
    ("SPRY", "ars"),
    ("SQ", "block"),
    ("SQM", "chemical"),
    ("STZ", "constellation"),
    ("SVMB", "jingbo"),
    ("SWIM", "latham"),
    ("TAP", "molson"),
    ("TBBB", "bbb"),
    ("TBBK", "bancorp"),
    ("TEAM", "atlassian"),
    ("THFF", "first"),
    ("THG", "hanover"),
    ("THQ", "abrdn"),
    ("THW", "abrdn"),
    ("TIGO", "millicom"),
    ("TIGR", "up"),
    ("TILE", "interface"),
    ("TMCR", "metals"),
    ("TSLX", "sixth"),
    ("TXG", "10x"),
    ("UAN", "cvr"),
    ("ULCC", "frontier"),
    ("USA", "liberty"),
    ("USAS", "americas"),
    ("UUUU", "energy"),
    ("VIV", "telefonica"),
    ("VKQ", "invesco"),
    ("VTOL", "bristow"),
    ("WGS", "genedx"),
    ("WHD", "cactus"),
    ("WMS", "advanced"),
    ("WTRG", "essential"),
    ("XRAY", "dentsply"),
    ("XRN", "chiron"),
    ("XXI", "twenty"),
    ("XYZ", "block"),
    ("YMM", "full"),
    ("YOU", "clear"),
];

/// Tells whether a ticker can be that of a company.
pub(super) fn may_be_of(ticker: &str, company: &str) -> bool {
    let ticker: String = ticker
        .split(['.', '-'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let company = company.to_lowercase();
    let Some(first) = ticker.chars().next() else { return true };
    let words = || company.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    if words().any(|w| w.starts_with(first)) {
        return true;
    }
    let mut letters = company.chars();
    if ticker.chars().all(|c| letters.any(|l| l == c)) {
        return true;
    }
    let upper = ticker.to_ascii_uppercase();
    UNLIKE.iter().any(|&(known, word)| known == upper && words().any(|w| w == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickers_are_told_from_those_of_others() {
        let check = |ticker: &str, company: &str, expected: bool| {
            assert_eq!(may_be_of(ticker, company), expected, "{ticker} {company}");
        };
        check("AAPL", "Apple Inc", true);
        check("NVDA", "NVIDIA CORP", true);
        check("GOOGL", "Alphabet Inc", true);
        check("T", "AT&T", true);
        check("AMZN", "Whole Foods", false);
        check("MSFT", "Kingsoft Cloud", false);
    }
}
