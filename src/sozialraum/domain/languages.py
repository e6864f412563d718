"""Languages of the directory: ISO code, German, English and own name, other names.

Codes are ISO 639-1; where that has none, ISO 639-3 or 639-2. Names are those of the Unicode CLDR
(as babel gives them), with the words that German directories use: varieties stand with the
language whose code covers them (Dari with Persian, Kurmanji and Sorani with Kurdish).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sozialraum.language import current

GERMAN = "de"


@dataclass(frozen=True)
class Language:
    """One language; ``own_name`` may be empty, ``others`` are further German or own names."""

    code: str
    name: str
    english: str
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
    if found is None:
        return code
    return found.name if current().value == GERMAN else found.english


def _word(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _language(line: str) -> Language:
    code, name, english, own, *others = (*line.split("|"), "")
    return Language(code, name, english, own, tuple(filter(None, others)))


_TABLE = """
ak|Akan|Akan|Akan
am|Amharisch|Amharic|አማርኛ
ar|Arabisch|Arabic|العربية
az|Aserbaidschanisch|Azerbaijani|azərbaycan|Aseri|Aserisch
be|Belarussisch|Belarusian|беларуская|Weißrussisch|Belarusisch
bg|Bulgarisch|Bulgarian|български
bm|Bambara|Bambara|bamanakan
bn|Bengalisch|Bengali|বাংলা|Bengali|Bangla
bs|Bosnisch|Bosnian|bosanski
ca|Katalanisch|Catalan|català
ce|Tschetschenisch|Chechen|нохчийн
cs|Tschechisch|Czech|čeština
cy|Walisisch|Welsh|Cymraeg
da|Dänisch|Danish|dansk
de|Deutsch|German|Deutsch
dv|Dhivehi|Dhivehi|ދިވެހިބަސް
ee|Ewe|Ewe|eʋegbe
el|Griechisch|Greek|Ελληνικά|Neugriechisch
en|Englisch|English|English
es|Spanisch|Spanish|español|Kastilisch
et|Estnisch|Estonian|eesti
eu|Baskisch|Basque|euskara
fa|Persisch|Persian|فارسی|Farsi|Dari
ff|Fulfulde|Fula|Pulaar|Ful|Fula|Peul
fi|Finnisch|Finnish|suomi
fr|Französisch|French|français
ga|Irisch|Irish|Gaeilge
gd|Schottisch-Gälisch|Scottish Gaelic|Gàidhlig
gl|Galicisch|Galician|galego
ha|Haussa|Hausa|Hausa|Hausa
he|Hebräisch|Hebrew|עברית|Iwrit
hi|Hindi|Hindi|हिन्दी
hr|Kroatisch|Croatian|hrvatski
ht|Haitianisch|Haitian Creole|Kreyòl Ayisyen
hu|Ungarisch|Hungarian|magyar
hy|Armenisch|Armenian|հայերեն
id|Indonesisch|Indonesian|Bahasa Indonesia
ig|Igbo|Igbo|Igbo
is|Isländisch|Icelandic|íslenska
it|Italienisch|Italian|italiano
ja|Japanisch|Japanese|日本語
ka|Georgisch|Georgian|ქართული|Grusinisch
kg|Kikongo|Kikongo|Kikongo|Kongolesisch
kk|Kasachisch|Kazakh|қазақ тілі
km|Khmer|Khmer|ខ្មែរ
ko|Koreanisch|Korean|한국어
ku|Kurdisch|Kurdish|kurdî|Kurmandschi|Kurmandji|Kurmanci|Sorani
ky|Kirgisisch|Kyrgyz|кыргызча
lb|Luxemburgisch|Luxembourgish|Lëtzebuergesch
lg|Luganda|Luganda|Luganda|Ganda
ln|Lingala|Lingala|lingála
lo|Laotisch|Lao|ລາວ
lt|Litauisch|Lithuanian|lietuvių
lv|Lettisch|Latvian|latviešu
mg|Malagasy|Malagasy|Malagasy
mi|Maori|Maori|Māori
mk|Mazedonisch|Macedonian|македонски|Nordmazedonisch|Makedonisch
mn|Mongolisch|Mongolian|монгол
ms|Malaiisch|Malay|Bahasa Melayu
mt|Maltesisch|Maltese|Malti
my|Birmanisch|Burmese|မြန်မာ|Burmesisch
ne|Nepalesisch|Nepali|नेपाली|Nepali
nl|Niederländisch|Dutch|Nederlands|Flämisch
no|Norwegisch|Norwegian|norsk|Bokmål
oc|Okzitanisch|Occitan|occitan
om|Oromo|Oromo|Afaan Oromoo
pa|Punjabi|Punjabi|ਪੰਜਾਬੀ|Pandschabi|Panjabi
pl|Polnisch|Polish|polski
ps|Paschtu|Pashto|پښتو|Paschto|Pashto
pt|Portugiesisch|Portuguese|português
rn|Kirundi|Kirundi|Ikirundi|Rundi
ro|Rumänisch|Romanian|română|Moldauisch|Moldawisch
ru|Russisch|Russian|русский
rw|Kinyarwanda|Kinyarwanda|Ikinyarwanda|Ruandisch
sd|Sindhi|Sindhi|سنڌي
sg|Sango|Sango|Sängö
sh|Serbokroatisch|Serbo-Croatian|srpskohrvatski
si|Singhalesisch|Sinhala|සිංහල|Sinhala
sk|Slowakisch|Slovak|slovenčina
sl|Slowenisch|Slovenian|slovenščina
sn|Shona|Shona|chiShona
so|Somali|Somali|Soomaali|Somalisch
sq|Albanisch|Albanian|shqip
sr|Serbisch|Serbian|srpski|српски
sv|Schwedisch|Swedish|svenska
sw|Suaheli|Swahili|Kiswahili|Swahili|Kisuaheli
ta|Tamil|Tamil|தமிழ்|Tamilisch
tg|Tadschikisch|Tajik|тоҷикӣ
th|Thailändisch|Thai|ไทย
ti|Tigrinya|Tigrinya|ትግርኛ|Tigrinja|Tigrigna
tk|Turkmenisch|Turkmen|türkmen dili
tl|Tagalog|Tagalog|Tagalog|Filipino
tr|Türkisch|Turkish|Türkçe
tt|Tatarisch|Tatar|татар
tw|Twi|Twi|Twi
ug|Uigurisch|Uyghur|ئۇيغۇرچە
uk|Ukrainisch|Ukrainian|українська
ur|Urdu|Urdu|اردو
uz|Usbekisch|Uzbek|o‘zbek|Özbekisch
vi|Vietnamesisch|Vietnamese|Tiếng Việt
wo|Wolof|Wolof|Wolof
yi|Jiddisch|Yiddish|ייִדיש
yo|Yoruba|Yoruba|Èdè Yorùbá
zh|Chinesisch|Chinese|中文|Mandarin
rom|Romanes|Romani|Romani čhib|Romani
zza|Zazaki|Zazaki||Zaza
arc|Aramäisch|Aramaic
ber|Berberisch|Berber||Tamazight
gsg|Deutsche Gebärdensprache|German Sign Language||DGS
mnk|Mandinka|Mandinka||Mandingo
yue|Kantonesisch|Cantonese
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
