"""Pure decisions about how people describe themselves. No Django, no clock, no database."""

import unicodedata
from dataclasses import replace
from functools import lru_cache

from .mentions import Mention

_ORGANISATION_TYPES: dict[str, tuple[str, ...]] = {
    "local_government": (
        "local government",
        "local authority",
        "municipality",
        "municipal government",
        "city government",
        "city",
        "gobierno local",
        "gobierno municipal",
        "municipio",
        "ayuntamiento",
        "gouvernement local",
        "collectivité locale",
        "autorité locale",
        "mairie",
        "municipalité",
        "местные органы власти",
        "местная власть",
        "муниципалитет",
        "地方政府",
        "市政府",
        "حكومة محلية",
        "سلطة محلية",
        "بلدية",
        "governo local",
        "prefeitura",
        "pemerintah daerah",
        "local government unit",
        "provincial government",
        "regional government",
        "subnational government",
    ),
    "national_government": (
        "national government",
        "central government",
        "federal government",
        "government",
        "ministry",
        "gobierno nacional",
        "gouvernement national",
        "национальное правительство",
        "правительство",
        "中央政府",
        "国家政府",
        "حكومة وطنية",
        "governo nacional",
        "pemerintah pusat",
        "national authority",
        "government agency",
    ),
    "un_entity": (
        "un entity",
        "united nations",
        "un",
        "un agency",
        "un system",
        "naciones unidas",
        "nations unies",
        "оон",
        "联合国",
        "الأمم المتحدة",
        "united nations entity",
        "un organization",
    ),
    "igo": (
        "igo",
        "intergovernmental organization",
        "intergovernmental organisation",
        "international organization",
        "international organisation",
        "organización internacional",
        "organisation internationale",
        "международная организация",
        "国际组织",
        "منظمة دولية",
        "regional organization",
        "organización intergubernamental",
    ),
    "cso": (
        "cso",
        "ngo",
        "civil society",
        "civil society organization",
        "civil society organisation",
        "non-governmental organization",
        "sociedad civil",
        "ong",
        "société civile",
        "нпо",
        "гражданское общество",
        "民间社会",
        "非政府组织",
        "مجتمع مدني",
        "منظمة غير حكومية",
        "sociedade civil",
        "community organization",
        "non-profit",
        "nonprofit",
        "international ngo",
    ),
    "academia": (
        "academia",
        "academic",
        "academic institution",
        "university",
        "research institute",
        "research",
        "universidad",
        "université",
        "университет",
        "学术机构",
        "大学",
        "جامعة",
        "universidade",
        "universitas",
        "academia / research",
        "education",
    ),
    "private_sector": (
        "private sector",
        "private",
        "business",
        "company",
        "enterprise",
        "sector privado",
        "empresa",
        "secteur privé",
        "entreprise",
        "частный сектор",
        "私营部门",
        "企业",
        "قطاع خاص",
        "setor privado",
        "swasta",
    ),
    "media": ("media", "press", "medios", "médias", "сми", "媒体", "إعلام"),
    "other": ("other", "others", "otro", "autre", "другое", "其他", "أخرى", "outro", "lainnya", "individual"),
}
_GENDERS: dict[str, tuple[str, ...]] = {
    "female": (
        "female",
        "f",
        "woman",
        "femenino",
        "mujer",
        "féminin",
        "femme",
        "женский",
        "женщина",
        "ж",
        "女",
        "女性",
        "أنثى",
        "امرأة",
        "feminino",
        "mulher",
        "perempuan",
        "she/her",
    ),
    "male": (
        "male",
        "m",
        "man",
        "masculino",
        "hombre",
        "masculin",
        "homme",
        "мужской",
        "мужчина",
        "м",
        "男",
        "男性",
        "ذكر",
        "رجل",
        "homem",
        "laki-laki",
        "he/him",
    ),
    "other": ("other", "non-binary", "nonbinary", "another", "otro", "autre", "другой", "其他", "آخر", "outro"),
    "undisclosed": (
        "prefer not to say",
        "prefer not to answer",
        "prefer not to disclose",
        "prefiero no decirlo",
        "préfère ne pas répondre",
        "предпочитаю не указывать",
        "不愿透露",
        "أفضل عدم القول",
    ),
}


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().strip(" .,;:").split())


_TYPE_OF = {_fold(word): key for key, words in _ORGANISATION_TYPES.items() for word in (key, *words)}
_GENDER_OF = {_fold(word): key for key, words in _GENDERS.items() for word in (key, *words)}


# Answers are chosen from lists, so a file has few different ones; what is longer than any of ours is none of them.
_LONGEST = 100


@lru_cache(maxsize=1024)
def _looked_up(text: str) -> tuple[str, str]:
    """The type of organisation and the gender that an answer would mean."""
    folded = _fold(text)
    nothing = folded in ("", "-", "--", "n/a", "none")
    kind = "" if nothing else _TYPE_OF.get(folded.split(" (")[0], _TYPE_OF.get(folded, "other"))
    return kind, _GENDER_OF.get(folded, "")


def organisation_type_of(text: str) -> str:
    """The type of organisation that a typed or chosen answer means: "" where nothing was stated, else "other" where
    it is none of ours."""
    return _looked_up(text[:_LONGEST])[0]


def gender_of(text: str) -> str:
    """The gender that an answer states, "" where it states none that we can read."""
    return _looked_up(text[:_LONGEST])[1]


def classified(mention: Mention) -> Mention:
    """The mention with its type of organisation and gender as our own words."""
    return replace(
        mention,
        organisation_type=organisation_type_of(mention.organisation_type),
        gender=gender_of(mention.gender),
    )


def combined(before: Mention, now: Mention) -> Mention:
    """What is known after `now` is said over `before`: a blank unsays nothing. City and country are said together."""
    place = now if now.city or now.country else before
    said = {
        name: getattr(now, name) or getattr(before, name)
        for name in (
            "name",
            "email",
            "phone",
            "token",
            "organisation",
            "organisation_type",
            "job_title",
            "gender",
            "language",
        )
    }
    return Mention(**said, city=place.city, country=place.country)
