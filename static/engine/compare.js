/* Comparing on the map of Sozialraum: pins, a divided map, linked maps. Loaded before map.js, which
 * calls SozialraumCompare once and hands over its parts. Contract: docs/architecture.md, "Map engine".
 */
window.SozialraumCompare = (engine) => {
  "use strict";
  const { S, el, svg, format, areasNow, periodNow, valueText } = engine;

  // ---------------------------------------------------------------- called by map.js
  /* Before anything is painted: which periods the view sets against each other. */
  function prepare() {
    const find = (code) => S.view.periods.findIndex((period) => period.code === code);
    const { left, right } = S.view.swipe || {};
    const [first, second] = [find(left), find(right)];
    S.swipe = first >= 0 && second >= 0 ? { left: S.view.periods[first], right: S.view.periods[second] } : null;
    if (S.swipe) S.period = first;
    join(S.view.link || "");
  }
  function paint(shown) {
    drawDivider(shown);
    drawPins();
  }

  // ---------------------------------------------------------------- pins
  const MOST = 5;
  const markers = [];
  function drawPins() {
    const focused = markers.findIndex((marker) => marker.getElement() === document.activeElement);
    for (const marker of markers.splice(0)) marker.remove();
    if (!S.map.getPane("sr-markierung")) S.map.createPane("sr-markierung").style.zIndex = 460;
    for (const pin of pins()) markers.push(marker(pin));
    markers[focused]?.getElement().focus({ preventScroll: true });
  }
  /* Pins whose area is on the map: [{number, item, colour, label}]. */
  function pins() {
    const areas = areasNow();
    const find = (area) => (typeof area === "number" ? areas[area] : areas.find(({ code }) => code === area));
    return (S.view.pins || []).slice(0, MOST).map(([area, colour, label], i) => {
      const item = find(area);
      return { number: i + 1, item, colour: CSS.supports("color", colour) ? colour : "#444", label: label || item?.name };
    }).filter(({ item }) => item);
  }
  function marker({ number, item, colour, label }) {
    const at = engine.latLng(item.centre.x, item.centre.y);
    const icon = L.divIcon({ html: disc(number, colour), className: "sr-markierung", iconSize: [26, 26] });
    const made = L.marker(at, { icon, pane: "sr-markierung", keyboard: true, riseOnHover: true }).addTo(S.map);
    const node = made.getElement();
    node.setAttribute("aria-label", `${format(S.text.pin, number, label)}, ${sayBoth(item.index)}`);
    const away = () => engine.hover(-1);
    for (const [event, job] of [
      ["focus", () => { engine.hover(item.index); engine.showTipAt(item.index); }], ["blur", away],
      ["pointermove", (moved) => { moved.stopPropagation(); engine.hover(item.index, moved); }], ["pointerleave", away],
      ["click", (clicked) => { clicked.stopPropagation(); engine.choose(item.index); }],
      ["keydown", (pressed) => {
        if (pressed.key !== "Enter" && pressed.key !== " ") return;
        pressed.preventDefault();
        pressed.stopPropagation();
        engine.choose(item.index);
      }],
    ]) node.addEventListener(event, job);
    return made;
  }
  function disc(number, colour) {
    const node = el("span", { class: "sr-scheibe", text: number, "aria-hidden": "true" });
    node.style.background = colour;
    node.style.color = isLight(node) ? "#1c2530" : "#fff";
    return node;
  }
  /* Whether dark ink reads better than white on a background (relative luminance of WCAG). */
  function isLight(node) {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = node.style.backgroundColor;
    const [red, green, blue] = [1, 3, 5].map((i) => parseInt(canvas.fillStyle.slice(i, i + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2;
  }
  function pinParts() {
    const rows = pins().map(({ number, colour, label, item }) => {
      const row = engine.rowOf(disc(number, colour), label, shortValue(item.index));
      row.prepend(el("span", { class: "sr-nur-vorlesen", text: `${number}: ` }));
      return row;
    });
    return rows.length ? [engine.subtitle(S.text.pins), el("ul", { class: "sr-markierungen" }, ...rows)] : [];
  }
  /* In the legend the colour of the class is seen already: long class labels stay in the tooltip. */
  const shortValue = (i) => (S.view.valueless ? "" : shown()
    .map((period) => (engine.isKnown(i, period) ? engine.amountText(period.values[i]) : valueText(i, period))).join(" | "));
  const shown = () => (S.swipe ? [S.swipe.left, S.swipe.right] : [periodNow()]);

  // ---------------------------------------------------------------- divided map
  const STEPS = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 };
  let share = 50; // per cent of the width left of the divider
  let divider = null;
  let clip = null;

  /* The right period is a second set of areas above the first, cut off at the divider. */
  function drawDivider(areas) {
    for (const level of S.levels.values()) if (level.right) level.right.group.style.display = "none";
    if (!S.swipe) {
      divider?.node.remove();
      divider = null;
      return;
    }
    areas.right ||= rightSide(areas);
    areas.right.group.style.display = "";
    engine.paintFills(areas.right.items, S.swipe.right);
    const isNew = !divider;
    divider ||= buildDivider();
    divider.left.textContent = S.swipe.left.label;
    divider.right.textContent = S.swipe.right.label;
    divider.handle.setAttribute("aria-label", format(S.text.divider, S.swipe.left.label, S.swipe.right.label));
    describe();
    if (isNew) place(); // it measures the page; a repaint moves nothing
  }
  function rightSide(areas) {
    if (!clip) {
      clip = svg("rect", { y: "-100%", height: "300%", width: "300%" });
      S.ui.areas.append(svg("clipPath", { id: "sr-teilung" }, clip));
      listen();
    }
    const items = areas.areas.map(({ index, node }) => {
      const copy = node.cloneNode();
      for (const name of ["role", "tabindex", "aria-label", "aria-pressed", "data-i"]) copy.removeAttribute(name);
      copy.setAttribute("class", "sr-rechts");
      return { index, node: copy };
    });
    const group = svg("g", { "aria-hidden": "true", "clip-path": "url(#sr-teilung)", class: "sr-zweite" }, ...items.map(({ node }) => node));
    areas.group.after(group);
    return { group, items };
  }
  function buildDivider() {
    const [left, right] = [el("span", { class: "sr-links" }), el("span", { class: "sr-rechts" })];
    const handle = el("div", { class: "sr-griff", role: "slider", tabindex: 0, "aria-orientation": "horizontal",
      "aria-valuemin": 0, "aria-valuemax": 100, onkeydown: onDividerKey },
      svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "sr-icon" },
        svg("path", { d: "M6 4L2 8l4 4M10 4l4 4-4 4" })));
    const node = el("div", { class: "sr-teiler" }, left, right, handle);
    L.DomEvent.disableClickPropagation(node);
    node.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      node.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
    });
    node.addEventListener("pointermove", (event) => {
      if (!node.hasPointerCapture(event.pointerId)) return;
      const box = S.ui.stage.getBoundingClientRect();
      moveTo(((event.clientX - box.left) / box.width) * 100);
    });
    S.ui.stage.append(node);
    return { node, handle, left, right };
  }
  function onDividerKey(event) {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(share + STEPS[event.key]);
  }
  function moveTo(percent) {
    share = Math.min(100, Math.max(0, percent));
    engine.hideTip();
    describe();
    place();
  }
  function describe() {
    const { left, right } = S.swipe;
    const value = Math.round(share);
    divider.handle.setAttribute("aria-valuenow", value);
    divider.handle.setAttribute("aria-valuetext", format(S.text.dividerAt, value, left.label, 100 - value, right.label));
  }
  /* Where the divider stands on the page, in the units of the drawing: also amid a zoom. */
  function place() {
    if (!divider) return;
    const { stage, areas } = S.ui;
    divider.node.style.left = `${share}%`;
    const edge = stage.getBoundingClientRect().left + stage.clientLeft + (stage.clientWidth * share) / 100;
    const drawing = areas.getBoundingClientRect();
    clip.setAttribute("x", ((edge - drawing.left) * areas.viewBox.baseVal.width) / drawing.width);
  }
  function listen() {
    let zooming = false;
    const follow = () => {
      place();
      if (zooming) requestAnimationFrame(follow);
    };
    S.map.on("zoomanim", () => { zooming = true; requestAnimationFrame(follow); });
    S.map.on("move zoomend moveend resize", () => { zooming = false; place(); });
  }
  /* The period under a place of the map; undefined where the map is not divided. */
  function sideAt(x) {
    if (!S.swipe) return undefined;
    return x >= (S.ui.stage.clientWidth * share) / 100 ? S.swipe.right : S.swipe.left;
  }
  function otherSide(i, period) {
    if (!S.swipe) return [];
    const other = period === S.swipe.right ? S.swipe.left : S.swipe.right;
    const change = differenceText(i);
    return [`${other.label}: ${valueText(i, other)}`, change && `${S.text.difference}: ${change}`];
  }
  const sayBoth = (i) => (S.swipe ? bothSides(i) : valueText(i));
  const bothSides = (i) => shown().map((period) => `${period.label}: ${valueText(i, period)}`).join(", ");
  /* Right minus left, of the printed values; null where one of them is missing. */
  function difference(i) {
    const [left, right] = shown().map((period) => period.values[i]);
    return typeof left === "number" && typeof right === "number" ? right - left : null;
  }
  const signed = (value) => engine.amountText(value, true);
  function differenceText(i) {
    const value = difference(i);
    if (value === null || S.view.valueless) return "";
    const unit = differenceUnit();
    return signed(value) + (unit && `\u00a0${unit}`);
  }
  const differenceUnit = () => (S.view.unit === "%" ? S.text.points : S.view.unit);
  function columns() {
    const { left, right } = S.swipe;
    const unit = S.view.unit && !S.view.valueless ? ` (${S.view.unit})` : "";
    const values = [engine.valueColumn("value", left.label + unit, left), engine.valueColumn("right", right.label + unit, right)];
    if (S.view.valueless) return values;
    const title = differenceUnit() ? `${S.text.difference} (${differenceUnit()})` : S.text.difference;
    const cell = (i) => el("td", { class: "sr-s-difference", text: difference(i) === null ? "–" : signed(difference(i)) });
    return [...values, { key: "difference", title, order: difference, cell }];
  }

  // ---------------------------------------------------------------- linked maps
  const self = Math.random().toString(36).slice(2);
  let channel = null;
  let name = "";
  let leading = false; // the map that a person moves; the others follow and stay silent
  let awaited = 0;
  let other = -1; // the area that is pointed at in the other map

  /* One channel per page and id: another tab with the same page is none of ours. */
  function join(link) {
    if (link === name) return;
    channel?.close();
    channel = null;
    if (!name) watchHands();
    name = link;
    if (!link) return;
    channel = new BroadcastChannel(`sozialraum-${pageId()}-${link}`);
    channel.onmessage = ({ data }) => hear(data);
    post({ kind: "hello" });
  }
  function pageId() {
    try {
      return window.parent.performance.timeOrigin;
    } catch {
      return performance.timeOrigin;
    }
  }
  let watching = false;
  function watchHands() {
    if (watching) return;
    watching = true;
    const lead = () => { leading = true; };
    for (const event of ["pointerdown", "wheel", "keydown"]) S.host.addEventListener(event, lead, { capture: true, passive: true });
    S.map.on("move zoomend moveend", () => {
      if (!leading || awaited || !channel) return;
      awaited = requestAnimationFrame(() => { awaited = 0; tellView(); });
    });
  }
  const post = (message) => channel?.postMessage({ ...message, from: self, level: S.view.level });
  function tellView() {
    const { lat, lng } = S.map.getCenter();
    post({ kind: "view", at: [lat, lng], zoom: S.map.getZoom(), home: S.atHome });
  }
  /* "hover" and "choose" name an area, hover -1 none. */
  function tell(kind, i) {
    if (channel) post({ kind, code: i < 0 ? "" : areasNow()[i].code });
  }
  function hear(message) {
    if (message.from === self || !S.ready) return;
    if (message.kind === "hello") {
      if (!S.atHome) tellView();
    } else if (message.kind === "view") follow(message);
    else if (message.level === S.view.level) {
      const i = areasNow().findIndex(({ code }) => code === message.code);
      if (message.kind === "hover") showOther(i);
      else if (i >= 0) select(message.code);
    }
  }
  function follow({ at, zoom, home }) {
    leading = false;
    S.following = true;
    S.map.setView(at, zoom, { reset: true });
    S.following = false;
    S.atHome = home;
    if (other >= 0) engine.showTipAt(other);
  }
  function showOther(i) {
    other = i;
    engine.point(i);
    if (i < 0) engine.hideTip();
    else engine.showTipAt(i);
  }
  function select(code) {
    S.selected = code;
    engine.outlineSelected();
    engine.later("labels", () => { engine.labelAreas(); engine.markSelectedRow(true); });
  }

  return { prepare, paint, drawPins, pinParts, sideAt, otherSide, bothSides, columns, tell };
};
