"""Languages of the directory: ISO code, German name, name in the language itself, other names.

Codes are ISO 639-1; where that has none, ISO 639-3 or 639-2. Names are those of the Unicode CLDR
(as babel gives them), with the words that German directories use: varieties stand with the
language whose code covers them (Dari with Persian, Kurmanji and Sorani with Kurdish).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sozialraum.language import t

GERMAN = "de"


@dataclass(frozen=True)
class Language:
    """One language; ``own_name`` may be empty, ``others`` are further German or own names."""

    code: str
    name: str
    own_name: str = ""
    others: tuple[str, ...] = ()


def language_code(text: str) -> str:
    """Code of a language given by code, German name, own name or another name; empty if unknown.

    Case, surrounding blanks and the form of accents do not matter.
    """
    return _BY_WORD.get(_word(text), "")


def language_name(code: str) -> str:
    """Name of a code in the language of the interface; the code itself where it is unknown."""
    found = LANGUAGES.get(code)
    return t(found.name) if found else code


def _word(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _language(line: str) -> Language:
    code, name, own, *others = (*line.split("|"), "")
    return Language(code, name, own, tuple(filter(None, others)))


_TABLE = """
ak|Akan|Akan
am|Amharisch|አማርኛ
ar|Arabisch|العربية
az|Aserbaidschanisch|azərbaycan|Aseri|Aserisch
be|Belarussisch|беларуская|Weißrussisch|Belarusisch
bg|Bulgarisch|български
bm|Bambara|bamanakan
bn|Bengalisch|বাংলা|Bengali|Bangla
bs|Bosnisch|bosanski
ca|Katalanisch|català
ce|Tschetschenisch|нохчийн
cs|Tschechisch|čeština
cy|Walisisch|Cymraeg
da|Dänisch|dansk
de|Deutsch|Deutsch
dv|Dhivehi|ދިވެހިބަސް
ee|Ewe|eʋegbe
el|Griechisch|Ελληνικά|Neugriechisch
en|Englisch|English
es|Spanisch|español|Kastilisch
et|Estnisch|eesti
eu|Baskisch|euskara
fa|Persisch|فارسی|Farsi|Dari
ff|Fulfulde|Pulaar|Ful|Fula|Peul
fi|Finnisch|suomi
fr|Französisch|français
ga|Irisch|Gaeilge
gd|Schottisch-Gälisch|Gàidhlig
gl|Galicisch|galego
ha|Haussa|Hausa|Hausa
he|Hebräisch|עברית|Iwrit
hi|Hindi|हिन्दी
hr|Kroatisch|hrvatski
ht|Haitianisch|Kreyòl Ayisyen
hu|Ungarisch|magyar
hy|Armenisch|հայերեն
id|Indonesisch|Bahasa Indonesia
ig|Igbo|Igbo
is|Isländisch|íslenska
it|Italienisch|italiano
ja|Japanisch|日本語
ka|Georgisch|ქართული|Grusinisch
kg|Kikongo|Kikongo|Kongolesisch
kk|Kasachisch|қазақ тілі
km|Khmer|ខ្មែរ
ko|Koreanisch|한국어
ku|Kurdisch|kurdî|Kurmandschi|Kurmandji|Kurmanci|Sorani
ky|Kirgisisch|кыргызча
lb|Luxemburgisch|Lëtzebuergesch
lg|Luganda|Luganda|Ganda
ln|Lingala|lingála
lo|Laotisch|ລາວ
lt|Litauisch|lietuvių
lv|Lettisch|latviešu
mg|Malagasy|Malagasy
mi|Maori|Māori
mk|Mazedonisch|македонски|Nordmazedonisch|Makedonisch
mn|Mongolisch|монгол
ms|Malaiisch|Bahasa Melayu
mt|Maltesisch|Malti
my|Birmanisch|မြန်မာ|Burmesisch
ne|Nepalesisch|नेपाली|Nepali
nl|Niederländisch|Nederlands|Flämisch
no|Norwegisch|norsk|Bokmål
oc|Okzitanisch|occitan
om|Oromo|Afaan Oromoo
pa|Punjabi|ਪੰਜਾਬੀ|Pandschabi|Panjabi
pl|Polnisch|polski
ps|Paschtu|پښتو|Paschto|Pashto
pt|Portugiesisch|português
rn|Kirundi|Ikirundi|Rundi
ro|Rumänisch|română|Moldauisch|Moldawisch
ru|Russisch|русский
rw|Kinyarwanda|Ikinyarwanda|Ruandisch
sd|Sindhi|سنڌي
sg|Sango|Sängö
sh|Serbokroatisch|srpskohrvatski
si|Singhalesisch|සිංහල|Sinhala
sk|Slowakisch|slovenčina
sl|Slowenisch|slovenščina
sn|Shona|chiShona
so|Somali|Soomaali|Somalisch
sq|Albanisch|shqip
sr|Serbisch|srpski|српски
sv|Schwedisch|svenska
sw|Suaheli|Kiswahili|Swahili|Kisuaheli
ta|Tamil|தமிழ்|Tamilisch
tg|Tadschikisch|тоҷикӣ
th|Thailändisch|ไทย
ti|Tigrinya|ትግርኛ|Tigrinja|Tigrigna
tk|Turkmenisch|türkmen dili
tl|Tagalog|Tagalog|Filipino
tr|Türkisch|Türkçe
tt|Tatarisch|татар
tw|Twi|Twi
ug|Uigurisch|ئۇيغۇرچە
uk|Ukrainisch|українська
ur|Urdu|اردو
uz|Usbekisch|o‘zbek|Özbekisch
vi|Vietnamesisch|Tiếng Việt
wo|Wolof|Wolof
yi|Jiddisch|ייִדיש
yo|Yoruba|Èdè Yorùbá
zh|Chinesisch|中文|Mandarin
rom|Romanes|Romani čhib|Romani
zza|Zazaki||Zaza
arc|Aramäisch
ber|Berberisch||Tamazight
gsg|Deutsche Gebärdensprache||DGS
mnk|Mandinka||Mandingo
yue|Kantonesisch
"""

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {language.code: language for language in map(_language, _TABLE.split("\n")[1:-1])}
)
_BY_WORD: Mapping[str, str] = MappingProxyType(
    {
        _word(word): entry.code
        for entry in LANGUAGES.values()
        for word in (entry.code, entry.name, entry.own_name, *entry.others)
        if word
    }
)
