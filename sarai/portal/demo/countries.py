"""The countries that the synthetic participants come from, and how they type them.

Each row: ISO 3166-1 alpha-2 code, name pool (see `names`), weight (relative number of people, used
only where the design does not fix the number) and the spellings that people use, the usual one first.
The usual spelling is also what a platform prints as country by IP address.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ISO code, name pool, relative weight, spellings (the usual one first)."""

    code: str
    names: str
    weight: int
    spellings: tuple[str, ...]

    @property
    def name(self) -> str:
        """The usual spelling."""
        return self.spellings[0]


_ROWS = """
PH filipino 60 Philippines|The Philippines|PHILIPPINES|philippines
IN indian 60 India|INDIA|india|Republic of India
NG nigerian 60 Nigeria|NIGERIA|Federal Republic of Nigeria
US anglo 60 United States|USA|United States of America|US
ID indonesian 60 Indonesia|INDONESIA|Republic of Indonesia
NP nepali 60 Nepal|NEPAL|नेपाल
FJ fijian 60 Fiji|FIJI|Fiji Islands
MX hispanic 55 Mexico|México|MEXICO
CO hispanic 50 Colombia|COLOMBIA
BD bengali 45 Bangladesh|BANGLADESH
PK pakistani 42 Pakistan|PAKISTAN|Islamic Republic of Pakistan
KE east_african 36 Kenya|KENYA
ZA southern_african 34 South Africa|Republic of South Africa
BR lusophone 33 Brazil|Brasil|BRASIL
PE hispanic 32 Peru|Perú
EC hispanic 28 Ecuador|ECUADOR
GH west_african 28 Ghana|GHANA
AR hispanic 27 Argentina|ARGENTINA
CL hispanic 26 Chile|CHILE
MY malay 25 Malaysia|MALAYSIA
LK sri_lankan 24 Sri Lanka|SRI LANKA
TH thai 23 Thailand|THAILAND
EG arab 22 Egypt|Arab Republic of Egypt
ET ethiopian 22 Ethiopia|ETHIOPIA
UG east_african 20 Uganda|UGANDA
VN vietnamese 19 Viet Nam|Vietnam|VIETNAM
MM burmese 18 Myanmar|MYANMAR
CR hispanic 18 Costa Rica|COSTA RICA
KR korean 18 South Korea|Republic of Korea|Korea, Republic of|대한민국
CN chinese 18 China|P.R. China|中国
GT hispanic 16 Guatemala|GUATEMALA
BO hispanic 16 Bolivia|Bolivia (Plurinational State of)
DO hispanic 16 Dominican Republic|República Dominicana
HN hispanic 15 Honduras|HONDURAS
JP japanese 15 Japan|JAPAN|日本
ES hispanic 15 Spain|España
GB anglo 15 United Kingdom|UK|Great Britain
IT italian 14 Italy|Italia
CA anglo 14 Canada|CANADA
TR turkish 14 Türkiye|Turkey|TURKEY
DE germanic 12 Germany|Deutschland
AU anglo 12 Australia|AUSTRALIA
ZW southern_african 12 Zimbabwe|ZIMBABWE
TZ east_african 12 Tanzania|United Republic of Tanzania
FR french 11 France|FRANCE
JO arab 11 Jordan|الأردن
LB arab 10 Lebanon|Liban
MA arab 10 Morocco|Maroc
ZM southern_african 10 Zambia|ZAMBIA
MW southern_african 10 Malawi|MALAWI
RW east_african 10 Rwanda|RWANDA
CM francophone_african 10 Cameroon|Cameroun
JM caribbean 9 Jamaica|JAMAICA
SV hispanic 9 El Salvador|EL SALVADOR
TN arab 9 Tunisia|Tunisie
MZ lusophone 9 Mozambique|Moçambique
IR persian 9 Iran|Islamic Republic of Iran
AF persian 8 Afghanistan|AFGHANISTAN
TT caribbean 8 Trinidad and Tobago|Trinidad & Tobago
PA hispanic 8 Panama|Panamá
SD arab 8 Sudan|SUDAN
SN francophone_african 8 Senegal|Sénégal
SL west_african 8 Sierra Leone|SIERRA LEONE
CI francophone_african 8 Côte d'Ivoire|Ivory Coast|Cote d'Ivoire
CD francophone_african 8 Democratic Republic of the Congo|DRC|DR Congo
VU pacific 7 Vanuatu|VANUATU
NZ anglo 7 New Zealand|NEW ZEALAND
KH khmer 7 Cambodia|CAMBODIA
IQ arab 7 Iraq|العراق
DZ arab 7 Algeria|Algérie
PY hispanic 7 Paraguay|PARAGUAY
UY hispanic 7 Uruguay|URUGUAY
VE hispanic 7 Venezuela|Bolivarian Republic of Venezuela
PT lusophone 7 Portugal|PORTUGAL
CH germanic 7 Switzerland|Suisse
WS pacific 6 Samoa|SAMOA
BT nepali 6 Bhutan|BHUTAN
BB caribbean 6 Barbados|BARBADOS
NL germanic 6 Netherlands|The Netherlands
AE arab 6 United Arab Emirates|UAE
LR west_african 6 Liberia|LIBERIA
NA southern_african 6 Namibia|NAMIBIA
BW southern_african 6 Botswana|BOTSWANA
TO pacific 5 Tonga|TONGA
SB pacific 5 Solomon Islands|SOLOMON ISLANDS
PG pacific 5 Papua New Guinea|PNG
SG chinese 5 Singapore|SINGAPORE
MN mongolian 5 Mongolia|MONGOLIA
GE slavic 5 Georgia|GEORGIA
KG turkic 5 Kyrgyzstan|Kyrgyz Republic
UZ turkic 5 Uzbekistan|UZBEKISTAN
PS arab 5 Palestine|State of Palestine
SA arab 5 Saudi Arabia|Kingdom of Saudi Arabia
SO arab 5 Somalia|SOMALIA
MG francophone_african 5 Madagascar|MADAGASCAR
MU indian 5 Mauritius|MAURITIUS
BJ francophone_african 5 Benin|Bénin
BF francophone_african 5 Burkina Faso|BURKINA FASO
ML francophone_african 5 Mali|MALI
GM west_african 5 Gambia|The Gambia
HT french 5 Haiti|Haïti
NI hispanic 5 Nicaragua|NICARAGUA
GR slavic 5 Greece|GREECE
LC caribbean 4 Saint Lucia|St. Lucia
GY caribbean 4 Guyana|GUYANA
BZ caribbean 4 Belize|BELIZE
MV malay 4 Maldives|MALDIVES
LA thai 4 Laos|Lao People's Democratic Republic
KZ turkic 4 Kazakhstan|KAZAKHSTAN
AM slavic 4 Armenia|ARMENIA
UA slavic 4 Ukraine|Україна
RO slavic 4 Romania|România
RS slavic 4 Serbia|SERBIA
BE french 4 Belgium|Belgique
AT germanic 4 Austria|Österreich
SE germanic 4 Sweden|Sverige
NE francophone_african 4 Niger|NIGER
TG francophone_african 4 Togo|TOGO
LS southern_african 4 Lesotho|LESOTHO
AO lusophone 4 Angola|ANGOLA
SS east_african 4 South Sudan|SOUTH SUDAN
CU hispanic 3 Cuba|CUBA
RU slavic 3 Russia|Russian Federation
PL slavic 3 Poland|Polska
DK germanic 3 Denmark|Danmark
NO germanic 3 Norway|Norge
IE anglo 3 Ireland|IRELAND
OM arab 3 Oman|OMAN
YE arab 3 Yemen|YEMEN
AZ turkic 3 Azerbaijan|AZERBAIJAN
TJ persian 3 Tajikistan|TAJIKISTAN
SZ southern_african 2 Eswatini|Swaziland
BI east_african 2 Burundi|BURUNDI
GN francophone_african 2 Guinea|Guinée
QA arab 2 Qatar|QATAR
BH arab 2 Bahrain|BAHRAIN
FI germanic 2 Finland|Suomi
HR slavic 2 Croatia|Hrvatska
AL slavic 2 Albania|ALBANIA
CV lusophone 2 Cabo Verde|Cape Verde
"""


def _read(row: str) -> Country:
    code, names, weight, spellings = row.split(" ", 3)
    return Country(code, names, int(weight), tuple(spellings.split("|")))


COUNTRIES: tuple[Country, ...] = tuple(_read(row) for row in _ROWS.strip().splitlines())

# Nobody but a withdrawn registration comes from here: whoever counts withdrawn ones counts one country too many.
ONLY_WITHDRAWN = Country("SM", "italian", 0, ("San Marino",))
# A country that appears only as "country by IP address", never as a stated country.
ONLY_BY_IP = "Iceland"
