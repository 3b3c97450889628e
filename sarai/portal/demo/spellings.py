"""How people type cities: local scripts, and texts that a careful reader would ask a person about."""

from __future__ import annotations

from dataclasses import dataclass

# (ISO code, name) -> other spellings that the gazetteer itself knows as names of that city.
LOCAL_SPELLINGS: dict[tuple[str, str], tuple[str, ...]] = {
    ("NP", "Kathmandu"): ("काठमाडौं", "Katmandu"),
    ("NP", "Pokhara"): ("पोखरा",),
    ("ID", "Jakarta"): ("DKI Jakarta", "Djakarta"),
    ("PH", "Quezon City"): ("Lungsod Quezon",),
    ("NG", "Abuja"): ("أبوجا",),
    ("FJ", "Suva"): ("Suva City", "सुवा"),
    ("IN", "Delhi"): ("दिल्ली",),
    ("IN", "Mumbai"): ("Bombay", "मुंबई"),
    ("IN", "Kolkata"): ("Calcutta", "কলকাতা"),
    ("IN", "Bengaluru"): ("Bangalore",),
    ("BD", "Dhaka"): ("ঢাকা",),
    ("BD", "Chattogram"): ("Chittagong",),
    ("PK", "Karachi"): ("کراچی",),
    ("PK", "Lahore"): ("لاہور",),
    ("EG", "Cairo"): ("القاهرة", "Le Caire"),
    ("JO", "Amman"): ("عمان",),
    ("LB", "Beirut"): ("بيروت", "Beyrouth"),
    ("CN", "Beijing"): ("北京", "Peking"),
    ("CN", "Shanghai"): ("上海",),
    ("CN", "Guangzhou"): ("广州", "Canton"),
    ("KR", "Seoul"): ("서울",),
    ("KR", "Incheon"): ("인천",),
    ("JP", "Tokyo"): ("東京",),
    ("TH", "Bangkok"): ("กรุงเทพมหานคร", "Krung Thep"),
    ("ET", "Addis Ababa"): ("አዲስ አበባ",),
    ("GR", "Athens"): ("Αθήνα",),
    ("UA", "Kyiv"): ("Київ", "Kiev"),
    ("RU", "Moscow"): ("Москва",),
    ("GE", "Tbilisi"): ("თბილისი",),
    ("AM", "Yerevan"): ("Երևան",),
    ("MX", "Mexico City"): ("Ciudad de México",),
    ("BR", "São Paulo"): ("Sao Paulo",),
    ("GT", "Guatemala City"): ("Ciudad de Guatemala",),
    ("IT", "Rome"): ("Roma",),
    ("DE", "Munich"): ("München",),
    ("PT", "Lisbon"): ("Lisboa",),
    ("VN", "Ho Chi Minh City"): ("Saigon",),
    ("US", "New York City"): ("New York",),
}


@dataclass(frozen=True, slots=True)
class DoubtfulText:
    """A typed city that a steward decides: of which country, which city (None: not a city), and why."""

    country: str
    text: str
    city: str | None
    reason: str


_ABBREVIATION = "abbreviation, usual in this country"
_REGION = "a region, not a city"

DOUBTFUL: tuple[DoubtfulText, ...] = (
    DoubtfulText("NP", "KTM", "Kathmandu", "airport code, used as an abbreviation"),
    DoubtfulText("NP", "Kathmandu Metropolis", "Kathmandu", "the city's own title"),
    DoubtfulText("NP", "Kathmandu valley", None, "three cities lie in the valley"),
    DoubtfulText("NP", "Bagmati Province", None, _REGION),
    DoubtfulText("PH", "QC", "Quezon City", _ABBREVIATION),
    DoubtfulText(
        "PH", "Quezon", "Quezon City", "organisation is the city government; not the province or a town of that name"
    ),
    DoubtfulText("PH", "QC, NCR", "Quezon City", _ABBREVIATION),
    DoubtfulText("PH", "Metro Manila", None, "sixteen cities; the person was asked and did not answer"),
    DoubtfulText("PH", "Region VIII", None, _REGION),
    DoubtfulText("PH", "MNL", "Manila", "airport code, used as an abbreviation"),
    DoubtfulText("ID", "Jkt", "Jakarta", _ABBREVIATION),
    DoubtfulText("ID", "Jakarta Selatan", "Jakarta", "a municipality inside the capital"),
    DoubtfulText("ID", "Jawa Barat", None, _REGION),
    DoubtfulText("NG", "FCT", "Abuja", "the capital territory; organisation is in the city"),
    DoubtfulText("NG", "Abuja FCT", "Abuja", "city and its territory in one answer"),
    DoubtfulText("NG", "Garki, Abuja", "Abuja", "a district of the city"),
    DoubtfulText("NG", "PH City", "Port Harcourt", _ABBREVIATION),
    DoubtfulText("NG", "Niger Delta", None, _REGION),
    DoubtfulText("FJ", "Suva / Nasese", "Suva", "city and neighbourhood in one answer"),
    DoubtfulText("FJ", "Greater Suva", "Suva", "the city and its suburbs"),
    DoubtfulText("FJ", "Western Division", None, _REGION),
    DoubtfulText("IN", "Delhi NCR", "Delhi", "the capital region; organisation is in the city"),
    DoubtfulText("IN", "Bbay", "Mumbai", _ABBREVIATION),
    DoubtfulText("IN", "Kerala", None, _REGION),
    DoubtfulText("IN", "Pan India", None, "works in the whole country"),
    DoubtfulText("US", "NYC", "New York City", _ABBREVIATION),
    DoubtfulText("US", "LA", "Los Angeles", "abbreviation; not the state of Louisiana"),
    DoubtfulText("US", "Remote", None, "not a place"),
    DoubtfulText("US", "Bay Area", None, _REGION),
    DoubtfulText("MX", "CDMX", "Mexico City", _ABBREVIATION),
    DoubtfulText("MX", "Edo. Mex.", None, "a state, not a city"),
    DoubtfulText("CO", "Bogotá D.C.", "Bogotá", "the city's full title"),
    DoubtfulText("CO", "Eje Cafetero", None, _REGION),
    DoubtfulText("BD", "DHK", "Dhaka", _ABBREVIATION),
    DoubtfulText("BD", "Cox's Bazar camps", None, "settlements, not the town"),
    DoubtfulText("PK", "Pindi", "Rawalpindi", "short form of the name"),
    DoubtfulText("KE", "NBO", "Nairobi", "airport code, used as an abbreviation"),
    DoubtfulText("KE", "Coast region", None, _REGION),
    DoubtfulText("ZA", "Joburg", "Johannesburg", "short form of the name"),
    DoubtfulText("ZA", "Gauteng", None, _REGION),
    DoubtfulText("MY", "KL", "Kuala Lumpur", _ABBREVIATION),
    DoubtfulText("BR", "Sampa", "São Paulo", "nickname"),
    DoubtfulText("EC", "Gye", "Guayaquil", _ABBREVIATION),
    DoubtfulText("AR", "CABA", "Buenos Aires", "the autonomous city"),
    DoubtfulText("TZ", "Dar", "Dar es Salaam", "short form of the name"),
    DoubtfulText("PE", "Lima Metropolitana", "Lima", "the city's own title"),
    DoubtfulText("PE", "Sierra central", None, _REGION),
)
