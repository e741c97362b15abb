"""The faults of a form at the top of its page."""

from __future__ import annotations

from service.i18n import Texts
from service.web import fault_summary

FR = Texts("fr")
PAGE = """<div><!--faults--></div>
<label for="f-a">Nom <span>(nécessaire)</span></label>
<input type="text" id="f-a" name="a">
<table><tr><td><input name="b" aria-label="S18 : personnes"></td>
<td><select
 name="c" aria-label="S18 : quoi"><option>x</option></select></td></tr></table>
<input type="hidden" name="d">
"""


def put(**faults: str) -> str:
    return fault_summary.put(PAGE, faults, FR).replace("\u00a0", " ")


def test_each_fault_links_to_its_box_by_its_name() -> None:
    found = put(b="À remplir.", a="Trop long.")
    assert '<ul class="oc-faults"><li><a href="#f-a">Nom : Trop long.</a></li>' in found
    assert '<li><a href="#case-1">S18 : personnes : À remplir.</a></li></ul>' in found
    assert '<input id="case-1" name="b" aria-label="S18 : personnes">' in found


def test_boxes_without_an_id_all_get_one_where_they_stand() -> None:
    found = put(b="À remplir.", c="Choisissez.")
    assert '<input id="case-0" name="b"' in found
    assert '<select id="case-1"\n name="c"' in found


def test_what_has_no_box_is_said_last_and_nothing_is_read_as_html() -> None:
    found = put(**{"row-0": "<b>", "d": "Caché.", "a": "Trop long."})
    assert "<li>&lt;b&gt;</li>" in found
    assert "<li>Caché.</li>" in found
    assert found.index("Trop long.") < found.index("&lt;b&gt;")


def test_without_faults_the_page_stays_as_it_is() -> None:
    assert fault_summary.put(PAGE, {}, FR) == PAGE
