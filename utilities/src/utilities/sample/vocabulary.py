"""Words and syllables that names, titles and notes are made of. Every family name and band word is invented or everyday."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tongue:
    """How names of one language are put together: `starts + middles + ends` make a family name."""

    given: tuple[str, ...]
    starts: tuple[str, ...]
    middles: tuple[str, ...]
    ends: tuple[str, ...]
    family_first: bool = False
    joint: str = " "


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LATIN: Final[dict[str, Tongue]] = {
    "english": Tongue(
        _words(
            "Adela Bram Callum Dorrit Edwin Fenella Garrick Hester Ingram Jocasta Kelvin Lorna Merrick Nesta Osbert Petra Quill Rowan Sable Tamsin"
        ),
        _words("Harl Wick Brod Thorn Pell Ash Corb Dun Farl Grims Hask Kest Lamb Marl Nether Oak Pres Rud Stan Trev"),
        _words("en ing er ow le a o ery wa"),
        _words("by ford worth ley combe stead wick mere croft ham well shaw"),
    ),
    "german": Tongue(
        _words(
            "Anselm Birte Detlef Elke Frauke Gernot Heidrun Ingo Jutta Knut Liesl Meinhard Norbert Ottilie Ruprecht Sieglinde Traugott Ulrike Wendelin Xaver"
        ),
        _words("Brand Eich Falk Grab Holz Kass Lind Mohr Nies Pfeff Quast Rott Schell Tann Unter Voll Weid Zang"),
        _words("en er el in s ler"),
        _words("bach mann feld horst meier hofer stein wald berger lein haus"),
    ),
    "italian": Tongue(
        _words("Aldo Bice Corrado Delfina Ettore Fiorella Gino Ilaria Lando Mafalda Nello Orsola Pino Rosalba Silvio Tullia Ubaldo Vittoria"),
        _words("Bel Cor Dal Fer Gal Lom Man Pel Ros Sant Tor Val Zan Mor Bru"),
        _words("a e o i an en on ar"),
        _words("detti ghini lotti nucci relli sconi tardo vani zzoli bruno"),
    ),
    "dutch": Tongue(
        _words("Aart Betje Cees Dirkje Evert Floortje Gijs Hanneke Joost Klaas Lieke Maarten Nelleke Pieter Roelof Sanne Teun Wouter"),
        _words("Van~Der~Mol De~Brui Kleij Hoog Wester Ooster Van~Den~Ak Brouw Schip Zand"),
        _words("en er el ke n"),
        _words("kamp veld stra ma dijk huis sen horst berg"),
    ),
    "american": Tongue(
        _words("Alvin Bonnie Clyde Darlene Earl Faye Gus Hattie Irv Joleen Kip Lula Marv Nadine Otis Pearl Randy Stella Truman Velma"),
        _words("Bar Cald Dra Ell Fitch Gar Hol Jas Kem Lat Mc~Ar Mc~Gil Mont O'~Fal Pat Rens Sut Tal Vance Whit"),
        _words("la li ne ri so te vo wa"),
        _words("bert dane fort gan kins land mer nett ricks son ton way"),
    ),
    "spanish": Tongue(
        _words("Abel Blanca Ciro Dolores Elvira Fermin Gala Horacio Ines Jacinto Lola Mateo Nieves Olmo Pilar Quino Rufina Tadeo"),
        _words("Alcan Bel Car Del Esca Fuen Gal Herr Lar Mon Nav Oliv Pal Quin Ribe Sal"),
        _words("a e i o ar er"),
        _words("dero guez lera mares nilla rano tejo vedo zales"),
    ),
}
ACCENTED: Final[dict[str, Tongue]] = {
    "french": Tongue(
        _words("Aimée Benoît Céleste Désiré Éloi Félicité Gaël Hélène Irénée Joël Léonce Maëlle Noémie Océane René Solène Théo Zoé"),
        _words("Beau Char Del Fon Gren Lav Mont Per Rous Sal Thib Vill"),
        _words("a e i o en er"),
        _words("dré geâis lière mérou nière quët reaux séche tôt vallée"),
    ),
    "nordic": Tongue(
        _words("Åsa Bjørn Dagný Eyvør Gøran Håkon Ísleif Jørgen Kåre Liv Märta Nøkke Örjan Päivi Ragnhildur Sölvi Þóra Ýmir"),
        _words("Bergst Dals Ekl Fjell Grøn Hauk Kvål Lind Møll Nord Skog Strøm Vik Åker"),
        _words("e a u i"),
        _words("rød gård næs sjö vång ström dóttir sén"),
    ),
    "slavic": Tongue(
        _words("Błażej Čeněk Đurđa Elżbieta Františka Grażyna Jiří Květa Łucja Milič Ondřej Přemysl Růžena Šárka Tomáš Żaneta"),
        _words("Brz Cher Dobr Hol Krz Mal Nov Pod Rad Stan Vel Zel"),
        _words("a e i o y"),
        _words("ński čák dlová lewicz mařík nčić pałka šek žel"),
    ),
    "turkish": Tongue(
        _words("Aslı Büşra Çağan Doğu Ezgi Gökçe Işıl İnci Köksal Ömür Şule Tümay Ülkü Yağız"),
        _words("Ak Boz Dağ Gün Kara Kızıl Öz Sarı Taş Yıl"),
        _words("a ı de le"),
        _words("baş cıoğlu doğan gül kaya lı soylu taş"),
    ),
    "portuguese": Tongue(
        _words("Antão Beatriz Conceição Durão Estêvão Fátima Gonçalo Iolanda João Lígia Mário Nádia Sebastião Zélia"),
        _words("Alm Car Fer Gou Mag Mou Nog Pin Ser Tav"),
        _words("a e i o"),
        _words("ção lhões nhães reira veiró xões"),
    ),
}
OTHER_SCRIPTS: Final[dict[str, Tongue]] = {
    "russian": Tongue(
        _words("Агния Богдан Варвара Глеб Дарья Ерофей Злата Игнат Лукерья Мирон Нонна Прохор Савва Ульяна Фёкла"),
        _words("Бел Вол Гор Дуб Зим Кал Лес Мор Озер Поле Руд Снег Тих"),
        _words("о е ан ин ар"),
        _words("вский ева нов рин цов щин ская"),
    ),
    "greek": Tongue(
        _words("Αρετή Βίων Δάφνη Ευανθία Ζήνων Θάλεια Ίων Κλειώ Λυγερή Μυρτώ Νηρέας Ξένη Φοίβος"),
        _words("Αγγ Βαλ Γαλ Δημ Καλ Λαμ Μαυρ Παλ Σταυρ Χατζ"),
        _words("α ο ε ι"),
        _words("κάκης λίδης νόπουλος ράκης τζής ώτης"),
    ),
    "japanese": Tongue(
        _words("葵 一馬 静香 千尋 直人 夏海 悠斗 美月 蓮 翔子 陽介 鈴音"),
        _words("青 朝 石 黒 桜 白 杉 月 鳥 夏 花 藤"),
        ("",),
        _words("井 浦 川 木 崎 沢 瀬 田 谷 野 原 村"),
        family_first=True,
        joint="",
    ),
    "korean": Tongue(
        _words("가람 나래 다솜 도윤 라온 미르 보라 새롬 아름 하늘 한결 해솔"),
        _words("강 고 남 류 문 박 서 윤 임 조 차 하"),
        ("",),
        ("",),
        family_first=True,
        joint="",
    ),
    "hebrew": Tongue(
        _words("אביגיל בועז גלעד דבורה הדס זוהר טליה יונתן כרמל לביא מעיין"),
        _words("אל בן~ גל הר טל כר מש רז שלו"),
        ("", "י", "ו"),
        _words("דן זון לב מור ניר עד רון שון"),
    ),
}

BAND_OPENERS: Final = _words(
    "Amber Brass Candle Copper Crooked Distant Drowsy Electric Feral Gilded Hollow Ivory Jagged Kindly Lantern Lunar Marble Midnight Neon "
    "Orchard Paper Quiet Rusted Saffron Silver Slow Static Sunken Tidal Tin Umber Velvet Winter Woolen Yonder Zinc"
)
BAND_NOUNS: Final = _words(
    "Almanacs Antlers Aviators Beekeepers Canals Carousels Cartographers Causeways Ferries Foundry Gardens Geometers Harbours Herons Hinges "
    "Lighthouses Lodgers Magpies Millers Monsoons Observatory Orreries Parade Pavilions Pylons Quarry Radios Reservoirs Sextants Shutters "
    "Signalmen Sleepwalkers Smokestacks Spindles Tramways Turnstiles Weathervanes Wolves Yawns"
)
TITLE_ADJECTIVES: Final = _words(
    "Absent Blue Borrowed Broken Burning Clean Cold Common Dark Deep Early Empty Endless False Fast First Foreign Gentle Golden Green Half Heavy "
    "Hidden High Inner Last Late Little Long Lost Low New Northern Old Open Other Plain Private Pure Quick Red Restless Second Secret Shallow "
    "Short Simple Slow Small Southern Still Strange Sudden Sweet Tender True Wide Wild Young"
)
TITLE_NOUNS: Final = _words(
    "Afternoon Alphabet Anchor Arrival Atlas Balcony Border Bridge Bulletin Calendar Ceremony Coast Corridor Current Delay Distance Drift Echo "
    "Engine Evening Exit Fever Fiction Field Fire Flood Frame Garden Ghost Glass Gravity Habit Harbour Heart Horizon Hour House Interval Island "
    "Journey Kingdom Ladder Lesson Letter Light Machine Map Memory Mirror Morning Motion Mountain Night Number Ocean Orbit Parade Passage Pattern "
    "Promise Question Rain Return River Road Room Season Shadow Signal Silence Sleep Station Storm Street Summer Surface Theatre Tide Tower Traffic "
    "Tunnel Valley Voice Waltz Water Weather Window Winter Wire Wonder"
)
TITLES_ABROAD: Final = (
    *("Abendstille", "Nordwind", "Die lange Brücke", "Regen über dem Hafen", "Le dernier tramway", "Après l'orage", "Les heures creuses"),
    *("La casa de sal", "Días sin nombre", "Corazón de viento", "Il mare di notte", "Canzone per nessuno", "Vår ved fjorden", "Långt härifrån"),
    *(
        "Тихая вода",
        "Северный вокзал",
        "Дорога домой",
        "夜の窓",
        "遠い海",
        "雨のあと",
        "Η μεγάλη νύχτα",
        "Φως",
        "바람의 노래",
        "Cień lata",
        "Město v mlze",
    ),
)
MIX_NAMES: Final = ("Original Mix", "Dub", "Extended Mix", "Instrumental", "Radio Edit", "Live", "Demo", "Remix", "Acapella", "Reprise")
LABEL_WORDS: Final = _words(
    "Anvil Arcade Basement Beacon Bellows Bobbin Cable Cellar Chalk Circuit Comet Cornerstone Damson Dial Echelon Ember Fathom Ferrous Gantry Girder "
    "Halyard Hopscotch Inkwell Junction Keel Kiln Larder Ledger Magnet Mantle Nettle Nimbus Octave Outpost Paddock Pantry Pinwheel Quayside Rafter "
    "Relay Rivet Semaphore Shingle Sprocket Tandem Tarmac Thimble Transit Upland Vesper Wharf Wicket Yardarm Zephyr"
)
LABEL_ENDS: Final = (
    "Records",
    "Recordings",
    "Music",
    "Discs",
    "Tapes",
    "Sounds",
    "Schallplatten",
    "Productions",
    "Editions",
    "Disques",
    "Label",
    "Audio",
)
COMPANY_ENDS: Final = (
    "Studios",
    "Music Publishing",
    "Mastering",
    "Pressing Plant",
    "Distribution",
    "Songs Ltd.",
    "GmbH",
    "S.A.",
    "Inc.",
    "Printing Works",
)

CITIES: Final = (
    *(
        ("Leeds", "UK", "english"),
        ("Bristol", "UK", "english"),
        ("Glasgow", "UK", "english"),
        ("Chicago", "US", "american"),
        ("Detroit", "US", "american"),
    ),
    *(("Nashville", "US", "american"), ("Oakland", "US", "american"), ("Athens", "US", "american"), ("Memphis", "US", "american")),
    *(("Köln", "Germany", "german"), ("Hamburg", "Germany", "german"), ("Leipzig", "Germany", "german"), ("Osaka", "Japan", "american")),
    *(("Fukuoka", "Japan", "english"), ("Bologna", "Italy", "italian"), ("Torino", "Italy", "italian"), ("Montréal", "Canada", "american")),
    *(("Utrecht", "Netherlands", "dutch"), ("Rotterdam", "Netherlands", "dutch"), ("Lyon", "France", "english"), ("Marseille", "France", "italian")),
    *(("Valencia", "Spain", "spanish"), ("Sevilla", "Spain", "spanish"), ("Perm", "Russia", "german"), ("Göteborg", "Sweden", "german")),
    *(("Brisbane", "Australia", "english"), ("Łódź", "Poland", "german"), ("Porto", "Portugal", "spanish"), ("São Paulo", "Brazil", "spanish")),
    *(("Kingston", "Jamaica", "english"), ("Bergen", "Norway", "german"), ("Gent", "Belgium", "dutch"), ("Thessaloniki", "Greece", "italian")),
)
"""City, country as the dumps name it, and the language that most of its artists' names are in."""

NOTE_SENTENCES_POOL: Final = (
    *("Recorded live to two tracks over a single weekend.", "Comes in a plain sleeve with a stamped insert.", "First pressing on coloured vinyl."),
    *("Track durations are not given on the release.", "Made in the EU.", "Printed inner sleeve with lyrics.", "Promotional copy, not for sale."),
    *("℗ & © the label.", 'The runout has "for the patient ones" etched on side B.', "Mastered at half speed.", "Sleeve notes in three languages."),
    *("Published by the artists.", "Reissued with two extra tracks.", "Edition of 300 copies, hand-numbered.", "Recorded between October and March."),
)
PROFILE_SENTENCES_POOL: Final = (
    *("Started out playing in rooms above shops.", "Known for long sets and short records.", "Studied composition before turning to the stage."),
    *("Moved between three cities in ten years.", "Also works as an engineer for others.", "Returned after a silence of nearly a decade."),
    *("Built most of the instruments heard on the early records.", "Retired from touring but still records at home."),
)
