"""Names of any script and order, reduced to tokens that can be compared.

Nothing here decides which token is the family name: order differs between cultures and between forms, so a name is a bag
of tokens. Titles and particles are dropped, well-known short forms and transliterations are drawn together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

TITLES = frozenset(
    """mr mrs ms miss mx dr doctor prof professor eng engr ing arq arch adv lic licda hon rev sir dame madam madame mme mlle
    sr sra srta senor senora senorita senhor senhora doutor doutora dra h.e he excellency his her amb ambassador
    alhaji hajj hajji haji hajja capt captain col gen lt maj sgt mayor minister deputy councillor cllr
    cr phd msc mba bsc mpa esq shri smt sri kumari ustaz ustad datuk dato hanim herr frau monsieur
    ir pr atty attorney pastor fr sister bro""".split()
)
"""Words about a person that are not part of the name. Taken off at both ends, while something is left."""

DOUBTFUL_TITLES = frozenset("don dona sheikh shaikh chief sri bay tan md".split())
"""… that may also be a name: taken off only where two words stay."""

PARTICLES = frozenset("de da do das dos del della di la las los le el al as ul bin ibn bint van von der den af".split())

_SPELLINGS = """
mohamed: mohammed muhammad mohammad muhammed mohamad muhamad mohamud mahomed muhamed mehmet mehmed md mohd mhmd mamadou
ahmed: ahmad ahmet ahmud amadou ahmd
yusuf: yousef youssef yusef yousuf yusuph youssouf yusup
jose: joseph josef giuseppe pepe chepe joe zeca
ibrahim: ebrahim ibraheem abraham brahim
abdullah: abdallah abdulla abdoulaye abdulah
hussein: hussain husain hosein hossain husayn houssein hossein
hassan: hasan hasson lassana
ali: aly alli alee
omar: umar omer oumar
osman: uthman othman usman ousmane
mustafa: mostafa mustapha moustafa moustapha mustafah
khaled: khalid halid
fatima: fatma fatimah fatema fatoumata faatimah fatuma
aisha: aysha ayesha aicha aishah ayse aissatou
maryam: mariam meryem maryem maryan miriam
maria: marie mary mariya mari
zainab: zeynep zaynab zeinab zenab
khadija: khadijah hatice khadidja kadiatou
layla: leila laila leyla
suleiman: sulaiman soliman suleyman souleymane solomon
yahya: yehia yahia
said: saeed sayed saied syed sayyid
amina: aminah aminata emine
kim: gim
lee: li yi rhee
park: bak pak
choi: choe
jung: jeong chung
nguyen: nguyn nguyenn
juan: john jon johnny jean joao ivan juanito giovanni yohannes johannes jan
francisco: pancho paco francis chico francois frank
guillermo: william memo bill billy will guilherme
roberto: robert bob bobby beto rob
miguel: michael mike michel mikhail mihail mick
alejandro: alexander alex alexandre aleksandr alexandr sasha jandro
manuel: manolo emmanuel manny emanuel
antonio: anthony tony antoine toni anton
eduardo: edward eddie lalo edouard ed
ignacio: nacho inacio
enrique: henry quique henrique henri harry
luis: louis luiz lucho lewis
pedro: peter pierre piotr pete petros petr
pablo: paul paulo pavel pol
jorge: george georges yuri georgios coque
carlos: charles karl charlie carlo chuck
rafael: raphael rafa
jesus: chucho
concepcion: concha conchita
dolores: lola
guadalupe: lupe lupita
isabel: elizabeth elisabeth elisabete liz beth betty isabella bella isa
rosario: charo
mercedes: meche
teresa: theresa tere terry
catherine: katherine catarina catalina kate kathy cathy katarina ekaterina
margarita: margaret maggie marguerite margarida
ana: anna anne ann hannah hana annie anita
beatriz: beatrice bea bia
patricia: pat patty paty
daniel: dan danny daniyar dani
samuel: sam sammy
david: dave davi daud dawit davide
benjamin: ben benny
joshua: josh
matthew: matt mateus mateo mathieu
nicholas: nick nicolas nicolau nikolai niko
stephen: steven steve esteban estevao stefan etienne
thomas: tom tomas tommy
richard: rick dick ricardo ricky
andres: andrew andre andy andrei andreas
victoria: vicky viktoria vitoria
susan: sue suzanne susana suzana
jennifer: jenny jen
rajesh: raj raju
subramaniam: subramanian subrahmanyam subbu
krishnan: krishna
lakshmi: laxmi
srinivas: sreenivas shrinivas srinivasan
chowdhury: choudhury chaudhary chaudhry choudhary chaudhuri
banerjee: bandyopadhyay banerji
mukherjee: mukhopadhyay mukherji
chatterjee: chattopadhyay chatterji
rahman: rehman rahmaan
sheikh: shaikh sheikh
begum: begam
gonzalez: gonzales gonsalves goncalves gonzlez
rodriguez: rodrigues
hernandez: hernandes
fernandez: fernandes
perez: peres
lopez: lopes
martinez: martins martines
gomez: gomes
sanchez: sanches
souza: sousa
kuznetsov: kuznecov
yusupov: iusupov yusupoff
wong: huang
cheung: zhang chang
chan: chen tan
leung: liang
lau: liu
ng: wu
chow: zhou
tadesse: tadese taddesse
abebe: abebbe
girma: ghirma
okafor: okafo
chukwuemeka: emeka
oluwaseun: seun
oluwaseyi: seyi
babatunde: tunde
"""


def _spelling_table(text: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for line in text.strip().splitlines():
        canonical, _, variants = line.partition(":")
        for variant in (canonical, *variants.split()):
            table.setdefault(variant, canonical)
    return table


CANONICAL = _spelling_table(_SPELLINGS)
"""Short form or transliteration → the form that stands for all of them."""

GENERATIONS = {"jr": "jr", "junior": "jr", "filho": "jr", "hijo": "jr", "ii": "ii", "iii": "iii", "neto": "neto"}

DOUBLE_FAMILY_NAMES = frozenset("欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 东方 東方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 남궁 황보 제갈 선우".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name as tokens: as folded (`spelled`) and with spellings drawn together (`tokens`), both sorted."""

    spelled: tuple[str, ...]
    tokens: tuple[str, ...]

    @property
    def key(self) -> str:
        """Equal for the same name in another order or a well-known spelling; blank if there is no name."""
        return " ".join(self.tokens)

    @property
    def skeleton(self) -> str:
        """Equal for names that sound much alike: every token's consonants."""
        return " ".join(sorted(skeleton(token) for token in self.tokens))

    @property
    def letters(self) -> str:
        """All letters in order, so that "Xiao Ming Wang" equals "Wang Xiaoming"; blank for very short names."""
        joined = "".join(self.spelled)
        return "".join(sorted(joined)) if len(joined) >= 6 else ""

    @property
    def initials(self) -> tuple[str, ...]:
        """The first letters of the tokens."""
        return tuple(sorted({token[0] for token in self.tokens}))


