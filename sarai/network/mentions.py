"""People as the rows of outside files state them, and the headers under which they state it.

A mention is what one row says about somebody, nothing more: whether two mentions are one person is decided by
linkage, never while reading.
"""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter, itemgetter
from types import MappingProxyType

from sarai.evidence.reading.headers import Columns, aliases, fold


@dataclass(slots=True)
class Mention:
    """A person as one row of a file states them: text as typed, trimmed; "" where the row says nothing.

    `token` is the platform's own registration token. `country` is what the person stated, never what a platform
    derived from an IP address.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    token: str = ""
    organisation: str = ""
    organisation_type: str = ""
    job_title: str = ""
    city: str = ""
    country: str = ""
    gender: str = ""
    language: str = ""

    @property
    def stated(self) -> tuple[str, ...]:
        """All that it says, always in the same order."""
        return _STATED(self)


_STATED = attrgetter(*(field.name for field in fields(Mention)))
_REST = tuple(field.name for field in fields(Mention))[2:]
_ALIASES: dict[str, str] = {
    "name": """
        name | full name | your name | your full name | participant name | nom complet | nom et prénom |
        nombre completo | nombre y apellidos | nombre y apellido | nome completo | nama | nama lengkap | 姓名 |
        名字 | имя и фамилия | фио | ф.и.о. | полное имя | الاسم | الاسم الكامل
    """,
    "first_name": """
        first name | firstname | given name | given names | forename | prénom | prenom | nombre | nombres | nome |
        primeiro nome | nama depan | 名 | имя | الاسم الأول
    """,
    "last_name": """
        last name | lastname | surname | family name | nom | nom de famille | apellido | apellidos | sobrenome |
        último nome | nama belakang | 姓 | 姓氏 | фамилия | اسم العائلة | اللقب
    """,
    "email": """
        email | e-mail | email address | e-mail address | user email | your email | your email address |
        courriel | adresse e-mail | adresse email | adresse courriel | correo | correo electrónico |
        correo electronico | dirección de correo electrónico | e-mail do usuário | endereço de e-mail |
        alamat email | surel | 邮箱 | 电子邮箱 | 电子邮件 | 邮箱地址 | 电子邮件地址 | электронная почта |
        адрес электронной почты | эл. почта | البريد الإلكتروني | البريد الالكتروني | عنوان البريد الإلكتروني
    """,
    "phone": """
        phone | phone number | telephone | telephone number | mobile | mobile phone | mobile number | cell phone |
        tel | whatsapp | téléphone | numéro de téléphone | teléfono | telefono | número de teléfono | telefone |
        celular | nomor telepon | no. telepon | nomor hp | 电话 | 手机 | 手机号 | 手机号码 | 联系电话 | телефон |
        номер телефона | الهاتف | رقم الهاتف
    """,
    "organisation": """
        organization | organisation | organization name | organisation name | name of organization |
        name of organisation | name of your organization | name of your organisation | your organization |
        your organisation | institution | institution name | name of institution | company | company name |
        employer | affiliation | agency | organización | organizacion | institución | institucion | empresa |
        nombre de la organización | organización o institución | organização | organizacao | instituição |
        instituicao | organisme | établissement | entreprise | nom de l'organisation | organisasi | institusi |
        instansi | lembaga | 组织 | 机构 | 单位 | 工作单位 | 机构名称 | 单位名称 | организация | учреждение |
        название организации | место работы | المنظمة | المؤسسة | اسم المؤسسة | الجهة | جهة العمل
    """,
    "organisation_type": """
        type of organization | type of organisation | organization type | organisation type |
        type of institution | institution type | affiliation type | stakeholder group | stakeholder type |
        tipo de organización | tipo de organizacion | tipo de institución | tipo de organização |
        tipo de instituição | type d'organisation | type d’organisation | type d'organisme | jenis organisasi |
        jenis lembaga | jenis instansi | 组织类型 | 机构类型 | 单位类型 | 单位性质 | тип организации |
        вид организации | نوع المنظمة | نوع المؤسسة
    """,
    "job_title": """
        job title | position | job position | role in organization | designation | occupation | función | cargo |
        puesto | fonction | poste | intitulé du poste | jabatan | 职务 | 职位 | 职称 | должность |
        المسمى الوظيفي | الوظيفة | المنصب
    """,
    "city": """
        city | city/town | city or town | town | town/city | municipality | city/municipality | your city |
        city name | name of city | home city | city of residence | which city are you from | ciudad |
        ciudad/municipio | municipio | localidad | ville | ville/commune | commune | cidade | município | kota |
        kota/kabupaten | 城市 | 所在城市 | 市 | город | населенный пункт | населённый пункт | المدينة | مدينة
    """,
    "country": """
        country | country/region | country or region | country or territory | country/territory | your country |
        country name | home country | country of residence | which country are you from | país | pais |
        país/región | país o región | país/região | pays | pays/région | pays ou région | negara |
        negara/wilayah | 国家 | 国家/地区 | 国家或地区 | 所在国家 | страна | страна/регион | страна или регион |
        البلد | الدولة | البلد/المنطقة | الدولة/المنطقة
    """,
    "gender": """
        gender | sex | your gender | gender (optional) | gender identity | what is your gender | género | genero |
        sexo | genre | sexe | gênero | jenis kelamin | 性别 | пол | الجنس | النوع الاجتماعي
    """,
    "language": """
        language | preferred language | your language | language preference | idioma | lengua | idioma preferido |
        langue | langue préférée | língua | bahasa | 语言 | 首选语言 | язык | предпочитаемый язык | اللغة |
        اللغة المفضلة
    """,
    "token": "registration token | registration id | registrant id | registration number | barcode # | attendee #",
}
_FIELDS: Mapping[str, str] = MappingProxyType(
    {alias: name for name, names in _ALIASES.items() for alias in aliases(names)}
)
FIELDS: tuple[str, ...] = tuple(_ALIASES)
"""What a column can say about a person, for mapping screens; `first_name` and `last_name` make the name together."""

_REQUIRED_NOTES = (" (required)", " (obligatorio)", " (obligatoire)", " (обязательно)", " (必填)", " (wajib)")


def field_for(header: str) -> str | None:
    """Which field a column with this header states, or None: one of `FIELDS`.

    Whole headers only, in the six languages of the United Nations, Portuguese and Indonesian, alone or side by side
    (`City / Ciudad`, `Organization 组织`). A question that merely mentions a city is not somebody's city, and
    `Country/Region Name` is what Zoom derives from an IP address, so neither is a field.
    """
    key = fold(header)
    for note in _REQUIRED_NOTES:
        key = key.removesuffix(note)
    if found := _FIELDS.get(key):
        return found
    for separator in ("/", "|", " - ", "(", " "):
        parts = [fold(part.strip(" )")) for part in key.split(separator)]
        fields = {_FIELDS.get(part) for part in parts if part}
        if len(parts) > 1 and len(fields) == 1 and None not in fields:
            return fields.pop()
    return None


def email_key(text: str) -> str:
    """An e-mail address for comparison: trimmed, lower-cased, NFC."""
    text = text.strip().lower()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def folded_name(text: str) -> str:
    """A name as it is looked for: in small letters, without accents."""
    text = text.casefold()
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def folded_organisation(text: str) -> str:
    """An organisation's name as organisations are told apart: its words in small letters, without accents and
    punctuation."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded_name(text)).split())


