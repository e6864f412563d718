/* Map engine of Sozialraum. Contract: docs/architecture.md, "Map package" and "Map engine".
 *
 * Runs in the frame of streamlit-folium. The geometry of all levels is fetched once and drawn as
 * three SVG overlays; a view only changes fills and texts. Points and labels are drawn on two
 * canvases. Strings from outside enter the page through textContent, setAttribute or fillText,
 * never as HTML.
 *
 * Sections: texts, helpers, numbers, geometry, state, loading, painting, orientation, overlays,
 * labels, areas and pointer, selection, legend, time, search, twin, public interface.
 * Pins, divided maps and linked maps stand in compare.js, which is loaded before.
 */
(() => {
  "use strict";

  // ---------------------------------------------------------------- texts
  const TEXTS = {
    de: {
      locale: "de-DE", sign: "\u00a0%", map: "Karte", zoomIn: "Vergrößern", zoomOut: "Verkleinern",
      home: "Ganze Stadt", full: "Vollbild", fullEnd: "Vollbild beenden",
      search: "Gebiet suchen",
      noHit: "Kein Treffer unter: {0}", hits: "{0} Treffer",
      legend: "Legende", percent: "Prozent", areas: "Gebiete", layers: "Ebenen", noUnit: "Wert",
      slider: "Zeitleiste", play: "Abspielen", pause: "Anhalten",
      period: "Stand {0}", adopt: "Stand {0} übernehmen",
      status: { g: "geheim", u: "unbekannt", n: "nicht sinnvoll", s: "später" },
      marks: { "~": "unsicher", "≈": "geschätzt" },
      published: "veröffentlicht", joint: "gemeinsam veröffentlicht mit {0}", others: "{0} und {1} weiteren",
      inferred: "Zuordnung zum Sozialraum abgeleitet", rank: "Rang {0} von {1}",
      areasHint: "{0}: {1} Gebiete. Pfeiltasten wechseln das Gebiet, Eingabe wählt es aus.",
      pointsHint: "{0}: {1} Punkte. Pfeiltasten wechseln den Punkt, Eingabe öffnet ihn.",
      selected: "{0} ausgewählt", precision: "Lagegenauigkeit", unknown: "unbekannt", close: "Schließen",
      name: "Gebiet", code: "Nr.", value: "Wert", rankShort: "Rang", state: "Status",
      table: "Werte als Tabelle", below: "Alle Werte stehen unter der Karte als Tabelle.", sort: "Sortieren nach {0}", source: "Quelle: {0}",
      files: "Diese Ansicht herunterladen und teilen", link: "Link kopieren", copied: "Der Link zu dieser Ansicht ist kopiert.",
      class: "Klasse", amount: "{0}: {1} Gebiete", amountOne: "{0}: 1 Gebiet",
      matrixHint: "{0} und {1}. Pfeiltasten wechseln das Feld.",
      pins: "Markierte Gebiete", pin: "Markierung {0}: {1}",
      divider: "Trennlinie: links {0}, rechts {1}", dividerAt: "{0} Prozent {1}, {2} Prozent {3}",
      difference: "Differenz", points: "Prozentpunkte",
      loading: "Karte wird geladen …", retry: "Erneut versuchen",
      failed: "Die Karte konnte nicht geladen werden. Bitte die Verbindung zum Server prüfen und es erneut versuchen.",
      noView: "Für diese Auswahl gibt es keine Karte. Bitte eine andere Raumebene oder einen anderen Indikator wählen. {0}",
      layerFailed: "Die Ebene „{0}“ konnte nicht geladen werden. Bitte die Verbindung zum Server prüfen.",
      groundFailed: "Gewässer, Straßen und Ortsnamen konnten nicht geladen werden.",
    },
    en: {
      locale: "en-GB", sign: "%", map: "Map", zoomIn: "Zoom in", zoomOut: "Zoom out",
      home: "Whole city", full: "Full screen", fullEnd: "Leave full screen",
      search: "Search area",
      noHit: "No match among: {0}", hits: "{0} matches",
      legend: "Legend", percent: "Percent", areas: "areas", layers: "Layers", noUnit: "Value",
      slider: "Timeline", play: "Play", pause: "Pause",
      period: "As of {0}", adopt: "Use {0}",
      status: { g: "suppressed", u: "unknown", n: "not applicable", s: "later" },
      marks: { "~": "uncertain", "≈": "estimated" },
      published: "published", joint: "published together with {0}", others: "{0} and {1} more",
      inferred: "Assignment to the Sozialraum inferred", rank: "Rank {0} of {1}",
      areasHint: "{0}: {1} areas. Arrow keys move between areas, Enter selects.",
      pointsHint: "{0}: {1} points. Arrow keys move between points, Enter opens.",
      selected: "{0} selected", precision: "Accuracy of location", unknown: "unknown", close: "Close",
      name: "Area", code: "No.", value: "Value", rankShort: "Rank", state: "Status",
      table: "Values as a table", below: "All values are in the table below the map.", sort: "Sort by {0}", source: "Source: {0}",
      files: "Download and share this view", link: "Copy link", copied: "The link to this view is copied.",
      class: "Class", amount: "{0}: {1} areas", amountOne: "{0}: 1 area",
      matrixHint: "{0} and {1}. Arrow keys move between cells.",
      pins: "Marked areas", pin: "Mark {0}: {1}",
      divider: "Divider: {0} on the left, {1} on the right", dividerAt: "{0} per cent {1}, {2} per cent {3}",
      difference: "Difference", points: "percentage points",
      loading: "Loading map …", retry: "Try again",
      failed: "The map could not be loaded. Please check the connection to the server and try again.",
      noView: "There is no map for this choice. Please choose another level or another indicator. {0}",
      layerFailed: "The layer “{0}” could not be loaded. Please check the connection to the server.",
      groundFailed: "Water, roads and place names could not be loaded.",
    },
  };
  const format = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => String(values[i]));

  // ---------------------------------------------------------------- helpers
  const SVG = "http://www.w3.org/2000/svg";
  const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const idle = window.requestIdleCallback
    ? (job) => requestIdleCallback(job, { timeout: 400 }) : (job) => setTimeout(job, 30);

  /* A DOM node: el("button", {class: "x", text: "…", onclick: f}, child, …) */
  function el(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }
  function svg(tag, attributes = {}, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  }
  function fill(node, attributes, children) {
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "text") node.textContent = value;
      else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value !== undefined && value !== null) node.setAttribute(key, value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  }
  function icon(d) {
    return svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "sr-icon" },
      svg("path", { d }));
  }
  function iconButton(title, d, onclick) {
    return el("button", { type: "button", title, "aria-label": title, class: "sr-knopf", onclick }, icon(d));
  }
  const fold = (text) => text.toLowerCase().replace(/ß/g, "ss").normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "").replace(/([aou])e/g, "$1");

  // ---------------------------------------------------------------- state
  const S = {
    map: null, host: null, url: "", text: TEXTS.de, topo: null, info: {}, origin: null, levels: new Map(),
    files: new Map(), asked: null, view: null, period: 0, painted: null, selected: "", hovered: -1, focused: -1,
    point: null, drawn: [], paints: 0, lastPaintMs: 0, ready: false, events: 0, atHome: true, playing: 0,
    ui: {}, sort: { key: "value", down: true }, places: [], popupLayer: "",
    layerOrder: "", tableContent: "", swipe: null,
  };
  const periodNow = () => S.view.periods[S.period];
  const periodCode = () => (S.swipe ? S.view.period : periodNow().code);
  const periodLabel = () => (S.swipe ? `${S.swipe.left.label} | ${S.swipe.right.label}` : periodNow().label);
  const heading = () => [S.view.title, periodLabel()].filter(Boolean).join(", ");
  const isKnown = (i, period = periodNow()) => typeof period.values[i] === "number";
  /* Classes are digits and upper case letters, statuses lower case letters. */
  const isClass = (sign) => sign <= "Z";
  const classSign = (position) => position.toString(36).toUpperCase();
  const classEntry = (sign) => S.view.classes[parseInt(sign, 36)];
  /* Certainty and details speak of the period that was asked for, not of others on the time line. */
  const isAsked = () => periodCode() === S.view.period;
  const detailsNow = () => (isAsked() && S.view.details) || [];
  const certaintyNow = () => (isAsked() && !S.swipe && S.view.certainty) || null;
  const areasNow = () => S.levels.get(S.view.level).areas;
  const levelInfo = (id) => S.info.levels.find((level) => level.id === id) || { id, name: id, plural: id };
  const layerInfo = (id) => (S.info.layers || []).find((layer) => layer.id === id);

  // ---------------------------------------------------------------- numbers
  const formats = new Map();
  function number(value, decimals) {
    const key = S.text.locale + decimals;
    if (!formats.has(key)) {
      formats.set(key, new Intl.NumberFormat(S.text.locale,
        { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
    }
    return formats.get(key).format(value).replace(/^-/, "−");
  }
  function valueText(i, period = periodNow()) {
    if (!isKnown(i, period)) return statusWord(i, period);
    return S.view.valueless ? classEntry(period.classes[i])[0] : amountText(period.values[i]) + unitText();
  }
  const amountText = (value, signed = S.view.signed) =>
    (signed && value > 0 ? "+" : "") + number(value / 10 ** S.view.decimals, S.view.decimals);
  const unitText = () => (S.view.unit === "%" ? S.text.sign : S.view.unit ? `\u00a0${S.view.unit}` : "");
  function statusWord(i, period = periodNow()) {
    return S.text.status[period.classes[i]] || S.text.marks[(period.marks || "")[i]]
      || (isKnown(i, period) ? S.text.published : S.text.status.u);
  }
  /* The label of how sure the class of an area is; empty where nothing is known about it. */
  function certaintyText(i) {
    const certainty = certaintyNow();
    return certainty?.labels[Number(certainty.positions[i])] || "";
  }
  /* The other areas of a joint value, as text; empty if the value stands alone. */
  function jointText(i, period = periodNow()) {
    const group = ranking(period).groups.get(i);
    if (!group) return "";
    const names = group.filter((other) => other !== i).map((other) => areasNow()[other].name);
    const shown = names.length > 3
      ? format(S.text.others, names.slice(0, 2).join(", "), names.length - 2) : names.join(", ");
    return format(S.text.joint, shown);
  }
  /* Ranks of the period shown: a joint value counts once, equal values share a rank. */
  function ranking(period = periodNow()) {
    if (period.ranking) return period.ranking;
    const groups = new Map();
    for (const group of period.joint || []) for (const i of group) groups.set(i, group);
    const first = (i) => !groups.has(i) || groups.get(i)[0] === i;
    const published = period.values.filter((value, i) => typeof value === "number" && first(i)).sort((a, b) => b - a);
    const rankOf = new Map();
    published.forEach((value, position) => { if (!rankOf.has(value)) rankOf.set(value, position + 1); });
    const ranks = period.values.map((value) => rankOf.get(value) ?? null);
    Object.defineProperty(period, "ranking", { value: { groups, ranks, total: published.length } });
    return period.ranking;
  }

  // ---------------------------------------------------------------- geometry
  const REF = 14; // the drawing's unit is a pixel of this zoom
  const WORLD = 256 * 2 ** REF;
  function project(lon, lat) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return [((lon + 180) / 360) * WORLD - S.origin.x,
      (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD - S.origin.y];
  }
  const latLng = (x, y) => S.map.unproject(L.point(x + S.origin.x, y + S.origin.y), REF);
  const tenth = (value) => Math.round(value * 10) / 10;
  const pathOf = (line) => "M" + line.map(([x, y]) => `${tenth(x)} ${tenth(y)}`).join("L");

  /* Areas of a level, decoded once. */
  function level(id) {
    if (!S.levels.has(id)) {
      const features = topojson.feature(S.topo, S.topo.objects[id]).features;
      S.levels.set(id, { id, areas: features.map(area), group: null, classes: "" });
    }
    return S.levels.get(id);
  }
  function area(feature, index) {
    const polygons = feature.geometry.type === "Polygon"
      ? [feature.geometry.coordinates] : feature.geometry.coordinates;
    const rings = polygons.map((polygon) => polygon.map((ring) => ring.map(([x, y]) => project(x, y))));
    const outer = () => rings.map((polygon) => polygon[0]).sort((a, b) => Math.abs(size(b)) - Math.abs(size(a)));
    return {
      index, code: feature.id, name: feature.properties.n, inferred: feature.properties.u === 1,
      folded: fold(feature.properties.n),
      d: rings.flat().map((ring) => `${pathOf(ring.slice(0, -1))}Z`).join(""),
      node: null,
      get box() { return once(this, "box", boxOf(outer().flat())); },
      get centre() { return once(this, "centre", middle(outer()[0])); },
    };
  }
  /* Needed for labels and jumps only: computed when asked for, after the first paint. */
  function once(item, name, value) {
    Object.defineProperty(item, name, { value });
    return value;
  }
  function boxOf(points) {
    const box = { west: Infinity, north: Infinity, east: -Infinity, south: -Infinity };
    for (const [x, y] of points) {
      box.west = Math.min(box.west, x);
      box.east = Math.max(box.east, x);
      box.north = Math.min(box.north, y);
      box.south = Math.max(box.south, y);
    }
    return box;
  }
  function size(ring) {
    let sum = 0;
    for (let i = 1; i < ring.length; i += 1) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
    return sum / 2;
  }
  /* A point well inside a ring: the middle of its widest horizontal section, of nine tried. */
  function middle(ring) {
    const ys = ring.map((point) => point[1]);
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    let best = { width: -1, x: ring[0][0], y: ring[0][1] };
    for (let step = 3; step <= 7; step += 0.5) {
      const y = top + ((bottom - top) * step) / 10;
      const cuts = crossings(ring, y);
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        const width = (cuts[i + 1] - cuts[i]) * (1 - Math.abs(step - 5) / 12);
        if (width > best.width) best = { width, x: (cuts[i] + cuts[i + 1]) / 2, y };
      }
    }
    return best;
  }
  function crossings(ring, y) {
    const cuts = [];
    for (let i = 1; i < ring.length; i += 1) {
      const [a, b] = [ring[i - 1], ring[i]];
      if ((a[1] > y) !== (b[1] > y)) cuts.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
    }
    return cuts.sort((a, b) => a - b);
  }

  // ---------------------------------------------------------------- frame and loading
  function create(divId, packageUrl) {
    S.host = document.getElementById(divId);
    S.url = packageUrl;
    document.documentElement.lang = "de";
    const stage = el("div", { class: "sr-karte", role: "region", "aria-label": S.text.map });
    const twin = el("section", { class: "sr-tabelle" });
    S.host.classList.add("sr");
    S.host.append(stage, twin);
    S.map = L.map(stage, {
      center: [51, 10], zoom: 6, maxZoom: 17, zoomControl: false, attributionControl: false,
      zoomSnap: 0.25, wheelPxPerZoomLevel: 90, zoomAnimation: !reduced(), fadeAnimation: !reduced(),
      inertia: !reduced(), maxBoundsViscosity: 0.6,
    });
    const described = el("p", { id: "sr-beschreibung", hidden: "" });
    stage.setAttribute("aria-describedby", described.id);
    S.ui = { stage, twin, described, live: el("div", { class: "sr-nur-vorlesen", role: "status", "aria-live": "polite" }) };
    S.host.append(described, S.ui.live);
    notice(S.text.loading);
    load();
    borrowFont();
    return S.map;
  }
  /* The page around the frame has its font loaded already: the same file serves the map. */
  async function borrowFont() {
    try {
      const link = window.parent.document.querySelector('link[rel="preload"][as="font"]');
      if (!link) return;
      document.fonts.add(await new FontFace("Sozialraum", `url(${link.href})`, { weight: "200 900" }).load());
      S.ui.labels?.redraw();
    } catch { /* the fonts of the system will do */ }
  }
  async function fetchJson(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return answer.json();
  }
  async function load() {
    try {
      const [topo] = await Promise.all([fetchJson(S.url), styled()]);
      notice("");
      setUp(topo);
    } catch (error) {
      notice(S.text.failed, load);
      console.error(error);
    }
  }
  /* streamlit-folium does not wait for style sheets; the first fit needs them. */
  function styled() {
    const started = performance.now();
    return new Promise((resolve) => {
      const look = () => {
        const ready = getComputedStyle(S.host).getPropertyValue("--sr-bereit").trim() === "1";
        if (ready || performance.now() - started > 3000) resolve();
        else requestAnimationFrame(look);
      };
      look();
    });
  }
  function setUp(topo) {
    S.topo = topo;
    S.info = topo.sozialraum;
    drawFrame(cityBounds(topo));
    addControls();
    listen();
    if (S.asked) paintIfPossible();
  }
  function setLanguage(language) {
    if (!TEXTS[language]) return;
    const changed = S.text !== TEXTS[language];
    S.text = TEXTS[language];
    document.documentElement.lang = language;
    if (changed) sayAgain();
  }
  /* The frame stands already: everything in it that holds words is made anew, the map stays. */
  function sayAgain() {
    if (!S.topo) {
      if (S.ui.notice) notice(S.text.loading);
      return;
    }
    stop();
    S.map.closePopup();
    for (const node of S.ui.controls) node.remove();
    S.ui.twin.replaceChildren();
    Object.assign(S, { tableContent: "", layerOrder: "" });
    S.ui.table = null;
    addControls();
  }
  function cityBounds(topo) {
    let [west, south, east, north] = topo.bbox || [Infinity, Infinity, -Infinity, -Infinity];
    if (!topo.bbox) {
      for (const feature of topojson.feature(topo, Object.values(topo.objects)[0]).features) {
        for (const [x, y] of feature.geometry.coordinates.flat(feature.geometry.type === "Polygon" ? 1 : 2)) {
          [west, south] = [Math.min(west, x), Math.min(south, y)];
          [east, north] = [Math.max(east, x), Math.max(north, y)];
        }
      }
    }
    return L.latLngBounds([south, west], [north, east]);
  }
  /* Three drawings over the same rectangle, the areas between the grounds and the lines. */
  function drawFrame(bounds) {
    S.bounds = bounds;
    S.origin = S.map.project(bounds.getNorthWest(), REF);
    const extent = S.map.project(bounds.getSouthEast(), REF).subtract(S.origin);
    const drawing = (name, order) => {
      S.map.createPane(`sr-${name}`).style.zIndex = order;
      const node = svg("svg", { viewBox: `0 0 ${extent.x} ${extent.y}`, preserveAspectRatio: "none", class: `sr-${name}` });
      L.svgOverlay(node, bounds, { pane: `sr-${name}` }).addTo(S.map);
      return node;
    };
    const part = (parent, tag, name) => parent.appendChild(svg(tag, { class: `sr-${name}` }));
    S.ui.ground = drawing("grund", 210);
    S.ui.areas = drawing("gebiete", 300);
    S.ui.certainty = svg("g", { class: "sr-unsicher", "aria-hidden": "true" });
    S.ui.areas.append(patterns(), S.ui.certainty);
    const lines = drawing("linien", 350);
    for (const name of ["wege", "umringe"]) S.ui[name] = part(lines, "g", name);
    for (const name of ["bezirke", "hervorrand", "hervor", "klasse", "schwebe", "wahlrand", "wahl", "fokusrand", "fokus"]) {
      S.ui[name] = part(lines, "path", name);
    }
    S.ui.points = canvas("punkte", 440, drawPoints);
    S.ui.labels = canvas("namen", 450, drawLabels);
    fitCity(false);
    S.map.setMaxBounds(bounds.pad(1.2)); // after the fit: it would start to pan
    scalePatterns();
  }
  function patterns() {
    const pattern = (id, side, ...marks) => svg("pattern",
      { id: `sr-muster-${id}`, width: side, height: side, patternUnits: "userSpaceOnUse" },
      svg("rect", { width: side, height: side, class: "sr-muster-grund" }), ...marks);
    const dot = (cx, cy, r) => svg("circle", { cx, cy, r, class: "sr-muster-punkt" });
    return svg("defs", {},
      pattern("g", 6, svg("path", { d: "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", class: "sr-muster-strich" })),
      pattern("n", 6, dot(1.5, 1.5, 0.9), dot(4.5, 4.5, 0.9)), pattern("s", 10, dot(5, 5, 1.3)));
  }
  /* Dots with a light rim, seen on light and on dark: the more, the less certain. */
  const DOTS = [14, 7, 5.5, 4.5];
  const dotSide = (position) => DOTS[Math.min(position, DOTS.length) - 1];
  function dots(id, position) {
    const side = dotSide(position);
    return svg("pattern", { id, width: side, height: side, patternUnits: "userSpaceOnUse" },
      svg("circle", { cx: side / 2, cy: side / 2, r: side < 6 ? 1.25 : 1.7, class: "sr-unsicher-punkt" }));
  }
  /* The drawing grows with the zoom, hatching must not. */
  function scalePatterns() {
    const scale = 2 ** (REF - S.map.getZoom());
    for (const node of S.ui.areas.querySelectorAll("pattern")) {
      node.setAttribute("patternTransform", `scale(${scale})`);
    }
  }
  /* The whole city; a view of things may ask for the rectangle around its points instead. */
  function homeBounds() {
    const points = (S.view?.fit && S.view.things?.points) || [];
    if (!points.length) return S.bounds;
    return L.latLngBounds(points.map(([lon, lat]) => [lat, lon])).pad(0.35);
  }
  function fitCity(animate) {
    const narrow = S.ui.stage.clientWidth < 480;
    S.map.invalidateSize({ animate: false, pan: false });
    S.map.options.minZoom = 0;
    S.map.options.minZoom = Math.floor(S.map.getBoundsZoom(S.bounds)) - 1;
    const [above, below] = narrow ? [52, 100] : [10, 10];
    S.map.fitBounds(homeBounds(), {
      animate, maxZoom: 15, paddingTopLeft: [legendRoom(above + below), above], paddingBottomRight: [8, below],
    });
    S.atHome = true;
  }
  /* Room for the open legend; on a smaller map only as much as is left beside the city at its full size. */
  function legendRoom(height) {
    const wide = S.ui.stage.clientWidth;
    if (wide >= 760) return 236;
    if (wide < 480) return 8;
    const bounds = homeBounds();
    const zoom = Math.min(15, S.map.getBoundsZoom(bounds, false, L.point(16, height)));
    const needed = S.map.project(bounds.getNorthEast(), zoom).x - S.map.project(bounds.getSouthWest(), zoom).x;
    return Math.min(236, Math.max(8, Math.floor(wide - 9 - needed)));
  }
  function notice(text, retry) {
    S.ui.notice?.remove();
    if (!text) return;
    S.ui.notice = el("div", { class: "sr-hinweis", role: retry ? "alert" : "status" }, el("p", { text }),
      retry ? el("button", { type: "button", class: "sr-haupt", text: S.text.retry,
        onclick: () => { notice(S.text.loading); retry(); } }) : null);
    S.ui.stage.append(S.ui.notice);
  }

  // ---------------------------------------------------------------- painting
  function show(view) {
    setLanguage(view.language);
    S.asked = { ...view, periods: (view.periods || []).map(spread) };
    S.host.classList.toggle("sr-ohne-tabelle", view.twin === false);
    if (S.topo) paintIfPossible();
  }
  /* Only known values travel; `classes` says where the others are missing. */
  function spread(period) {
    const known = period.values.values();
    const values = [...period.classes].map((sign) => (isClass(sign) ? known.next().value ?? null : null));
    return { ...period, values };
  }
  /* A view that cannot be drawn hides the last good one, but never takes its place. */
  function paintIfPossible() {
    const possible = Boolean(S.topo.objects[S.asked.level] && S.asked.periods.length);
    notice(possible ? "" : format(S.text.noView, S.asked.title || ""));
    S.host.classList.toggle("sr-ohne-bild", !possible);
    stop();
    if (!possible) return;
    const known = S.view;
    S.view = S.asked;
    if (!known && S.view.fit) fitCity(false);
    paint();
  }
  function paint() {
    const started = performance.now();
    const { view } = S;
    S.period = Math.max(0, view.periods.findIndex((period) => period.code === view.period));
    const shown = showLevel(view.level);
    S.selected = shown.areas.some((item) => item.code === view.area) ? view.area : "";
    S.hovered = -1;
    hideTip();
    compare.prepare();
    paintFills(shown.areas, periodNow());
    paintCertainty(shown);
    compare.paint(shown);
    outline(S.ui.klasse, null);
    outline(S.ui.hervor, highlighted());
    outline(S.ui.hervorrand, highlighted());
    outlineSelected();
    outline(S.ui.schwebe, null);
    announce();
    if (layerOrder(view) !== S.layerOrder) paintLayers();
    paintTexts();
    finishPaint(started);
  }
  function paintPeriod(index) {
    const started = performance.now();
    S.period = index;
    paintFills(S.painted.areas, periodNow());
    paintCertainty(S.painted);
    compare.drawPins();
    if (S.view.things) redrawThings();
    paintTexts();
    S.ui.live.textContent = `${format(S.text.period, periodNow().label)}. ${periodNow().sentence || ""}`;
    finishPaint(started);
  }
  function finishPaint(started) {
    S.paints += 1;
    S.lastPaintMs = performance.now() - started;
    if (!S.ready) {
      performance.mark("sozialraum");
      requestAnimationFrame(() => idle(loadGround));
    }
    S.ready = true;
    later("twin", drawTwin);
    later("labels", () => { S.ui.labels.redraw(); labelAreas(); });
  }
  /* Work that may wait until the map is painted; a newer request replaces an older one. */
  const waiting = new Map();
  function later(name, job) {
    const ticket = (waiting.get(name) || 0) + 1;
    waiting.set(name, ticket);
    requestAnimationFrame(() => idle(() => { if (waiting.get(name) === ticket) job(); }));
  }
  function showLevel(id) {
    const shown = level(id);
    if (S.painted === shown) return shown;
    if (!shown.group) drawLevel(shown);
    if (S.painted) S.painted.group.style.display = "none";
    shown.group.style.display = "";
    S.painted = shown;
    S.focused = -1;
    outline(S.ui.fokus, null);
    outline(S.ui.fokusrand, null);
    return shown;
  }
  function drawLevel(shown) {
    shown.group = svg("g", { role: "group" });
    for (const item of shown.areas) {
      const tabindex = item.index ? -1 : 0;
      item.node = svg("path", { d: item.d, class: "sr-flaeche", "data-i": item.index, tabindex, role: "button" });
      shown.group.append(item.node);
    }
    S.ui.areas.append(shown.group);
    if (!S.ui.bezirke.hasAttribute("d") && S.info.district) {
      later("borders", () => S.ui.bezirke.setAttribute("d", meshPath(S.info.district)));
    }
  }
  function meshPath(id) {
    return topojson.mesh(S.topo, S.topo.objects[id]).coordinates
      .map((line) => pathOf(line.map(([x, y]) => project(x, y)))).join("");
  }
  function fillOf(character) {
    const entry = isClass(character) ? classEntry(character) : null;
    if (entry) return entry[1];
    if (character === "l") return "var(--sr-leer)";
    return "gns".includes(character) ? `url(#sr-muster-${character})` : "var(--sr-unbekannt)";
  }
  function paintFills(items, { classes }) {
    const fills = new Map();
    for (const item of items) {
      const character = classes[item.index] || "u";
      if (!fills.has(character)) fills.set(character, fillOf(character));
      const value = fills.get(character);
      if (item.fill !== value) {
        item.fill = value;
        item.node.style.fill = value;
      }
    }
  }
  /* One path per position of the certainty lies over the areas; the first position is drawn plain. */
  function paintCertainty(shown) {
    const certainty = certaintyNow();
    const content = certainty ? shown.id + certainty.positions : "";
    if (content === S.certaintyContent) return;
    S.certaintyContent = content;
    S.ui.certainty.replaceChildren(...(certainty?.labels.slice(1) || []).flatMap((_, i) => {
      const unsure = shown.areas.filter((item) => certainty.positions[item.index] === String(i + 1));
      const path = svg("path", { d: unsure.map((item) => item.d).join(""), fill: `url(#sr-unsicher-${i + 1})` });
      return [dots(`sr-unsicher-${i + 1}`, i + 1), path];
    }));
    S.ui.areas.append(S.ui.certainty);
    scalePatterns();
  }
  function paintTexts() {
    const name = `${S.text.map}: ${heading()}`;
    S.ui.stage.setAttribute("aria-label", name);
    document.title = name;
    window.frameElement?.setAttribute("aria-label", name);
    S.ui.described.textContent = [sentences(), S.view.twin === false ? "" : S.text.below].filter(Boolean).join(" ");
    drawLegend();
    drawSlider();
  }
  /* Another view is said with its sentence; the same view again must not talk over a choice. */
  function announce() {
    const said = [heading(), sentences()].filter(Boolean).join(". ");
    if (S.ready && said !== S.said) S.ui.live.textContent = said;
    S.said = said;
  }
  function outline(node, item) {
    if (item) node.setAttribute("d", item.d);
    else node.removeAttribute("d");
  }
  function highlighted() {
    const [id, code] = S.view.highlight || [];
    if (!id || !S.topo.objects[id]) return null;
    return level(id).areas.find((item) => item.code === code) || null;
  }

  // ---------------------------------------------------------------- orientation
  async function loadGround() {
    if (!S.info.orientation || S.info.orientation === S.groundUrl) return;
    try {
      const ground = await fetchJson(S.info.orientation);
      S.groundUrl = S.info.orientation;
      drawGround(ground);
    } catch (error) {
      toast(S.text.groundFailed, loadGround);
      console.error(error);
    }
  }
  function drawGround(ground) {
    const draw = (parent, name, lines, close) => parent.append(
      svg("path", { class: `sr-${name}`, d: (lines || []).map((line) => decode(line, ground.scale, close)).join("") }));
    draw(S.ui.ground, "gruen", ground.green, true);
    draw(S.ui.ground, "fluss", ground.rivers, false);
    draw(S.ui.ground, "wasser", ground.water, true);
    draw(S.ui.wege, "wasser sr-zart", ground.water, true);
    draw(S.ui.wege, "fluss sr-zart", ground.rivers, false);
    draw(S.ui.wege, "strasse", ground.roads, false);
    draw(S.ui.wege, "bahn", ground.rail, false);
    const known = areaNames();
    S.places = (ground.places || []).filter(([, , name]) => !known.has(letters(name)))
      .map(([lon, lat, name, rank]) => {
        const [x, y] = project(lon, lat);
        return { x, y, name, rank };
      });
    S.ui.labels.redraw();
  }
  /* A place that is called like an area is labelled by the area. */
  const letters = (name) => fold(name).replace(/[^a-z0-9]/g, "");
  function areaNames() {
    const geometries = Object.values(S.topo.objects).flatMap((object) => object.geometries);
    return new Set(geometries.map((geometry) => letters(geometry.properties.n)));
  }
  function decode(line, scale, close) {
    let [lon, lat] = line;
    const points = [project(lon / scale, lat / scale)];
    for (let i = 2; i + 1 < line.length; i += 2) {
      lon += line[i];
      lat += line[i + 1];
      points.push(project(lon / scale, lat / scale));
    }
    return pathOf(points) + (close ? "Z" : "");
  }

  // ---------------------------------------------------------------- overlays
  /* A canvas in its own pane that Leaflet keeps in place; draw(context, place) gets layer pixels. */
  function canvas(name, order, draw) {
    const pane = S.map.createPane(`sr-${name}`);
    pane.style.zIndex = order;
    pane.style.pointerEvents = "none";
    return new Canvas({ pane: `sr-${name}`, padding: 0.3, draw }).addTo(S.map);
  }
  const Canvas = L.Renderer.extend({
    _initContainer() {
      this._layers = {};
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const area = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      Object.assign(this._container, { width: area.x * ratio, height: area.y * ratio });
      Object.assign(this._container.style, { width: `${area.x}px`, height: `${area.y}px` });
      L.DomUtil.setPosition(this._container, min);
      const context = this._container.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
      this.options.draw(context, placer(), this._bounds);
    },
    redraw() {
      if (this._map) this._update();
    },
  });
  /* From units of the drawing to pixels of the map pane. */
  function placer() {
    const scale = 2 ** (S.map.getZoom() - REF);
    const pixels = S.map.getPixelOrigin();
    return (x, y) => [(x + S.origin.x) * scale - pixels.x, (y + S.origin.y) * scale - pixels.y];
  }
  const layerOrder = (view) => JSON.stringify([view.layers || [], view.things || null, view.shape || null]);
  function paintLayers() {
    S.layerOrder = layerOrder(S.view);
    S.ui.umringe.replaceChildren();
    S.drawn = [];
    for (const [id, opacity] of S.view.layers || []) {
      const info = layerInfo(id);
      if (info && info.kind === "gebiete") drawOutlines(info, opacity);
      else if (info) drawPointLayer(info, opacity);
    }
    if (S.view.shape) drawShape(S.view.shape);
    if (S.view.things) S.drawn.push(thingsLayer(S.view.things));
    if (S.popupLayer && !S.drawn.some((layer) => layer.info.id === S.popupLayer)) S.map.closePopup();
    S.point = null;
    S.ui.points.redraw();
    drawPointKeys();
  }
  function drawOutlines(info, opacity) {
    if (!S.topo.objects[info.level]) return;
    const colour = info.symbol?.colour || "#444";
    const style = `stroke:${CSS.supports("color", colour) ? colour : "#444"};opacity:${Number(opacity)}`;
    S.ui.umringe.append(svg("path", { d: meshPath(info.level), style, class: "sr-umring" }));
    S.drawn.push({ info, opacity, points: [], count: level(info.level).areas.length });
  }
  /* One drawn area that is no level, such as what is reached on foot: rings like those of the ground. */
  function drawShape({ name, colour, rings, scale }) {
    const known = CSS.supports("color", colour) ? colour : "#444";
    const d = rings.map((ring) => decode(ring, scale, true)).join("");
    S.ui.umringe.append(svg("path", { d, class: "sr-flaechenform", style: `fill:${known};stroke:${known}` }));
    S.drawn.push({ info: { id: "form", name, kind: "gebiete", symbol: { colour: known } }, points: [], opacity: 1, count: "" });
  }
  function drawPointLayer(info, opacity) {
    const file = S.files.get(info.url);
    if (!file) loadLayer(info);
    else if (file.points) S.drawn.push({ info, opacity, points: file.points, fields: file.fields, count: file.points.length });
  }
  async function loadLayer(info) {
    S.files.set(info.url, {});
    try {
      const file = await fetchJson(info.url);
      const points = file.points.map(([lon, lat, precision, title, values]) => {
        const [x, y] = project(lon, lat);
        return { x, y, at: L.latLng(lat, lon), precision, title, values };
      });
      S.files.set(info.url, { points, fields: file.fields });
      paintLayers();
      drawLegend();
    } catch (error) {
      S.files.delete(info.url);
      toast(format(S.text.layerFailed, info.name), () => loadLayer(info));
      console.error(error);
    }
  }
  /* Things (sites, projects) bring their points along: each has one sign per period for its state. */
  function thingsLayer({ id, name, fields, states, points }) {
    const placed = points.map(([lon, lat, key, title, precision, values, signs]) => {
      const [x, y] = project(lon, lat);
      return { x, y, at: L.latLng(lat, lon), key, title, precision, values, signs };
    });
    return { info: { id, name, kind: "punkte" }, opacity: 1, points: placed, fields, states, count: placed.length };
  }
  const stateOf = (layer, point) => layer.states[Number(point.signs[S.period])];
  const symbolOf = (layer, point) => (layer.states ? stateOf(layer, point) : layer.info.symbol) || {};
  function redrawThings() {
    S.ui.points.redraw();
    S.popupState?.();
  }
  const symbolSize = (shape) => (shape === "punkt" ? 2.1 : 4.4) + (S.map.getZoom() >= 13 ? 1.2 : 0);
  function drawPoints(context, place, bounds) {
    let chosen = null;
    for (const layer of S.drawn) {
      context.globalAlpha = Number(layer.opacity);
      for (const point of layer.points) {
        const [x, y] = place(point.x, point.y);
        const { shape, colour, hollow } = symbolOf(layer, point);
        Object.assign(context, {
          fillStyle: hollow ? "#fff" : colour || "#444", strokeStyle: hollow ? colour : "#fff",
          lineWidth: shape === "punkt" ? 0.8 : 1.4,
        });
        if (bounds.contains([x, y])) trace(context, shape, x, y, symbolSize(shape) + (layer.states ? 2.4 : 0));
        if (layer.states && point.key === S.view.thing) chosen = point;
      }
    }
    context.globalAlpha = 1;
    const ringed = S.point || chosen;
    if (ringed) {
      context.beginPath();
      context.arc(...place(ringed.x, ringed.y), 11, 0, 7);
      Object.assign(context, { strokeStyle: "#0b2e35", lineWidth: 2.5 });
      context.stroke();
    }
  }
  function trace(context, shape, x, y, r) {
    context.beginPath();
    if (shape === "quadrat") context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    else if (shape === "dreieck") polygon(context, [[x, y - r * 1.15], [x + r * 1.1, y + r * 0.85], [x - r * 1.1, y + r * 0.85]]);
    else if (shape === "raute") polygon(context, [[x, y - r * 1.25], [x + r * 1.25, y], [x, y + r * 1.25], [x - r * 1.25, y]]);
    else context.arc(x, y, r, 0, 7);
    context.fill();
    context.stroke();
  }
  function polygon(context, corners) {
    corners.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
  }
  /* The topmost point under the pointer, if any. */
  function pointAt(event) {
    const { x, y } = S.map.mouseEventToLayerPoint(event);
    const place = placer();
    for (const layer of [...S.drawn].reverse()) {
      let best = null;
      let reach = (symbolSize(layer.info.symbol?.shape) + (layer.states ? 5 : 3)) ** 2;
      for (const point of layer.points) {
        const [px, py] = place(point.x, point.y);
        const distance = (px - x) ** 2 + (py - y) ** 2;
        if (distance <= reach) [best, reach] = [point, distance];
      }
      if (best) return { point: best, layer };
    }
    return null;
  }
  function openPoint({ point, layer }, back) {
    const known = (text) => text || S.text.unknown;
    const row = (name, value) => [el("dt", { text: name }), el("dd", { text: known(value), class: value ? "" : "sr-leise" })];
    const state = layer.states ? el("p", { class: "sr-zustand" }) : null;
    S.popupState = state && (() => { state.textContent = [periodNow().label, known(stateOf(layer, point)?.label)].filter(Boolean).join(": "); });
    S.popupState?.();
    const body = el("div", { class: "sr-steckbrief", tabindex: -1 },
      el("p", { class: "sr-leise", text: layer.info.name }), el("h3", { text: known(point.title) }), state,
      el("dl", {}, ...(layer.fields || []).flatMap((name, i) => row(name, point.values[i]))),
      el("p", { class: "sr-leise", text: `${S.text.precision}: ${known(point.precision)}` }));
    hideTip();
    const maxWidth = Math.min(300, S.ui.stage.clientWidth - 106); // beside the buttons
    L.popup({ maxWidth, autoPanPaddingTopLeft: [54, 56], autoPanPaddingBottomRight: [12, 12] })
      .setLatLng(point.at).setContent(body).openOn(S.map);
    S.popupLayer = layer.info.id;
    if (layer.states) send({ thing: point.key });
    S.ui.stage.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", S.text.close);
    body.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { S.map.closePopup(); back?.focus(); }
    });
    if (back) body.focus({ preventScroll: true });
  }
  /* One key stop per point layer: a chip that appears on focus; arrows walk through the points. */
  function drawPointKeys() {
    S.ui.pointKeys.replaceChildren(...S.drawn.filter((layer) => layer.points.length).map(pointKey));
  }
  function pointKey(layer) {
    const { points } = layer;
    let at = -1;
    const go = (step) => {
      at = (at + step + points.length) % points.length;
      S.point = points[at];
      if (!S.map.getBounds().contains(S.point.at)) S.map.panTo(S.point.at, { animate: !reduced() });
      S.ui.points.redraw();
      S.ui.live.textContent = `${S.point.title || S.text.unknown}, ${at + 1} / ${points.length}`;
      key.textContent = `${layer.info.name}: ${S.point.title || S.text.unknown}`;
    };
    const key = el("button", {
      type: "button", class: "sr-punktwahl", text: layer.info.name,
      "aria-label": format(S.text.pointsHint, layer.info.name, points.length),
      onclick: () => at >= 0 && openPoint({ point: points[at], layer }, key),
      onblur: () => { S.point = null; S.ui.points.redraw(); },
      onkeydown: (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        go(at < 0 && step < 0 ? 0 : step);
      },
    });
    return key;
  }

  // ---------------------------------------------------------------- labels
  const FAMILY = '"Source Sans 3", "Source Sans Pro", system-ui, sans-serif';
  const DISTRICT = { font: `600 12px ${FAMILY}`, colour: "#1c2530" };
  const AREA = { font: `500 11.5px ${FAMILY}`, colour: "#38434f" };
  const PLACE = { font: `italic 11px ${FAMILY}`, colour: "#66717c" };
  /* Districts first, with more zoom the areas shown, where there is room the places around. */
  function drawLabels(context, place, bounds) {
    if (!S.view || !S.painted) return;
    const zoom = S.map.getZoom();
    const scale = 2 ** (zoom - REF);
    const put = labeller(context, place, bounds);
    const areas = (id, style, fit) => {
      for (const { name, centre, box } of level(id).areas) {
        put(name, centre.x, centre.y, style, fit ? (box.east - box.west) * scale * fit : Infinity);
      }
    };
    const districts = S.info.district && S.view.level !== S.info.district;
    if (districts && zoom < 12.5) areas(S.info.district, DISTRICT, zoom < 10.5 ? 1.4 : 0);
    if (!districts) areas(S.view.level, DISTRICT, 1.4);
    else if (zoom >= 11.5) areas(S.view.level, AREA, 1.05);
    for (const { name, x, y, rank } of S.places) if (rank <= (zoom - 9.5) * 1.5) put(name, x, y, PLACE, Infinity);
  }
  /* Writes a name unless it is too wide for its room or would touch one written before. */
  function labeller(context, place, bounds) {
    const taken = [];
    const touches = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3.5 });
    context.strokeStyle = "rgba(255,255,255,.92)";
    return (text, x, y, { font, colour }, room) => {
      const [px, py] = place(x, y);
      Object.assign(context, { font, fillStyle: colour });
      const half = context.measureText(text).width / 2 + 3;
      const box = [px - half, py - 9, px + half, py + 9];
      if (!bounds.contains([px, py]) || half * 2 > room || taken.some((other) => touches(box, other))) return;
      taken.push(box);
      context.strokeText(text, px, py);
      context.fillText(text, px, py);
    };
  }

  // ---------------------------------------------------------------- areas and pointer
  function listen() {
    const { map, ui } = S;
    map.on("zoomend", scalePatterns);
    map.on("click", onClick);
    map.on("movestart zoomstart", () => { if (!S.following) hideTip(); });
    map.on("dragstart", () => { S.atHome = false; });
    map.on("popupclose", () => { S.popupLayer = ""; S.popupState = null; });
    ui.stage.addEventListener("pointermove", onPointer);
    ui.stage.addEventListener("pointerdown", focusInPlace, true);
    ui.stage.addEventListener("pointerleave", () => hover(-1));
    ui.stage.addEventListener("wheel", () => { S.atHome = false; }, { passive: true });
    const pane = map.getPane("sr-gebiete"); // Chromium makes an SVG with such listeners a stop of its own
    pane.addEventListener("keydown", onAreaKey);
    pane.addEventListener("focusin", onAreaFocus);
    pane.addEventListener("focusout", () => { markFocus(-1); hideTip(); compare.tell("hover", -1); });
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (S.atHome) fitCity(false);
      scalePatterns();
      reachSentence();
    }).observe(ui.stage);
    document.addEventListener("fullscreenchange", () => {
      const title = document.fullscreenElement ? S.text.fullEnd : S.text.full;
      Object.assign(ui.full, { title, ariaLabel: title });
    });
  }
  /* Leaflet would focus the map and scroll the page around the frame: the click would miss its area. */
  function focusInPlace(event) {
    if (event.target.closest?.(".leaflet-map-pane")) S.ui.stage.focus({ preventScroll: true });
  }
  const indexOf = (target) => {
    const node = target.closest?.(".sr-flaeche");
    return node ? Number(node.dataset.i) : -1;
  };
  function onClick({ originalEvent }) {
    if (!S.painted || !originalEvent) return;
    const hit = pointAt(originalEvent);
    if (hit) {
      openPoint(hit);
      return;
    }
    const i = indexOf(originalEvent.target);
    if (i < 0) return;
    choose(i);
    const [x, y] = frameXY(originalEvent);
    if (originalEvent.pointerType === "touch") showTip(areaTip(i, compare.sideAt(x)), x, y);
  }
  function onPointer(event) {
    if (!S.painted || event.pointerType === "touch" || event.buttons) return;
    const over = event.target.closest?.(".leaflet-map-pane");
    const hit = over ? pointAt(event) : null;
    S.ui.stage.classList.toggle("sr-zeigt", Boolean(hit));
    if (!hit) {
      hover(over ? indexOf(event.target) : -1, event);
      return;
    }
    hover(-1);
    const title = el("strong", { text: hit.point.title || S.text.unknown });
    showTip([title, el("span", { class: "sr-leise", text: hit.layer.info.name })], ...frameXY(event));
  }
  function frameXY(event) {
    const box = S.ui.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }
  function hover(i, event) {
    const side = compare.sideAt(event ? frameXY(event)[0] : NaN);
    if (i !== S.hovered || side !== S.side) {
      if (i !== S.hovered) compare.tell("hover", i);
      Object.assign(S, { hovered: i, side });
      point(i, side);
      if (i >= 0) S.tip = areaTip(i, side);
    }
    if (i < 0) hideTip();
    else if (event) showTip(S.tip, ...frameXY(event));
  }
  /* Marks an area on the map, in the legend and in the table. */
  function point(i, period) {
    outline(S.ui.schwebe, i < 0 ? null : areasNow()[i]);
    markClass(i, period);
    markRow(i);
  }
  /* What is said about an area; on a divided map about the side pointed at, then about the other. */
  function areaTip(i, period = periodNow()) {
    const item = areasNow()[i];
    const parent = parentOf(S.view.level, i);
    const line = (text, name) => (text ? el("span", { text, class: name }) : null);
    const { ranks, total } = ranking(period);
    const isValue = isKnown(i, period);
    const status = isValue && statusWord(i, period) !== S.text.published ? statusWord(i, period) : "";
    const rank = isValue && !S.view.valueless ? format(S.text.rank, ranks[i], total) : "";
    const joined = (...words) => words.filter(Boolean).join(" · ");
    const named = (title, text) => line(text && `${title}: ${text}`);
    const size = !isValue ? "sr-wert sr-ohne" : S.view.valueless ? "sr-wert sr-wort" : "sr-wert";
    return [
      el("strong", { text: item.name }),
      line(joined(`${levelInfo(S.view.level).name} ${item.code}`, parent), "sr-leise"),
      period.classes[i] === "l" ? null : line(valueText(i, period), size),
      line(joined(period.label, rank, status), "sr-leise"),
      ...compare.otherSide(i, period).map((text) => line(text)),
      ...detailsNow().map((detail) => named(detail.title, detail.texts[i])),
      named(S.view.certainty?.title, certaintyText(i)),
      line(jointText(i, period), "sr-leise"), line(item.inferred ? S.text.inferred : "", "sr-leise"),
    ].filter(Boolean);
  }
  function parentOf(id, i) {
    const index = S.info.parents?.[id]?.[S.info.district]?.[i];
    return index === undefined || index === null ? "" : level(S.info.district).areas[index].name;
  }
  function showTip(nodes, x, y) {
    const { tip, stage } = S.ui;
    if (tip.firstChild !== nodes[0]) tip.replaceChildren(...nodes);
    tip.hidden = false;
    const left = x + 16 + tip.offsetWidth > stage.clientWidth - 6 ? x - 14 - tip.offsetWidth : x + 16;
    const top = Math.min(Math.max(6, y + 14), stage.clientHeight - tip.offsetHeight - 6);
    tip.style.transform = `translate(${Math.max(6, left)}px,${top}px)`;
  }
  function hideTip() {
    if (S.ui.tip) S.ui.tip.hidden = true;
  }
  /* Names for assistive technology; not needed for the paint itself. */
  function labelAreas() {
    const shown = S.painted;
    shown.group.setAttribute("aria-label", format(S.text.areasHint, levelInfo(shown.id).plural, shown.areas.length));
    for (const item of shown.areas) {
      item.node.setAttribute("aria-label", spokenArea(item.index));
      item.node.setAttribute("aria-pressed", String(item.code === S.selected));
    }
  }
  function spokenArea(i) {
    const period = periodNow();
    const status = (period.marks?.[i] || " ").trim() ? statusWord(i) : "";
    const sure = certaintyText(i) && `${S.view.certainty.title}: ${certaintyText(i)}`;
    const value = S.swipe ? compare.bothSides(i) : valueText(i);
    const more = detailsNow().filter(({ texts }) => texts[i]).map(({ title, texts }) => `${title}: ${texts[i]}`);
    return [areasNow()[i].name, value, status, ...more, sure].filter(Boolean).join(", ");
  }
  function onAreaFocus(event) {
    const i = indexOf(event.target);
    if (i < 0 || !event.target.matches(":focus-visible")) return;
    markFocus(i);
    bringIntoView(areasNow()[i]);
    compare.tell("hover", i);
    showTipAt(i);
  }
  /* The tooltip in the middle of an area, where no pointer says the place. */
  function showTipAt(i) {
    const { centre } = areasNow()[i];
    const { x, y } = S.map.layerPointToContainerPoint(placer()(centre.x, centre.y));
    const side = compare.sideAt(x);
    showTip(areaTip(i, side), x, y);
    markClass(i, side);
  }
  function markFocus(i) {
    const item = i < 0 ? null : areasNow()[i];
    outline(S.ui.fokus, item);
    outline(S.ui.fokusrand, item);
    if (!item) return;
    if (S.focused >= 0) areasNow()[S.focused].node.setAttribute("tabindex", -1);
    else areasNow()[0].node.setAttribute("tabindex", -1);
    item.node.setAttribute("tabindex", 0);
    S.focused = i;
  }
  function onAreaKey(event) {
    const i = indexOf(event.target);
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (i < 0) return;
    if (event.key === "Enter" || event.key === " ") choose(i);
    else if (direction) neighbour(i, direction).node.focus();
    else if (event.key === "Home") areasNow()[0].node.focus();
    else if (event.key === "End") areasNow().at(-1).node.focus();
    else if (event.key === "PageDown") areasNow()[(i + 1) % areasNow().length].node.focus();
    else if (event.key === "PageUp") areasNow().at(i - 1).node.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /* The nearest area in a direction; detours to the side count double. */
  function neighbour(i, [dx, dy]) {
    const from = areasNow()[i];
    let best = from;
    let least = Infinity;
    for (const item of areasNow()) {
      const [x, y] = [item.centre.x - from.centre.x, item.centre.y - from.centre.y];
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (item !== from && ahead > 0 && aside <= ahead * 2 && ahead + 2 * aside < least) {
        [best, least] = [item, ahead + 2 * aside];
      }
    }
    return best;
  }

  // ---------------------------------------------------------------- selection
  function choose(i, move = false) {
    const item = areasNow()[i];
    S.selected = item.code;
    outlineSelected();
    if (move) bringIntoView(item);
    S.ui.live.textContent = format(S.text.selected, spokenArea(i));
    compare.tell("choose", i);
    send();
    later("labels", () => { labelAreas(); markSelectedRow(true); });
  }
  function outlineSelected() {
    const item = S.painted.areas.find((one) => one.code === S.selected) || null;
    outline(S.ui.wahl, item);
    outline(S.ui.wahlrand, item);
  }
  function bringIntoView(item) {
    const bounds = L.latLngBounds(latLng(item.box.west, item.box.south), latLng(item.box.east, item.box.north));
    if (S.map.getBounds().contains(bounds)) return;
    S.atHome = false;
    const zoom = Math.min(S.map.getZoom(), S.map.getBoundsZoom(bounds));
    S.map.setView(bounds.getCenter(), zoom, { animate: !reduced() });
  }
  function send(more) {
    S.events += 1;
    const event = { area: S.selected, level: S.view.level, period: periodCode(), n: S.events };
    window.Streamlit?.setComponentValue({ ...event, ...more });
  }

  // ---------------------------------------------------------------- controls
  function addControls() {
    const { ui, text } = { ui: S.ui, text: S.text };
    const bar = el("div", { class: "sr-leiste", role: "group", "aria-label": text.map },
      iconButton(text.zoomIn, "M8 3v10M3 8h10", () => { S.atHome = false; S.map.zoomIn(1); }),
      iconButton(text.zoomOut, "M3 8h10", () => { S.atHome = false; S.map.zoomOut(1); }),
      iconButton(text.home, "M2.5 8L8 3l5.5 5M4 7v6h8V7", () => fitCity(!reduced())));
    if (document.fullscreenEnabled) {
      ui.full = iconButton(text.full, "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3", toggleFull);
      bar.append(ui.full);
    }
    ui.legend = el("section", { class: "sr-legende", "aria-label": text.legend });
    ui.time = el("div", { class: "sr-zeit", role: "group", "aria-label": text.slider, hidden: "" });
    ui.pointKeys = el("div", { class: "sr-punkttasten" });
    ui.toasts = el("div", { class: "sr-meldungen" });
    ui.tip = el("div", { class: "sr-tipp", "aria-hidden": "true", hidden: "" });
    const foot = el("div", { class: "sr-fuss" }, ui.legend, ui.time);
    const rights = el("p", { class: "sr-rechte", text: S.info.attribution || "" });
    for (const node of [bar, search(), ui.pointKeys, foot, rights, ui.toasts]) {
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
      ui.stage.append(node);
    }
    ui.stage.append(ui.tip);
    ui.controls = [bar, ui.pointKeys, foot, rights, ui.toasts, ui.tip, ui.stage.querySelector(".sr-suche")];
    ui.open ??= ui.stage.clientWidth >= 480;
  }
  function toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else S.ui.stage.requestFullscreen().catch(() => {});
  }
  function toast(message, retry) {
    const node = el("div", { class: "sr-meldung", role: "alert" }, el("span", { text: message }),
      el("button", { type: "button", text: S.text.retry, onclick: () => { node.remove(); retry(); } }),
      iconButton(S.text.close, "M4 4l8 8M12 4l-8 8", () => node.remove()));
    for (const other of S.ui.toasts.children) if (other.textContent === node.textContent) other.remove();
    S.ui.toasts.append(node);
  }

  // ---------------------------------------------------------------- legend
  function drawLegend() {
    const { legend } = S.ui;
    const focused = legend.contains(document.activeElement) ? document.activeElement : null;
    fillLegend(legend);
    const cell = [...legend.querySelectorAll("td[data-k]")].find((node) => node.dataset.k === focused?.dataset.k);
    if (focused) (cell || legend.querySelector("button")).focus();
  }
  function fillLegend(legend) {
    const toggle = el("button", { type: "button", class: "sr-legendenknopf", "aria-expanded": String(S.ui.open), onclick: () => {
      S.ui.open = !S.ui.open;
      drawLegend();
    } }, el("span", { text: S.ui.open ? S.view.title : S.text.legend }), icon("M4 10l4-4 4 4"));
    legend.classList.toggle("sr-zu", !S.ui.open);
    legend.classList.toggle("sr-breit", Boolean(S.view.matrix));
    legend.replaceChildren(toggle, ...(S.ui.open ? legendParts() : []));
  }
  function legendParts() {
    const { matrix, classes } = S.view;
    const rows = matrix ? [] : classes.map(([label], i) => legendRow(classSign(i), label));
    const occurs = (sign) => shownPeriods().some((period) => period.classes.includes(sign));
    for (const sign of "guns") if (occurs(sign)) rows.push(legendRow(sign, S.text.status[sign]));
    const unit = S.view.valueless ? "" : S.view.unit === "%" ? S.text.percent : S.view.unit || S.text.noUnit;
    const [left, right] = [matrix ? "" : unit, S.swipe ? periodLabel() : S.text.areas];
    const heads = el("p", { class: "sr-spalten" }, el("span", { text: left }), el("span", { text: right }));
    const parts = matrix ? matrixParts(matrix) : [];
    if (rows.length) parts.push(heads, el("ul", {}, ...rows));
    parts.push(...certaintyParts(), ...compare.pinParts());
    for (const layer of S.drawn) if (layer.states) parts.push(el("ul", {}, ...stateRows(layer)));
    const layers = S.drawn.filter((layer) => !layer.states)
      .map((layer) => rowOf(symbol(layer.info), layer.info.name, layer.count === "" ? "" : number(layer.count, 0)));
    if (layers.length) parts.push(subtitle(S.text.layers), el("ul", {}, ...layers));
    return parts;
  }
  const subtitle = (text) => el("p", { class: "sr-zwischen", text });
  /* A square of colours: rows from the bottom up, so that both questions grow away from the corner. */
  function matrixParts({ columnTitle, columns, rowTitle, rows }) {
    const word = el("p", { class: "sr-zellwort", "aria-hidden": "true" });
    const cell = (row, column) => {
      const sign = classSign(row * columns.length + column);
      const text = amountWords(classEntry(sign)?.[0] || "", counted(sign));
      const first = row === rows.length - 1 && column === 0;
      const node = el("td", { tabindex: first ? 0 : -1, "aria-label": text, title: text, "data-k": sign });
      node.style.background = fillOf(sign);
      watch(node, sign);
      return node;
    };
    const line = (name, row) => el("tr", {}, el("th", { scope: "row", text: name }), ...columns.map((_, i) => cell(row, i)));
    const body = el("tbody", {}, ...rows.map(line).reverse());
    const foot = el("tfoot", {}, el("tr", {}, el("td", { "aria-hidden": "true" }), ...columns.map((text) => el("th", { scope: "col", text }))));
    const table = el("table", { class: "sr-matrix", role: "grid", onkeydown: onCellKey,
      "aria-label": format(S.text.matrixHint, rowTitle, columnTitle) }, body, foot);
    const axis = (text, name, arrow) => el("p", { class: `sr-achse ${name}` },
      el("span", { text }), el("span", { text: arrow, "aria-hidden": "true" }));
    return [axis(rowTitle, "sr-hoch", "↑"), table, axis(columnTitle, "sr-quer", "→"), word];
  }
  function onCellKey(event) {
    const from = event.target.closest("[data-k]");
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!from || !step) return;
    const lines = [...event.currentTarget.tBodies[0].rows];
    const goal = lines[lines.indexOf(from.parentNode) + step[1]]?.cells[from.cellIndex + step[0]];
    event.preventDefault();
    event.stopPropagation();
    if (!goal?.dataset.k) return;
    from.tabIndex = -1;
    goal.tabIndex = 0;
    goal.focus();
  }
  /* A cell or row of the legend shows its areas while it is pointed at or focused. */
  function watch(node, sign, has = (i) => shownPeriods().some((period) => period.classes[i] === sign)) {
    const on = () => {
      const items = areasNow().filter((item) => has(item.index));
      outline(S.ui.klasse, items.length ? { d: items.map((item) => item.d).join("") } : null);
      say(node.getAttribute("aria-label"));
    };
    const off = () => { outline(S.ui.klasse, null); say(""); };
    for (const [event, job] of [["pointerenter", on], ["focus", on], ["pointerleave", off], ["blur", off]]) {
      node.addEventListener(event, job);
    }
  }
  /* The cell pointed at in words below the square; for the eye only, the cell has its name. */
  function say(text) {
    const word = S.ui.legend.querySelector(".sr-zellwort");
    if (word) word.textContent = text || "";
  }
  function certaintyParts() {
    const certainty = certaintyNow();
    if (!certainty) return [];
    const rows = certainty.labels.map((label, position) => {
      const has = (i) => certainty.positions[i] === String(position);
      const node = rowOf(sample(position), label, number(areasNow().filter((item) => has(item.index)).length, 0));
      watch(node, "", has);
      return node;
    });
    return [subtitle(certainty.title), el("ul", { class: "sr-sicher" }, ...rows)];
  }
  function sample(position) {
    const box = svg("svg", { class: "sr-probe", "aria-hidden": "true", width: 20, height: 13 });
    if (position) {
      const id = `sr-probe-unsicher-${position}`;
      box.append(dots(id, position), svg("rect", { width: 20, height: 13, fill: `url(#${id})` }));
    }
    return box;
  }
  /* All states, also those that do not occur now, so that the legend does not jump while it plays. */
  function stateRows(layer) {
    return layer.states.map((state, i) => rowOf(symbol({ symbol: state }), state.label,
      number(layer.points.filter((point) => Number(point.signs[S.period]) === i).length, 0)));
  }
  const shownPeriods = () => (S.swipe ? [S.swipe.left, S.swipe.right] : [periodNow()]);
  const count = (sign, { classes, counts }) => counts?.[isClass(sign) ? parseInt(sign, 36) : -1]
    ?? [...classes].filter((one) => one === sign).length;
  const counted = (sign) => shownPeriods().map((period) => number(count(sign, period), 0)).join(" | ");
  const amountWords = (label, amount) => (amount === "1" ? format(S.text.amountOne, label) : format(S.text.amount, label, amount));
  function legendRow(sign, label) {
    const row = rowOf(swatch(sign), label, counted(sign));
    row.dataset.k = sign;
    watch(row, sign);
    return row;
  }
  function rowOf(sign, label, amount) {
    return el("li", {}, sign, el("span", { text: label }), el("span", { class: "sr-zahl", text: amount }));
  }
  function swatch(character) {
    const node = el("i", { class: `sr-probe sr-probe-${character}`, "aria-hidden": "true" });
    if (isClass(character)) node.style.background = fillOf(character);
    return node;
  }
  function symbol(info) {
    const node = el("canvas", { width: 32, height: 32, class: "sr-symbol", "aria-hidden": "true" });
    const context = node.getContext("2d");
    context.scale(2, 2);
    const colour = info.symbol?.colour || "#444";
    const outlined = info.kind === "gebiete";
    const hollow = info.symbol?.hollow;
    Object.assign(context, {
      fillStyle: hollow ? "#fff" : colour, strokeStyle: outlined || hollow ? colour : "#fff", lineWidth: outlined || hollow ? 2 : 1,
    });
    if (outlined) context.strokeRect(2.5, 4, 11, 8);
    else trace(context, info.symbol?.shape, 8, 8, info.symbol?.shape === "punkt" ? 2.8 : 5);
    return node;
  }
  function markClass(i, period = periodNow()) {
    const character = i < 0 ? "" : period.classes[i];
    let marked = null;
    for (const node of S.ui.legend.querySelectorAll("[data-k]")) {
      const on = node.dataset.k === character;
      node.classList.toggle("sr-an", on);
      if (on) marked = node;
    }
    if (!S.ui.legend.matches(":hover")) say(marked?.getAttribute("aria-label"));
  }

  // ---------------------------------------------------------------- time
  function drawSlider() {
    const { time } = S.ui;
    const { periods } = S.view;
    time.hidden = periods.length < 2 || Boolean(S.swipe);
    S.ui.stage.classList.toggle("sr-mit-zeit", !time.hidden);
    if (time.hidden) return;
    if (!time.firstChild) buildSlider(time);
    const { range, label, first, adopt } = S.ui.slider;
    Object.assign(range, { max: String(periods.length - 1), value: String(S.period) });
    range.setAttribute("aria-valuetext", periodNow().label);
    first.textContent = periods[0].label;
    label.textContent = periodNow().label;
    adopt.hidden = periodNow().code === S.view.period;
    adopt.textContent = format(S.text.adopt, periodNow().label);
  }
  function buildSlider(time) {
    const play = iconButton(S.text.play, PLAY, () => (S.playing ? stop() : start()));
    const first = el("span", { class: "sr-leise" });
    const range = el("input", { type: "range", min: 0, step: 1, "aria-label": S.text.slider, oninput: () => {
      stop();
      const index = Number(range.value);
      requestAnimationFrame(() => paintPeriod(index));
    } });
    const label = el("strong");
    const adopt = el("button", { type: "button", class: "sr-chip", hidden: "", onclick: () => send() });
    S.ui.slider = { play, first, range, label, adopt };
    time.append(play, first, range, label, adopt);
  }
  const PLAY = "M5 3.5v9l7-4.5z";
  const PAUSE = "M5.5 3.5v9M10.5 3.5v9";
  /* Plays once from the start (or on from here); with reduced motion it is a single step. */
  function start() {
    const { periods } = S.view;
    const next = () => (S.period + 1) % periods.length;
    if (reduced()) {
      requestAnimationFrame(() => paintPeriod(next()));
      return;
    }
    const tick = () => requestAnimationFrame(() => {
      paintPeriod(next());
      if (S.period === periods.length - 1) stop();
    });
    S.playing = setInterval(tick, Math.max(160, Math.min(1100, 20000 / periods.length)));
    tick();
    drawPlay();
  }
  function stop() {
    if (!S.playing) return;
    clearInterval(S.playing);
    S.playing = 0;
    drawPlay();
  }
  function drawPlay() {
    const { play } = S.ui.slider;
    const title = S.playing ? S.text.pause : S.text.play;
    play.title = title;
    play.setAttribute("aria-label", title);
    play.replaceChildren(icon(S.playing ? PAUSE : PLAY));
  }

  // ---------------------------------------------------------------- search
  function search() {
    const list = el("ul", { id: "sr-treffer", role: "listbox", "aria-label": S.text.search, hidden: "" });
    const input = el("input", {
      type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": S.text.search,
      placeholder: S.text.search, "aria-expanded": "false", "aria-controls": "sr-treffer", "aria-autocomplete": "list",
      oninput: () => offer(), onblur: () => close(), onkeydown: (event) => key(event),
      onfocus: () => { if (input.value) offer(); },
    });
    let active = 0;
    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (step) => {
      const options = [...list.querySelectorAll("[role=option]")];
      if (!options.length) return;
      active = (active + step + options.length) % options.length;
      options.forEach((node, i) => node.setAttribute("aria-selected", String(i === active)));
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    };
    const take = (item) => {
      input.value = item.name;
      close();
      choose(item.index, true);
    };
    const option = (item, i) => {
      const pick = (event) => { event.preventDefault(); take(item); };
      const place = `${item.code} ${parentOf(S.view.level, item.index)}`;
      return el("li", { id: `sr-treffer-${i}`, role: "option", onmousedown: pick },
        el("span", { text: item.name }), el("span", { class: "sr-leise", text: place }));
    };
    const offer = () => {
      const hits = S.painted ? matches(input.value) : [];
      active = 0;
      list.replaceChildren(...hits.map(option));
      if (!hits.length) list.append(el("li", { class: "sr-leise", text: format(S.text.noHit, levelInfo(S.view.level).plural) }));
      list.hidden = !input.value.trim();
      input.setAttribute("aria-expanded", String(!list.hidden));
      S.ui.live.textContent = list.hidden ? "" : format(S.text.hits, hits.length);
      mark(0);
    };
    const key = (event) => {
      event.stopPropagation();
      if (event.key === "Escape") { input.value = ""; close(); }
      if (list.hidden && event.key === "ArrowDown" && input.value) offer();
      else if (event.key === "ArrowDown") mark(1);
      else if (event.key === "ArrowUp") mark(-1);
      else if (event.key === "Enter" && !list.hidden && matches(input.value).length) take(matches(input.value)[active]);
      else return;
      event.preventDefault();
    };
    return el("div", { class: "sr-suche" }, icon("M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6L14 14"), input, list);
  }
  /* Beginnings first, then parts of names; a number finds codes. */
  function matches(text) {
    const wanted = fold(text.trim());
    if (!wanted) return [];
    const score = (item) => {
      if (item.code === text.trim()) return 0;
      if (item.folded.startsWith(wanted)) return 1;
      if (item.code.startsWith(wanted)) return 2;
      return item.folded.includes(wanted) ? 3 : 9;
    };
    return areasNow().map((item) => [score(item), item]).filter(([points]) => points < 9)
      .sort((a, b) => a[0] - b[0] || a[1].index - b[1].index).slice(0, 8).map(([, item]) => item);
  }

  // ---------------------------------------------------------------- twin
  function drawTwin() {
    const { twin, view } = { twin: S.ui.twin, view: S.view };
    if (view.twin === false) return;
    if (!twin.firstChild) buildTwin(twin);
    const { title, sentence, source, head, box } = S.ui.table;
    title.textContent = heading();
    sentence.textContent = sentences();
    drawFiles();
    source.textContent = view.source ? format(S.text.source, view.source) : "";
    box.setAttribute("aria-label", `${S.text.table}: ${title.textContent}`);
    box.classList.toggle("sr-ohne-lage", !S.info.parents?.[view.level]?.[S.info.district]);
    const said = [shownPeriods(), detailsNow(), certaintyNow(), view.level, view.unit, view.decimals, view.classes];
    const content = JSON.stringify([said, view.valueless, S.sort, S.text.locale]);
    if (content !== S.tableContent) {
      S.tableContent = content;
      const columns = tableColumns();
      if (!columns.some(({ key }) => key === S.sort.key)) S.sort = { key: "value", down: true };
      head.replaceChildren(...columns.map(headCell));
      drawRows(columns);
    }
    markSelectedRow(false);
    reachSentence();
  }
  /* Where a long sentence scrolls, it can be reached by keys. */
  function reachSentence() {
    const { sentence } = S.ui.table || {};
    if (sentence) sentence.tabIndex = sentence.scrollHeight > sentence.clientHeight ? 0 : -1;
  }
  function sentences() {
    const said = shownPeriods().filter((period) => period.sentence);
    return said.map(({ label, sentence }) => (S.swipe ? `${label}: ${sentence}` : sentence)).join(" ");
  }
  function buildTwin(twin) {
    const [title, sentence, source] = [el("h2"), el("p", { class: "sr-satz" }), el("p", { class: "sr-quelle" })];
    const [head, body] = [el("tr"), el("tbody")];
    const files = el("nav", { class: "sr-dateien", "aria-label": S.text.files });
    const box = el("div", { class: "sr-rollen", tabindex: 0, role: "region" }, el("table", {}, el("thead", {}, head), body));
    twin.append(title, sentence, files, box, source);
    twin.setAttribute("aria-label", S.text.table);
    S.ui.table = { title, sentence, source, files, head, body, box };
    const rowAt = (event) => Number(event.target.closest("tr").dataset.i);
    body.addEventListener("click", (event) => choose(rowAt(event), true));
    body.addEventListener("pointerover", (event) => hover(rowAt(event)));
    body.addEventListener("pointerleave", () => hover(-1));
    body.addEventListener("keydown", onRowKey);
  }
  /* Files and link of exactly what is shown, also while the time slider is elsewhere. */
  function drawFiles() {
    const { files } = S.ui.table;
    const query = new URLSearchParams(S.view.query || "");
    query.set("stichtag", periodCode());
    if (S.selected) query.set("gebiet", S.selected);
    if (files.dataset.query === String(query)) return;
    files.dataset.query = String(query);
    const file = (kind) => el("a", { href: `../../sozialraum/export/karte.${kind.toLowerCase()}?${query}`, download: "", text: kind });
    const copy = el("button", { type: "button", text: S.text.link, onclick: () => copyLink(query) });
    files.replaceChildren(...(S.view.query ? [...["CSV", "XLSX", "GeoJSON", "PNG", "SVG"].map(file), copy] : []));
  }
  async function copyLink(query) {
    const page = new URL(document.referrer || location.href);
    const link = `${page.origin}${window.parent.location.pathname}?${query}`;
    try {
      await navigator.clipboard.writeText(link);
      toast(S.text.copied);
    } catch {
      toast(link);
    }
  }
  /* The columns of the table: what stands in the head, orders the rows and fills the cells. */
  function tableColumns() {
    const { text, info } = S;
    const plain = (key, title, say) => ({ key, title, order: say, cell: (i) => el("td", { class: `sr-s-${key}`, text: say(i) }) });
    const parent = plain("parent", info.district ? levelInfo(info.district).name : "", (i) => parentOf(S.view.level, i));
    const rank = { ...plain("rank", text.rankShort, (i) => (isKnown(i) ? ranking().ranks[i] : "–")), order: (i) => ranking().ranks[i] };
    const details = detailsNow().map(({ title, texts }, i) => plain(`detail-${i}`, title, (area) => texts[area] || ""));
    const sure = certaintyNow() && plain("certainty", S.view.certainty.title, (i) => certaintyText(i) || text.unknown);
    return [
      { key: "name", title: text.name, order: (i) => areasNow()[i].name, cell: nameCell },
      plain("code", text.code, (i) => areasNow()[i].code), parent,
      ...(S.swipe ? compare.columns() : [valueColumn("value", valueTitle(), periodNow())]),
      S.swipe || S.view.valueless ? null : rank, plain("state", text.state, stateText), ...details, sure,
    ].filter(Boolean);
  }
  function valueTitle() {
    if (S.view.valueless) return S.text.class;
    return S.view.unit ? `${S.text.value} (${S.view.unit})` : S.text.value;
  }
  function valueColumn(key, title, period) {
    const known = period.values.map((value) => value ?? 0);
    const scale = { low: Math.min(0, ...known), high: Math.max(1, ...known) };
    const order = (i) => (!isKnown(i, period) ? null : S.view.valueless ? parseInt(period.classes[i], 36) : period.values[i]);
    return { key, title, order, cell: (i) => valueCell(i, scale, period) };
  }
  function headCell({ key, title }) {
    const active = S.sort.key === key;
    const order = active ? (S.sort.down ? "descending" : "ascending") : "none";
    return el("th", { scope: "col", "aria-sort": order, class: `sr-s-${key}` },
      el("button", { type: "button", title: format(S.text.sort, title), text: title, onclick: () => {
        S.sort = { key, down: active ? !S.sort.down : NUMERIC.has(key) };
        drawTwin();
        S.ui.table.head.querySelector(`.sr-s-${key} button`).focus();
      } }));
  }
  const NUMERIC = new Set(["value", "right", "difference"]);
  function sortedRows(columns) {
    const collator = new Intl.Collator(S.text.locale, { numeric: true });
    const direction = S.sort.down ? -1 : 1;
    const { order } = columns.find(({ key }) => key === S.sort.key);
    const compareKeys = (a, b) => (typeof a === "number" ? a - b : collator.compare(a, b));
    return areasNow().map((item) => [order(item.index), item.index]).sort(([a, i], [b, j]) => {
      if (a === null || b === null) return (a === null) - (b === null) || i - j;
      return direction * compareKeys(a, b) || i - j;
    }).map(([, i]) => i);
  }
  /* Status in words; on a divided map those of both sides where they differ. */
  function stateText(i) {
    const words = shownPeriods().map((period) => jointText(i, period) || statusWord(i, period));
    return [...new Set(words)].join(" | ");
  }
  function drawRows(columns) {
    const { body } = S.ui.table;
    const focused = body.contains(document.activeElement) ? document.activeElement.closest("tr").dataset.i : "";
    body.replaceChildren(...sortedRows(columns).map((i, position) =>
      el("tr", { "data-i": i }, ...columns.map(({ cell }) => cell(i, position ? -1 : 0)))));
    if (focused) body.querySelector(`tr[data-i="${focused}"] button`)?.focus({ preventScroll: true });
  }
  function nameCell(i, tabindex) {
    const item = areasNow()[i];
    const under = [item.code, parentOf(S.view.level, i)].filter(Boolean).join(" · "); // in place of two columns on a phone
    return el("th", { scope: "row" }, el("button", { type: "button", text: item.name, tabindex }),
      el("span", { class: "sr-unter", text: under, "aria-hidden": "true" }));
  }
  /* The bar begins at zero: to the right what is above, to the left what is below. */
  function valueCell(i, { low, high }, period) {
    if (!isKnown(i, period)) return el("td", { class: "sr-s-value sr-leise" }, el("span", { text: statusWord(i, period) }));
    const colour = fillOf(period.classes[i]);
    if (S.view.valueless) return classCell(valueText(i, period), colour);
    const value = period.values[i];
    const bar = el("i", { class: "sr-balken" });
    const share = (amount) => `${(amount / (high - low)) * 100}%`;
    Object.assign(bar.style, { width: share(Math.abs(value)), marginLeft: share(Math.min(0, value) - low), background: colour });
    const track = el("span", { class: low < 0 ? "sr-bahn-balken sr-mit-null" : "sr-bahn-balken", "aria-hidden": "true" }, bar);
    track.style.setProperty("--sr-null", share(-low));
    return el("td", { class: "sr-s-value" }, el("span", { text: amountText(value) }), track);
  }
  function classCell(text, colour) {
    const box = el("i", { class: "sr-probe", "aria-hidden": "true" });
    box.style.background = colour;
    return el("td", { class: "sr-s-class" }, box, el("span", { text }));
  }
  function onRowKey(event) {
    const row = event.target.closest("tr");
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const goal = next && row?.[next]?.querySelector("button");
    if (!goal) return;
    event.preventDefault();
    row.querySelector("button").tabIndex = -1;
    goal.tabIndex = 0;
    goal.focus();
    hover(Number(goal.closest("tr").dataset.i));
  }
  function markRow(i) {
    const body = S.ui.table?.body;
    body?.querySelector(".sr-an")?.classList.remove("sr-an");
    if (i >= 0) body?.querySelector(`tr[data-i="${i}"]`)?.classList.add("sr-an");
  }
  function markSelectedRow(scroll) {
    const { body, box } = S.ui.table || {};
    body?.querySelector(".sr-gewaehlt")?.classList.remove("sr-gewaehlt");
    const item = S.painted.areas.find((one) => one.code === S.selected);
    const row = item && body?.querySelector(`tr[data-i="${item.index}"]`);
    if (!row) return;
    row.classList.add("sr-gewaehlt");
    if (scroll && !box.matches(":hover")) box.scrollTop = row.offsetTop - box.clientHeight / 2;
  }

  // ---------------------------------------------------------------- public interface
  /* Pins, divider and linked maps (compare.js) work with these parts. */
  const compare = window.SozialraumCompare({
    S, el, svg, format, subtitle, rowOf, latLng, areasNow, isKnown, periodNow, valueText, amountText, valueColumn, paintFills,
    point, hover, choose, hideTip, showTipAt, outlineSelected, later, labelAreas, markSelectedRow,
  });
  const report = {};
  for (const [name, read] of Object.entries({
    paints: () => S.paints, level: () => (S.ready ? S.view.level : ""), indicator: () => (S.ready ? S.view.indicator : ""),
    period: () => (S.ready ? periodCode() : ""), areas: () => (S.painted ? S.painted.areas.length : 0),
    layers: () => S.drawn.map((layer) => layer.info.id), selected: () => S.selected,
    lastPaintMs: () => S.lastPaintMs, ready: () => S.ready,
  })) Object.defineProperty(report, name, { get: read, enumerable: true });
  Object.defineProperty(window, "sozialraum", { value: Object.freeze(report) });
  window.SozialraumMap = Object.freeze({ create, show });
})();
