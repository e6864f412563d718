"""Entry point: `streamlit run dashboard.py` or `sozialraum serve`. Navigation, nothing else."""

import streamlit as st

if __name__ == "__main__":
    from sozialraum.web import navigation

    navigation.run()
else:
    from sozialraum.web import server

    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=server.middleware(),
        lifespan=server.lifespan,
    )