class MentionColumns:
    """Reads the mention and the answers of a row, by the names of its columns.

    The name is the first and last name where the row has them, else the display name.
    `taken` are columns that the caller reads itself. `mapped` says which column states which field where names alone
    would not (a mapping made by a person); otherwise `field_for` decides, and of two columns for one field the first
    counts. Every other column is an answer, under its own header.
    """

    def __init__(
        self,
        columns: Columns,
        taken: Collection[int] = (),
        mapped: Mapping[int, str] | None = None,
        find: Callable[[str], str | None] = field_for,
    ) -> None:
        places: dict[str, int] = {}
        for place in range(len(columns)):
            if place not in taken:
                field = mapped.get(place) if mapped is not None else find(columns.keys[place])
                if field in _ALIASES:
                    places.setdefault(field, place)
        self.places: Mapping[str, int] = MappingProxyType(places)
        """Field → the column that states it."""
        used = {*taken, *places.values()}
        self._answers = tuple((place, name) for place, name in enumerate(columns.names) if place not in used)
        blank = len(columns)  # the place of the blank cell that `mention` puts behind a row
        self._names = itemgetter(*(places.get(key, blank) for key in ("name", "first_name", "last_name", "email")))
        self._rest = itemgetter(*(places.get(key, blank) for key in _REST))

    def mention(self, cells: list[str]) -> Mention:
        """Who a row says it is about. `cells` must be as many as the columns."""
        padded = [*cells, ""]
        display, first, last, email = self._names(padded)
        name = f"{first.strip()} {last.strip()}".strip() or display.strip()
        return Mention(name, email_key(email), *map(str.strip, self._rest(padded)))

    def answers(self, cells: list[str]) -> dict[str, str]:
        """What else a row says: header → text, for the cells that are not blank."""
        if not self._answers:
            return {}
        return {name: text for place, name in self._answers if (text := cells[place].strip()) and text != "--"}
