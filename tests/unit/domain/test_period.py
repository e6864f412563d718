"""Reference dates: forms, labels, order."""

import pytest

from sozialraum.domain.period import Period
from sozialraum.errors import UnreadableInput


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("2024", "2024"),
        ("2018-06", "Juni 2018"),
        ("2018-12-31", "31.12.2018"),
        ("2016/2017", "2016 bis 2017"),
    ],
)
def test_label(code: str, label: str) -> None:
    assert Period(code).label == label


@pytest.mark.parametrize("code", ["", "n.d.", "2013ff", "2016?", "2018-13", "31.12.2018", "1/2/3"])
def test_other_forms_are_refused(code: str) -> None:
    with pytest.raises(UnreadableInput, match="kein Stichtag"):
        Period(code)


def test_periods_are_ordered_by_their_end() -> None:
    codes = ["2018", "2017-12-31", "2018-06", "2006/2008", "2018-02-28"]
    ordered = [period.code for period in sorted(Period(code) for code in codes)]
    assert ordered == ["2006/2008", "2017-12-31", "2018-02-28", "2018-06", "2018"]
