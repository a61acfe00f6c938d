"""The names in the demo's music library, chosen for what they do to code that handles names."""

import itertools
import unicodedata

COMPILATION_ARTIST = "Various Artists"

_SCRIPTS = [
    "Ångström Ensemble", "Les Échos d'Été", "Zażółć Gęślą", "Ночной Экспресс", "東京夜行", "서울의 밤", "فيروزة الليل",
    "Ορχήστρα του Βορρά", "שירי לילה", "नीला आकाश", "วงดนตรีกลางคืน", "Þórdís Æsir", "Øystein og Bølgene", "Straße Nach Süden",
    "Çınar İstanbul", "Ñandú Señorial", "Đêm Hà Nội", "Jiří Dvořáček", "Kőszegi Vonósnégyes", "Trio 🎻🎹🥁",
]

_PUNCTUATION = [
    "Smith & Daughters", "50% Off", "100%25 Encoded", 'The "Quoted" Band', "O'Malley's Own", "Back\\slash", "R&B <Live>",
    "Semi;colon--", "{Curly} [Square]", "Plus + Minus", "$PATH and ${HOME}", "AC/DC-10", "What?!", "#1 Fans", "Under_score%",
    "Tab and  double space", "null", "0", "-1", "The The",
]

# One name spelt with a composed and with a decomposed accent: two artists to a server that compares code points.
_COMPOSED_AND_DECOMPOSED = [unicodedata.normalize("NFC", "Café Noir"), unicodedata.normalize("NFD", "Café Noir")]

_FIRST = ["Anna", "Björn", "Chloé", "Dmitri", "Émile", "Farida", "Günther", "Hana", "Inés", "João"]
_LAST = ["Åkesson", "Brontë", "Castañeda", "Dubois", "Eriksen", "Fähnrich", "García", "Håkansson", "Ibáñez", "Jørgensen"]

GENRES = ["Rock", "Jazz", "Classical", "Électronique", "R&B", "Hip-Hop", "Drum & Bass", "Folk", "J-Pop", "Música Popular"]

# Many artists have one of these: an album's name alone identifies nothing.
_ALBUMS_OF_EVERYBODY = ["Greatest Hits", "Live", "Untitled", "Demos", "Unplugged"]

_ALBUM_SUBJECTS = ["Nights", "Été", "Rivers", "Горы", "春", "Letters", "Ñuñoa", "Stars", "Fjäll", "Winter's End", "Love & War", "9\" Nails"]
_ALBUM_PLACES = ["in Paris", "über Berlin", "of São Paulo", "在北京", "без тебя", "(Deluxe Edition)", "[Remastered]", "at 3 a.m.", "100%"]

# Likewise for tracks.
_TRACKS_OF_EVERYBODY = ["Intro", "Interlude", "Outro", "Home", "Untitled"]

_TRACK_OPENINGS = ["Walking", "Dancing", "Je t'attends", "Ждать", "夜の道", "Sleeping", "Crying & Laughing", "¿Dónde estás?", "Running", "Waiting"]
_TRACK_ENDINGS = ["Alone", "with You", "sous la pluie", "на заре", "Again", "'til Dawn", "(feat. Chloé Dubois)", "- 7\" Mix", "50/50", "<3"]

_LONG_TITLE = "Movement the Last, in Which the Ensemble, Having Tuned at Length, Plays Every Theme of the Evening Once More, " \
    "Très Lentement, and Is Asked by the Neighbours, and Then by Their Neighbours, to Stop Before the Clock Strikes Twelve"


def artists(count):
    """The first `count` artist names, all different."""
    people = (f"{first} {last}" for last, first in itertools.product(_LAST, _FIRST))
    numbered = (f"Orchestra № {number}" for number in itertools.count(1))
    return list(itertools.islice(itertools.chain(_COMPOSED_AND_DECOMPOSED, _SCRIPTS, _PUNCTUATION, people, numbered), count))


def album_title(rng):
    if rng.random() < 0.2:
        return rng.choice(_ALBUMS_OF_EVERYBODY)
    return f"{rng.choice(_ALBUM_SUBJECTS)} {rng.choice(_ALBUM_PLACES)}"


def track_title(rng):
    draw = rng.random()
    if draw < 0.15:
        return rng.choice(_TRACKS_OF_EVERYBODY)
    if draw < 0.17:
        return _LONG_TITLE
    return f"{rng.choice(_TRACK_OPENINGS)} {rng.choice(_TRACK_ENDINGS)}"
