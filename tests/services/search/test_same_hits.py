"""One table of searches with what each finds, the same on both databases."""

from collections.abc import Mapping

import pytest

from casework.access import Actor
from casework.pages.search import results
from casework.pages.search.results import Limits
from casework.services.people.people import PersonEntry
from casework.services.record import notes
from casework.transaction import unit_of_work
from tests import factories

Staff = dict[str, Actor]
SAID: Mapping[str, str] = {
    "noise": "The neighbours complained about loud music and barking dogs every night.",
    "park": "Youths were drinking in Roundhay Park, near the children’s playground; she was harassed there.",
    "stop": "Stopped and searched on the High Street. The officers’ body-worn video was off.",
    "police": "Policing of the march was heavy-handed. He rang 0113 496 0123 and nobody answered.",
    "log": "Police log 13250 441902, crime CO/00123/26, their reference 13/99/2026.",
    "post": "She lives at 14 Mill Lane, LS27 0QX, and reads jane.doe@mail.example rarely.",
    "accents": "Café Zoë, Łódź Street: a naïve résumé by Señor Peña, in Straße 9.",
    "decomposed": "The cafe\u0301 owner Bjo\u0308rn was rude to no\u0308body.",
    "rtl": "قال الشاهد إنه لم يسمع. שלום רב.",
    "sharp": "It's O'Brien's: fees of £1,200.50, 50% off & C++ <b>bold</b> it said.",
    "case": "This follows what was said in E-2019-00042 last year.",
    "long": "injury injuries injured; possession; organisation and organised; university universe.",
}  # fmt: skip
PEOPLE = {"ahmed": "Ahmed Rahman", "smythe": "Penelope Smythe-Jones", "oconnor": "Siobhán O’Connor"}
FOUND: Mapping[str, set[str]] = {
    "neighbours": {"noise"},
    "neighbour": {"noise"},
    "Neighbour's": {"noise"},
    "complain": {"noise"},
    "complaint": set(),
    "complaining music": {"noise"},
    "bark": {"noise"},
    "DOG": {"noise"},
    "night nights": {"noise"},
    "music park": set(),
    "harassment": {"park"},
    "harassing children": {"park"},
    "childrens": {"park"},
    "roundhay park": {"park"},
    '"roundhay park"': {"park"},
    '"park roundhay"': set(),
    '"Near the Children\'s playground"': {"park"},
    "playgr*": {"park"},
    "playgr": {"park"},
    "round*": {"park"},
    "drink*": {"park"},
    "stop search": {"stop"},
    "stopping": {"stop"},
    '"stopped and searched"': {"stop"},
    '"stop and search"': {"stop"},
    "high-street": {"stop"},
    '"high street" officer': {"stop"},
    "body-worn": {"stop"},
    "“body worn video”": {"stop"},
    "police": {"police", "log"},
    "policing": {"police", "log"},
    "police -march": {"police"},
    "police march": {"police"},
    "01134960123": {"police"},
    "0113 496 0123": {"police"},
    "+44 113 496 0123": {"police"},
    "496 0123": {"police"},
    "13250 441902": {"log"},
    "441902": {"log"},
    "CO/00123/26": {"log"},
    "co 00123 26": {"log"},
    "13/99/2026": {"log"},
    "ls27 0qx": {"post"},
    "LS270QX": {"post"},
    "jane.doe@mail.example": {"post"},
    '"14 mill lane"': {"post"},
    "cafe": {"accents", "decomposed"},
    "CAFÉ": {"accents", "decomposed"},
    "cafe\u0301 zoe\u0308": {"accents"},
    "lodz": {"accents"},
    "strasse": {"accents"},
    "bjorn": {"decomposed"},
    "Björn": {"decomposed"},
    "الشاهد": {"rtl"},
    "שלום": {"rtl"},
    "obriens fees": {"sharp"},
    "O’Brien’s": {"sharp"},
    "1,200.50": {"sharp"},
    "c++ bold": {"sharp"},
    "<b>bold</b>": {"sharp"},
    "E-2019-00042": {"case"},
    "e2019 42": {"case"},
    "injury*": {"long"},
    "injured": {"long"},
    "the organised": {"long"},
    "xylophone": set(),
    "ahmed": {"ahmed"},
    "rahman ahmed": {"ahmed"},
    "ahmd": {"ahmed"},
    "rahmaan": {"ahmed"},
    "smythe": {"smythe"},
    "smyhte": {"smythe"},
    "penelopy jones": {"smythe"},
    "siobhan oconnor": {"oconnor"},
    "O'Conor": {"oconnor"},
}
"""What is typed -> which of `SAID` and `PEOPLE` has it."""


@pytest.mark.usefixtures("context")
def test_every_search_finds_what_the_table_says(staff: Staff) -> None:
    named = an_office(staff)
    found = {words: {named[hit] for hit in hits(words, staff["officer"])} for words in FOUND}
    assert len(FOUND) >= 60
    assert {words: names for words, names in found.items() if names != FOUND[words]} == {}


def an_office(staff: Staff) -> dict[tuple[str, int], str]:
    """A note for each text, and people: what is found -> its name here."""
    named = dict[tuple[str, int], str]()
    case = factories.enquiry(staff["officer"], name=None)
    with unit_of_work():
        for name, text in SAID.items():
            sent = factories.sent(case.row_version)
            named["note", notes.add_note(case.reference, text, sent=sent, actor=staff["officer"]).id] = name
    for name, full_name in PEOPLE.items():
        case = factories.enquiry(staff["officer"], entry=PersonEntry(full_name=full_name))
        assert case.person_id
        named["person", case.person_id] = name
    return named


def hits(words: str, actor: Actor) -> list[tuple[str, int]]:
    """Of notes and people: an office has organisations besides."""
    found = [results.find(words, Limits(kind=kind), actor=actor) for kind in ("note", "person")]
    return [(hit.source, hit.row_id) for each in found for hit in each.hits]
