"""The only code that knows Streamlit: guard, state in the address, controls, pages' parts."""
