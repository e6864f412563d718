"""Upkeep of the directory: what is old, missing or doubtful in it, and reading in an own one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from sozialraum.domain.directory import LIST_ID
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.render.escape import markdown_text
from sozialraum.render.offers import FoundRow, counts_row, findings_list
from sozialraum.render.page_top import section_top
from sozialraum.service.directory import FindingKind, directory, quality_findings
from sozialraum.service.directory_match import HERE
from sozialraum.web.address import Address
from sozialraum.web.directory_import import directory_import
from sozialraum.web.guard import Visit
from sozialraum.web.offers_address import entry_link

LEAST, MOST, MONTHS = 1, 60, 12
_TEXT = n_(
    "Was im Verzeichnis alt ist, fehlt oder zweifelhaft ist, und was zu tun ist. Ein Befund sagt "
    "nichts über ein Angebot, nur über den Eintrag. Jeder Name führt zu allen Angaben."
)


def upkeep(visit: Visit, address: Address, given: Mapping[str, str], fresh: bool) -> dict[str, str]:
    """Findings on the entries by kind, after how many months to check again, and the import."""
    monitor = visit.live.monitor
    st.html(section_top("", t(_TEXT)))
    try:
        services = directory(monitor, visit.held)
    except SozialraumError as error:
        st.info(markdown_text(str(error)))
        return {}
    months = _months(address, given, fresh)
    today = datetime.now(HERE).date()
    findings = quality_findings(services, today=today, months=months)
    numbers = Counter(finding.kind for finding in findings)
    total = len(services)
    st.html(counts_row([(kind.label, numbers[kind], total) for kind in FindingKind]))
    if not findings:
        st.success(t("Keine Befunde: Alle Einträge sind geprüft und vollständig."))
    link = entry_link({"filter": "frueher=ja"})
    lists = []
    for kind in FindingKind:
        rows = [FoundRow(f.entry_id, f.name, f.what, f.fix) for f in findings if f.kind is kind]
        lists.append(findings_list(kind.label, rows, link, unfolded=False))
    st.html("".join(lists))
    if LIST_ID in monitor.catalog.lists:
        directory_import(visit)
    return {"monate": str(months) if months != MONTHS else ""}


def _months(address: Address, given: Mapping[str, str], fresh: bool) -> int:
    """The slider; a number of months that is none or out of range falls back with a notice."""
    text = given.get("monate", "")
    fits = text.isdecimal() and len(text) <= len(str(MOST)) and LEAST <= int(text) <= MOST
    if text and not fits:
        st.warning(
            t(
                "„{value}“ ist keine Zahl von {least} bis {most} Monaten. Gezeigt wird: "
                "{months} Monate.",
                value=text[:20],
                least=LEAST,
                most=MOST,
                months=MONTHS,
            )
        )
    key = address.key("monate")
    if fresh or key not in st.session_state:
        st.session_state[key] = int(text) if fits else MONTHS
    return int(st.slider(t("Lange nicht geprüft heißt: länger als … Monate"), LEAST, MOST, key=key))
