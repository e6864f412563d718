/* Runs in the start page before Streamlit: where the server is, what to fetch ahead, the language. */
(() => {
  "use strict";
  const { base, ahead, elements } = document.currentScript.dataset;

  /* Streamlit would guess the base path by asking at every level of a deep link; the server knows it. */
  window.__streamlit = {
    BACKEND_BASE_URL: location.origin + base,
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
  };

  /* Engine and geometry keep for ever: the frame of the map finds them in the cache. */
  for (const path of ahead.split(" ").filter(Boolean)) fetch(path).catch(() => {});

  /* Scripts of the elements to come: as soon as Streamlit stands, while it waits for the server. */
  new MutationObserver((_, observer) => {
    if (!document.getElementById("root")?.firstChild) return;
    observer.disconnect();
    for (const path of elements.split(" ").filter(Boolean)) import(path).catch(() => {});
  }).observe(document, { subtree: true, childList: true });

  /* Words that Streamlit writes itself; said in German when the page stands, and from then on at once. */
  const WORDS = new Map(Object.entries({
    "Skip to main content": "Zum Inhalt springen",
    "Navigate to home page": "Zur Startseite",
    "No results": "Keine Treffer",
    "No options to select.": "Keine weitere Auswahl.",
    "No options to select": "Keine weitere Auswahl",
    "Clear all": "Alles entfernen",
    "Clear selection": "Auswahl aufheben",
    "Clear value": "Eingabe löschen",
    "Choose an option": "Bitte wählen",
    "Choose options": "Bitte wählen",
    "Press Enter to apply": "Eingabetaste übernimmt",
    "Copy to clipboard": "In die Zwischenablage kopieren",
    "Copied": "Kopiert",
    "Connecting": "Verbinde …",
    "Connecting...": "Verbinde …",
    "Please wait...": "Bitte warten …",
    "Running...": "Lädt …",
    "Stop": "Anhalten",
    "Rerun": "Neu laden",
    "Print": "Drucken",
    "Settings": "Einstellungen",
    "Connection error": "Verbindung unterbrochen",
    "Page not found": "Seite nicht gefunden",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "Diese Seite gibt es nicht. Gezeigt wird der Überblick.",
    "View more": "Mehr anzeigen",
    "View less": "Weniger anzeigen",
    "Collapse sidebar": "Menü einklappen",
    "Expand sidebar": "Menü ausklappen",
    "Open sidebar": "Menü öffnen",
    "Close sidebar": "Menü schließen",
    "Main menu": "Hauptmenü",
    "Fullscreen": "Vollbild",
    "Close": "Schließen",
    "Close fullscreen": "Vollbild beenden",
    "file upload": "Datei wählen",
    "Browse files": "Datei wählen",
    "Upload": "Datei wählen",
    "Drag and drop file here": "Datei hierher ziehen",
    "Remove file": "Datei entfernen",
  }));
  const PATTERNS = [[/^(\d+)MB per file$/, "höchstens $1 MB"], [/^View (\d+) more$/, "$1 weitere anzeigen"]];
  /* Only for what was said in German before somebody changed to English: Streamlit does not say it again. */
  const ENGLISH = new Map([...WORDS].reverse().map(([english, german]) => [german, english]));
  const BACK = [[/^höchstens (\d+) MB$/, "$1MB per file"], [/^(\d+) weitere anzeigen$/, "View $1 more"]];
  /* Names of buttons only: in running text the same beginning may mean something else. */
  const NAMES = [[/^Help for (.+)$/, "Erläuterung: $1"], [/^Remove (.+)$/, "$1 entfernen"]];
  const NAMES_BACK = [[/^Erläuterung: (.+)$/, "Help for $1"], [/^(.+) entfernen$/, "Remove $1"]];
  const speaksGerman = () => document.documentElement.lang === "de";
  const inLanguage = (german, english) => (speaksGerman() ? german : english);
  function translated(text, ofButton) {
    const word = (speaksGerman() ? WORDS : ENGLISH).get(text.trim());
    if (word) return word;
    const names = ofButton ? (speaksGerman() ? NAMES : NAMES_BACK) : [];
    for (const [pattern, words] of [...names, ...(speaksGerman() ? PATTERNS : BACK)])
      if (pattern.test(text)) return text.replace(pattern, words);
    return "";
  }

  /* "Diese Ansicht teilen": the address is the view. Without a clipboard the link is shown to copy. */
  async function share(button) {
    try {
      await navigator.clipboard.writeText(location.href);
      say(button, inLanguage("Der Link zu dieser Ansicht ist kopiert.", "The link to this view has been copied."));
    } catch {
      offer();
    }
  }
  function say(button, text) {
    const before = button.nextElementSibling?.matches(".sr-geteilt") ? button.nextElementSibling : null;
    const note = before || Object.assign(document.createElement("span"), { className: "sr-geteilt" });
    note.setAttribute("role", "status");
    if (!before) button.after(note);
    note.textContent = text;
  }
  function offer() {
    const dialog = document.createElement("dialog");
    dialog.className = "sr-linkfenster";
    const label = inLanguage("Link zu dieser Ansicht", "Link to this view");
    dialog.setAttribute("aria-label", label);
    const field = Object.assign(document.createElement("input"), { readOnly: true, value: location.href });
    field.setAttribute("aria-label", label);
    const word = inLanguage("Schließen", "Close");
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: word });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.append(inLanguage("Link zum Kopieren:", "Link to copy:"), field, close);
    document.body.append(dialog);
    dialog.showModal();
    field.select();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-sr-teilen]");
    if (button) share(button);
  });

  /* Links within a page: Streamlit reads the new address, the page does not load again. The switch of the
     language changes nothing else of the address and is no step for the back button. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-sr-hier], a[data-sr-sprache]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.dataset.srSprache) {
      const here = new URL(location.href);
      here.searchParams.set("sprache", link.dataset.srSprache);
      history.replaceState({}, "", here);
    } else history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
  });

  /* Streamlit puts section titles between the items of a list, which is then no list. */
  const MENU = '[data-testid="stSidebarNavItems"], [data-testid="stSidebarNavItems"] li';
  /* The frame of a chart carries its description; Vega's own labels inside are English or missing. */
  const CHART = '[data-testid="stVegaLiteChart"] svg.marks';
  const ATTRIBUTES = ["aria-label", "title", "placeholder"];

  /* The switch that the server draws says which language the page speaks by now. */
  const SWITCH = "[data-sr-spricht]";
  function follow(node) {
    const spoken = (node.matches?.(SWITCH) ? node : node.querySelector?.(SWITCH))?.dataset.srSpricht;
    if (!spoken || spoken === document.documentElement.lang) return;
    document.documentElement.lang = spoken;
    speak(document.body);
  }

  function speak(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = translated(node.data);
      if (words) node.data = words;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches(MENU)) node.setAttribute("role", "presentation");
    if (node.matches(CHART)) node.setAttribute("aria-hidden", "true");
    for (const name of ATTRIBUTES) {
      const words = translated(node.getAttribute(name) || "", node.localName === "button");
      if (words) node.setAttribute(name, words);
    }
    for (const child of node.childNodes) speak(child);
  }

  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach(follow);
      if (change.type === "childList") change.addedNodes.forEach(speak);
      else speak(change.target);
    }
  });
  addEventListener("load", () => requestIdleCallback(() => {
    follow(document.body);
    speak(document.body);
    observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
    });
    document.documentElement.dataset.srBereit = "1";
  }, { timeout: 1000 }));
})();
