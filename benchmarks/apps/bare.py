"""A bare Streamlit page: what the platform alone costs."""

import streamlit as st

choice = st.selectbox("Indikator", [f"Indikator {n}" for n in range(5)])
st.text(f"Gewählt: {choice}")