@lru_cache(maxsize=200_000)
def parse_name(written: str) -> Name:
    """The tokens of a name as a person or a form wrote it, in any script."""
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), _BRACKETED.sub(" ", written)) or written
    words = _without_titles(_words(text))
    spelled = [GENERATIONS.get(word, word) for word in words if word not in PARTICLES] or words
    return Name(tuple(sorted(spelled)), tuple(sorted({CANONICAL.get(word, word) for word in spelled})))


_BRACKETED = re.compile(r"[(\[（【].*?[)\]）】]")
_DOTTED = re.compile(r"\b(?:h\.e|ph\.d|m\.sc|b\.sc|m\.d)\b", re.IGNORECASE)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for chunk in re.split(r"[\s,;/_\-‐–—·・.]+", unicodedata.normalize("NFKC", text)):
        words.extend(_east_asian(chunk) if _is_east_asian(chunk) else [_fold(chunk)])
    return [word for word in words if word]


def _fold(chunk: str) -> str:
    return re.sub(r"[^a-z]", "", anyascii(chunk).lower())


def _is_east_asian(chunk: str) -> bool:
    return 2 <= len(chunk) <= 5 and all("\u3400" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" for sign in chunk)


def _east_asian(chunk: str) -> list[str]:
    """Family name first: one sign, or two where the first two are a known double family name."""
    cut = 2 if chunk[:2] in DOUBLE_FAMILY_NAMES and len(chunk) > 2 else 1
    return [_fold(chunk[:cut]), _fold(chunk[cut:])]


def _without_titles(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while end - start > 1 and (words[start] in TITLES or (words[start] in DOUBTFUL_TITLES and end - start > 2)):
        start += 1
    while end - start > 1 and (words[end - 1] in TITLES or (words[end - 1] in DOUBTFUL_TITLES and end - start > 2)):
        end -= 1
    return words[start:end]


_SOUNDS = (
    ("ph", "f"),
    ("kh", "k"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("dj", "j"),
    ("ck", "k"),
    ("ts", "s"),
    ("ce", "s"),
    ("ci", "s"),
    ("c", "k"),
    ("q", "k"),
    ("x", "s"),
    ("z", "s"),
    ("w", "v"),
)


@lru_cache(maxsize=200_000)
def skeleton(token: str) -> str:
    """The consonants of a folded token by sound class; "a" stands for any vowel that comes first."""
    sound = token
    for written, heard in _SOUNDS:
        sound = sound.replace(written, heard)
    first = "a" if sound[:1] in tuple("aeiouy") else ""
    consonants = re.sub(r"[aeiouyh]", "", sound)
    return (first + re.sub(r"(.)\1+", r"\1", consonants)) or token
