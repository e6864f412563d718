/* Plays the scenes of one file: no network, no language, no markup of its own. */
(() => {
  "use strict";
  const stage = document.getElementById("buehne");
  const scenes = [...stage.querySelectorAll(".szene")];
  const bar = document.querySelector("#fortschritt > i");
  const said = document.getElementById("ansage");
  const tools = document.getElementById("leiste");
  const clock = document.getElementById("uhr");
  const speaker = location.hash === "#notizen";
  let at = 0;
  let typed = "";
  let partner = speaker ? window.opener : null;
  let begun = 0;

  /* One scene is visible; the others keep their layout, so that turning paints and does no more. */
  function show(number, told) {
    const before = at;
    at = Math.min(scenes.length - 1, Math.max(0, number));
    if (at !== before && scrolls(before)) scenes[before].scrollTop = 0;
    typed = "";
    scenes.forEach((scene, i) => {
      scene.classList.toggle("jetzt", i === at);
      scene.inert = i !== at;
    });
    black(false, true);
    bar.style.transform = `scaleX(${(at + 1) / scenes.length})`;
    said.textContent = scenes[at].dataset.ansage;
    if (!speaker) history.replaceState(null, "", `#${at + 1}`);
    if (told) tell();
  }

  function black(on, quiet) {
    document.body.classList.toggle("schwarz", on);
    if (!quiet) tell();
  }

  function tell() {
    if (!begun) begun = Date.now();
    const state = { szenen: at, schwarz: document.body.classList.contains("schwarz") };
    if (partner && !partner.closed) partner.postMessage(state, "*");
  }

  /* Only the window that opened this one, or that this one opened, may turn the page. */
  window.addEventListener("message", (event) => {
    if (!partner || event.source !== partner || typeof event.data !== "object") return;
    const { szenen, schwarz, bereit } = event.data ?? {};
    if (bereit) tell();
    if (!Number.isInteger(szenen)) return;
    if (szenen !== at) show(szenen, false);
    black(schwarz === true, true);
  });

  /* The sources, and everything on a phone, may be longer than the screen. */
  const scrolls = (number) => innerWidth <= 600 || scenes[number].classList.contains("quellen");

  /* The sources are read to their end before the page turns. */
  function scrolled(way) {
    const page = scenes[at];
    if (!page.classList.contains("quellen")) return false;
    const rest = way > 0 ? page.scrollHeight - page.clientHeight - page.scrollTop : page.scrollTop;
    if (rest < 3) return false;
    page.scrollBy({ top: way * 0.85 * page.clientHeight });
    return true;
  }

  const actions = {
    weiter: () => scrolled(1) || show(at + 1, true),
    zurueck: () => scrolled(-1) || show(at - 1, true),
    anfang: () => show(0, true),
    ende: () => show(scenes.length - 1, true),
    schwarz: () => black(!document.body.classList.contains("schwarz")),
    vollbild: () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.().catch(() => {});
    },
    notizen: () => {
      if (speaker) return;
      if (partner && !partner.closed) partner.focus();
      else partner = window.open(`${location.href.split("#")[0]}#notizen`, "notizen", "popup,width=960,height=720");
    },
  };
  const keys = {
    ArrowRight: "weiter", ArrowDown: "weiter", PageDown: "weiter", " ": "weiter",
    ArrowLeft: "zurueck", ArrowUp: "zurueck", PageUp: "zurueck", Backspace: "zurueck",
    Home: "anfang", End: "ende", b: "schwarz", B: "schwarz", ".": "schwarz",
    f: "vollbild", F: "vollbild", F5: "vollbild", n: "notizen", N: "notizen",
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const button = event.target instanceof HTMLButtonElement;
    if (button && (event.key === " " || event.key === "Enter")) return;
    if (/^\d$/.test(event.key)) typed = (typed + event.key).slice(-3);
    else if (event.key === "Enter" && typed) show(Number(typed) - 1, true);
    else if (event.key === "Enter") actions.weiter();
    else if (event.key === "Escape") { typed = ""; black(false); }
    else if (event.key === " " && event.shiftKey) actions.zurueck();
    else if (keys[event.key]) actions[keys[event.key]]();
    else return;
    event.preventDefault();
  });

  tools.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.tut;
    if (name) actions[name]();
  });

  /* The right half turns on, the left half back; a swipe does the same, and a click no more after it. */
  let from = null;
  let swiped = false;
  stage.addEventListener("pointerdown", (event) => { from = event; swiped = false; });
  stage.addEventListener("pointerup", (event) => {
    const x = from ? event.clientX - from.clientX : 0;
    const y = from ? event.clientY - from.clientY : 0;
    swiped = Math.abs(x) > 40 && Math.abs(x) > 2 * Math.abs(y);
    if (swiped) actions[x < 0 ? "weiter" : "zurueck"]();
    from = null;
  });
  stage.addEventListener("click", (event) => {
    if (swiped || String(getSelection())) return;
    actions[event.clientX < innerWidth / 3 ? "zurueck" : "weiter"]();
  });

  /* The tools appear when the mouse moves and go again; for the keyboard they are always there. */
  let resting = 0;
  document.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse") return;
    document.body.classList.add("bewegt");
    clearTimeout(resting);
    resting = setTimeout(() => document.body.classList.remove("bewegt"), 2000);
  });

  if (speaker) {
    document.body.classList.add("notizen");
    setInterval(() => {
      const seconds = begun ? Math.floor((Date.now() - begun) / 1000) : 0;
      clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, 500);
    partner?.postMessage({ bereit: true }, "*");
    window.addEventListener("message", () => { begun ||= Date.now(); }, { once: true });
  }
  const wanted = Number(location.hash.slice(1));
  show(Number.isInteger(wanted) ? wanted - 1 : 0, false);
  document.body.classList.add("bereit");
})();
