"""Running a page or a part of it again."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def draw_again() -> None:
    """Run again what runs: the part of the page, or the whole page where that is running."""
    context = get_script_run_ctx()
    part = context is not None and bool(context.fragment_ids_this_run)
    st.rerun(scope="fragment" if part else "app")
