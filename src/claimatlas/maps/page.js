// The interactive map. Everything to show stands in the JSON block #data and goes into the page as text nodes only.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const map = window.map_1;
  const el = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "text") node.textContent = value;
      else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value === true) node.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  };
  const $ = (id) => document.getElementById(id);
  const many = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
  const narrow = matchMedia("(max-width: 44rem)");
  const inFrame = window.parent !== window;

  // Outlines come as steps on a grid, a ring at a time (claimatlas.maps.outlines tells how they are written).
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const digit = Object.fromEntries([...DIGITS].map((c, i) => [c, i]));
  const steps = (text) => {
    const out = [];
    let value = 0, scale = 1, x = 0, y = 0, east = null;
    for (const c of text) {
      const d = digit[c];
      value += (d & 31) * scale;
      if (d & 32) { scale *= 32; continue; }
      const step = value % 2 ? -(value - 1) / 2 : value / 2;
      if (east === null) east = step;
      else { x += east; y += step; out.push([x, y]); east = null; }
      value = 0; scale = 1;
    }
    return out;
  };
  const ring = (text, unit = data.unit) => steps(text).map(([x, y]) => [y / unit, x / unit]);
  const rings = (shape, unit) => shape.map((polygon) => polygon.map((text) => ring(text, unit)));
  // The edge of the land is a coast, except along the edge of what is shown in detail.
  const coast = (text) => {
    const [west, south, east, north] = data.edge, points = steps(text), lines = [[]];
    const cut = ([ax, ay], [bx, by]) => (ax === bx && (ax <= west || ax >= east)) || (ay === by && (ay <= south || ay >= north));
    points.forEach((point, i) => {
      if (i && cut(points[i - 1], point)) lines.push([]);
      lines.at(-1).push(point);
    });
    if (points.length && !cut(points.at(-1), points[0])) lines.at(-1).push(points[0]);
    return lines.filter((line) => line.length > 1).map((line) => line.map(([x, y]) => [y / data.unit, x / data.unit]));
  };
  for (const claim of data.claims) { claim.when ??= []; claim.sentence ??= ""; }
  // Numbers of claims as people write them: 1–3, 7.
  const ranges = (numbers, most = Infinity) => {
    const pieces = [];
    for (const n of [...new Set(numbers)].sort((a, b) => a - b)) {
      const last = pieces.at(-1);
      if (last && n === last[1] + 1) last[1] = n; else pieces.push([n, n]);
    }
    // All of them or none: a number with dots behind it says of which claims nothing.
    return pieces.length > most ? "" : pieces.map(([a, b]) => (a === b ? `${a}` : `${a}–${b}`)).join(", ");
  };

  // Paths are drawn in the colours of a light page; the style sheet exchanges them on a dark one.
  const LIGHT = { sea: "#e9eff3", land: "#f7f5f0", border: "#8c8579", line: "#d5cfc3", edge: "#8a6a2f", blue: "#0b4f7d", paper: "#ffffff", here: "#b3400f" };

  // --- the ground --------------------------------------------------------------------------------------------
  map.attributionControl.setPrefix("Leaflet");
  map.attributionControl.addAttribution("Natural Earth, geoBoundaries, GeoNames");
  for (const [name, z] of [["ground", 200], ["lines", 300], ["areas", 350], ["borders", 380], ["points", 420], ["names", 610]]) {
    map.createPane(name).style.zIndex = z;
  }
  const svg = (pane) => L.svg({ pane, padding: 0.4 });
  const renderers = Object.fromEntries(["ground", "lines", "areas", "borders", "points"].map((pane) => [pane, svg(pane)]));
  const still = (pane, style) => ({ interactive: false, pane, renderer: renderers[pane], ...style });
  if (data.tiles) {
    L.tileLayer(data.tiles.url, { maxZoom: 18 }).addTo(map);
    $("credit").append(el("span", { text: ` Tiles: ${data.tiles.credit}` }));
  } else {
    const [south, west, north, east] = data.fine;
    L.polygon(rings(data.world, data.worldUnit), still("ground", { className: "land", stroke: false, fillColor: LIGHT.land, fillOpacity: 1 })).addTo(map);
    L.rectangle([[south, west], [north, east]], still("ground", { className: "sea", stroke: false, fillColor: LIGHT.sea, fillOpacity: 1 })).addTo(map);
    L.polygon(rings(data.land), still("ground", { className: "land", stroke: true, color: LIGHT.land, weight: 0.7, fillColor: LIGHT.land, fillOpacity: 1 })).addTo(map);
  }
  L.polyline(data.provinces.map((text) => ring(text)), still("lines", { className: "line", color: LIGHT.line, weight: 0.8 })).addTo(map);
  L.polyline([...data.borders.map((text) => ring(text)), ...data.land.flatMap((polygon) => polygon.flatMap(coast))], still("borders", { className: "border", color: LIGHT.border, weight: 1.3 })).addTo(map);
  L.polyline(data.disputed.map((text) => ring(text)), still("borders", { className: "gap", color: LIGHT.land, weight: 1.8 })).addTo(map);
  L.polyline(data.disputed.map((text) => ring(text)), still("borders", { className: "border", color: LIGHT.border, weight: 1.3, dashArray: "4 3" })).addTo(map);

  // --- what is chosen ----------------------------------------------------------------------------------------
  const length = data.months[1] - data.months[0];
  const fresh = () => ({ outlets: new Set(data.outlets.map((_, i) => i)), source: "", from: 0, to: length, undated: true, governments: false, words: "", place: null });
  let state = fresh();
  const whole = () => state.from === 0 && state.to === length && state.undated;
  const claimPasses = (claim) => {
    if (!state.outlets.has(claim.outlet)) return false;
    if (state.source) {
      const which = Number(state.source.slice(1));
      if (state.source[0] === "k" ? claim.kind !== which : claim.holder !== which) return false;
    }
    if (whole()) return true;
    if (!claim.when.length) return state.undated;
    const first = data.months[0] + state.from, last = data.months[0] + state.to;
    return claim.when.some(([a, b]) => a <= last && b >= first);
  };
  const count = () => {
    const open = data.claims.map(claimPasses), all = open.every(Boolean);
    for (const place of data.places) {
      // A place's claims are those that name it as a place; what a government named by it is in is told apart.
      place.shown = place.claims.filter((c) => open[c]);
      place.spoken = state.governments ? place.governments.filter((c) => open[c]) : [];
      place.n = place.shown.length + place.spoken.length;
      // Of a large corpus the page holds the first claims of a place; with nothing chosen its mark tells them all.
      place.weight = all ? place.total : place.shown.length;
      place.numbers = [...place.shown, ...place.spoken].map((c) => data.claims[c].n);
    }
  };
  const classOf = (n) => Math.max(0, data.classes.findLastIndex((c) => n >= c.from));

  // --- marks -------------------------------------------------------------------------------------------------
  const most = Math.max(1, ...data.places.filter((p) => !p.shape && !p.wide).map((p) => p.total));
  const radius = (n) => 6 + 9 * Math.sqrt(n / most);
  const marks = data.places.map((place) => {
    if (place.shape) return L.polygon(rings(place.shape), { className: "shape", pane: "areas", renderer: renderers.areas, weight: 1, color: LIGHT.edge });
    if (place.wide) return null;
    if (place.rough) return L.circle([place.lat, place.lon], { className: "ringed", pane: "points", renderer: renderers.points, radius: place.radius * 1000, color: LIGHT.blue, weight: 1.8, dashArray: "6 4", fillOpacity: 0.04 });
    return L.circleMarker([place.lat, place.lon], { className: "spot", pane: "points", renderer: renderers.points, weight: 1.5 });
  });
  const isDot = (place) => !place.shape && !place.wide && !place.rough;
  // A point in an area lies above it, and a small area above the one around it.
  const order = data.places.map((_, i) => i).sort((a, b) => data.places[b].size - data.places[a].size);
  const icon = (tag) => L.divIcon({ className: "tag", html: tag, iconSize: [0, 0] });
  const names = data.places.map((place, i) => {
    const look = place.wide ? (place.kind === "country" ? "wide" : "rough") : place.shape ? "area" : place.rough ? "rough" : "point";
    const tag = el("span", { class: `name ${look}` });
    const marker = L.marker(place.at, { pane: "names", icon: icon(tag), keyboard: true, alt: "" });
    marker.on("click", () => open(i));
    marker.on("add", () => marker.getElement().addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(i); }
    }));
    return { tag, marker, place, i };
  });
  const background = data.names.map(([lat, lon, text, country]) => {
    const tag = el("span", { class: country ? "name quiet country" : "name quiet", text });
    return { tag, marker: L.marker([lat, lon], { pane: "names", icon: icon(tag), keyboard: false, interactive: false }) };
  });
  const styleMark = (i) => {
    const place = data.places[i], mark = marks[i], here = state.place === i, told = place.weight;
    if (place.shape) {
      const fill = told ? { fillColor: data.classes[classOf(told)].colour, fillOpacity: 0.92, dashArray: null } : { fillOpacity: 0.02, dashArray: "2 4" };
      mark.setStyle({ ...fill, color: here ? LIGHT.here : LIGHT.edge, weight: here ? 3 : 1 });
      mark.bringToFront();
    } else if (place.rough) mark.setStyle({ color: here ? LIGHT.here : LIGHT.blue, weight: here ? 3 : 1.8 });
    else {
      mark.setRadius(radius(told || 1));
      const edge = here ? { color: LIGHT.here, weight: 3 } : { color: told ? LIGHT.paper : LIGHT.blue, weight: 1.5 };
      mark.setStyle(told ? { fillColor: LIGHT.blue, fillOpacity: 1, dashArray: null, ...edge } : { fillColor: LIGHT.paper, fillOpacity: 0.6, dashArray: "2 3", ...edge });
    }
    const node = mark.getElement();
    node?.classList.toggle("chosen", here);
    node?.classList.toggle("bare", !told);
    if (told && place.shape) node?.style.setProperty("--dark", data.classes[classOf(told)].dark);
  };
  const draw = () => {
    count();
    for (const i of order) {
      const place = data.places[i], mark = marks[i];
      if (mark && !place.n) mark.remove();
      else if (mark) {
        mark.addTo(map);
        styleMark(i);
        const node = mark.getElement();
        if (node && !node.dataset.bound) {
          node.dataset.bound = "1";
          mark.on("click", (event) => { L.DomEvent.stopPropagation(event); open(nearest(event) ?? i); });
        }
      }
      const { tag, marker } = names[i];
      if (!place.n) marker.remove();
      else {
        marker.addTo(map);
        tag.replaceChildren(el("span", { text: place.name }), " ", el("b", { text: ranges(place.numbers, 2) }));
        tag.classList.toggle("here", state.place === i);
        marker.getElement().setAttribute("aria-label", `${place.name}, ${place.kind}: ${many(place.weight + place.spoken.length, "claim")}`);
      }
    }
    list();
    elsewhere();
    requestAnimationFrame(settle);
    tell();
  };

  // Where else the name of an area may stand: in the part of it that is seen, nearest to its best spot first; beside it,
  // if it is small.
  const within = ({ i, place }, size, w, h) => {
    const edges = marks[i].getLatLngs().map(([outer]) => outer.map((at) => map.latLngToContainerPoint(at)));
    const boxes = edges.map((ring) => L.bounds(ring));
    const big = boxes.reduce((best, box, n) => (box.getSize().x * box.getSize().y > boxes[best].getSize().x * boxes[best].getSize().y ? n : best), 0);
    const { min, max } = boxes[big], ring = edges[big], p = map.latLngToContainerPoint(place.at);
    const holds = (x, y) => ring.reduce((odd, a, n) => {
      const b = ring[(n || ring.length) - 1];
      return (a.y > y) !== (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x ? !odd : odd;
    }, false);
    const [left, right, top, bottom] = [Math.max(0, min.x), Math.min(size.x, max.x), Math.max(0, min.y), Math.min(size.y, max.y)];
    const spots = [];
    for (let x = left + 8; x < right; x += Math.max(12, (right - left) / 14)) {
      for (let y = top + 6; y < bottom; y += Math.max(10, (bottom - top) / 14)) if (holds(x, y)) spots.push([x - p.x, y - p.y]);
    }
    spots.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
    const inner = spots.map(([x, y]) => [x - w / 2, y - h / 2]);
    if (max.x - min.x > 28 || max.y - min.y > 28) return inner;
    return [...inner, [max.x - p.x + 2, -h / 2], [min.x - p.x - w - 2, -h / 2], [-w / 2, min.y - p.y - h - 2], [-w / 2, max.y - p.y + 2]];
  };
  // Names give way: none on another, none on a mark.
  const settle = () => {
    const size = map.getSize(), used = [];
    const clear = (box) => !used.some((u) => box[0] < u[2] && u[0] < box[2] && box[1] < u[3] && u[1] < box[3]);
    for (const place of data.places.filter((p) => isDot(p) && p.n)) {
      const p = map.latLngToContainerPoint([place.lat, place.lon]), r = radius(place.weight || 1);
      used.push([p.x - r, p.y - r, p.x + r, p.y + r]);
    }
    const inset = $("inset");
    if (!inset.hidden) used.push([size.x - inset.offsetWidth - 12, 0, size.x, inset.offsetHeight + 12]);
    // What stands on the map for good: buttons, scale, credit, and on a phone the legend.
    const own = map.getContainer().getBoundingClientRect();
    for (const node of [...map.getContainer().querySelectorAll(".leaflet-control"), $("key")]) {
      const box = node.getBoundingClientRect();
      used.push([box.left - own.left - 2, box.top - own.top - 2, box.right - own.left + 2, box.bottom - own.top + 2]);
    }
    const settleOne = ({ tag, marker }, spots) => {
      const p = map.latLngToContainerPoint(marker.getLatLng());
      const w = tag.offsetWidth, h = tag.offsetHeight;
      for (const [dx, dy] of spots(w, h)) {
        const box = [p.x + dx - 1, p.y + dy, p.x + dx + w + 1, p.y + dy + h];
        if (box[0] < 2 || box[1] < 2 || box[2] > size.x - 2 || box[3] > size.y - 2 || !clear(box)) continue;
        tag.style.transform = `translate(${dx}px,${dy}px)`;
        tag.style.visibility = "visible";
        used.push(box);
        return;
      }
      tag.style.visibility = "hidden";
    };
    // The chosen place and the three of most claims in view surely have their names; of the others points have the
    // fewest spots to go, then areas.
    const wanted = names.filter(({ place }) => place.n);
    const first = new Set(wanted.filter(({ place }) => !place.wide && map.getBounds().contains(place.at)).sort((a, b) => b.place.n - a.place.n).slice(0, 3));
    const rank = (entry) => (state.place === entry.i ? -2e9 : first.has(entry) ? -1e9 : entry.place.wide ? 1e6 : entry.place.shape ? 1e3 : 0) - entry.place.n;
    for (const entry of wanted.sort((a, b) => rank(a) - rank(b))) {
      const r = isDot(entry.place) ? radius(entry.place.weight || 1) + 3 : 0;
      settleOne(entry, (w, h) => entry.place.shape ? [[-w / 2, -h / 2], ...within(entry, size, w, h)] : r
        ? [[r, -h / 2], [-r - w, -h / 2], [-w / 2, -r - h], [-w / 2, r], [r, -h], [r, 0], [-r - w, -h], [-r - w, 0]]
        : [[-w / 2, -h / 2], [-w / 2, -h / 2 - 16], [-w / 2, -h / 2 + 16], [-w / 2 + 26, -h / 2], [-w / 2 - 26, -h / 2], [-w / 2, -h / 2 - 32], [-w / 2, -h / 2 + 32], [8, -h / 2], [-w - 8, -h / 2]]);
      const node = entry.marker.getElement();
      if (node) node.tabIndex = entry.tag.style.visibility === "visible" ? 0 : -1;
    }
    for (const entry of background) {
      entry.marker.addTo(map);
      const room = map.getZoom() >= data.zoom - 0.3 || entry.tag.classList.contains("country");
      if (room) settleOne(entry, (w, h) => [[-w / 2, -h / 2]]);
      else entry.tag.style.visibility = "hidden";
    }
  };
  map.on("zoomend moveend resize", () => requestAnimationFrame(settle));

  // --- a second frame for what lies far away -----------------------------------------------------------------
  const second = L.map("elsewhere", { zoomControl: false, attributionControl: false, dragging: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, keyboard: false, touchZoom: false, zoomSnap: 0.25, fadeAnimation: false });
  const far = L.layerGroup();
  const elsewhere = () => {
    const found = data.elsewhere.filter((i) => data.places[i].n);
    $("inset").hidden = !found.length;
    far.clearLayers();
    for (const i of found) {
      const place = data.places[i];
      L.circleMarker([place.lat, place.lon], { className: place.rough || place.shape ? "ringed" : "spot", interactive: false, radius: place.rough || place.shape ? 7 : 5, color: place.rough || place.shape ? LIGHT.blue : LIGHT.paper, weight: 1.5, fillColor: LIGHT.blue, fillOpacity: place.rough || place.shape ? 0.1 : 1 }).addTo(far);
    }
    $("go").textContent = found.length ? `Elsewhere: ${[data.places[found[0]].name, ranges(data.places[found[0]].numbers, 2)].filter(Boolean).join(" ")}${found.length > 1 ? ` and ${found.length - 1} more` : ""}` : "";
  };
  const bounds = (indices) => L.latLngBounds(indices.map((i) => [data.places[i].lat, data.places[i].lon]));
  if (data.elsewhere.length) {
    second.setView(data.places[data.elsewhere[0]].at, 4);
    if (!data.tiles) L.polygon(rings(data.world, data.worldUnit), { className: "land", interactive: false, stroke: false, fillColor: LIGHT.land, fillOpacity: 1 }).addTo(second);
    far.addTo(second);
  }
  $("go").addEventListener("click", () => {
    touched = true;
    map.stop().fitBounds(bounds(data.elsewhere).pad(0.4), { animate: false, maxZoom: 7 });
    tell();
  });

  // --- a place and its claims, in the list beside the map ----------------------------------------------------
  const card = (claim) => {
    const said = claim.holder < 0 ? data.kinds[claim.kind] : `${data.holders[claim.holder]} (${data.kinds[claim.kind]})`;
    const flags = [claim.hedged && "hedged", claim.denial && "denial", claim.dates].filter(Boolean).join(" · ");
    const item = el("li", { value: claim.n }, el("blockquote", { text: claim.sentence, dir: "auto" }),
      el("p", { class: "by" }, el("b", { text: data.outlets[claim.outlet], dir: "auto" }), ` — ${said}`));
    if (flags) item.append(el("p", { class: "flags", text: flags }));
    if (inFrame) item.append(el("button", { type: "button", class: "go", text: "Open the claim", onclick: () => parent.postMessage({ claimatlas: `claim-${claim.id}` }, "*") }));
    return item;
  };
  const open = (i, focus = true) => {
    state.place = state.place === i ? null : i;
    const place = data.places[i];
    if (state.place !== null && !map.getBounds().contains(place.at)) {
      touched = true;
      map.setView(place.at, Math.min(map.getZoom(), place.wide ? 4 : 6), { animate: false });
    }
    draw();
    const button = $("list").querySelector(`[data-place="${i}"]`);
    if (!button) return;
    button.scrollIntoView({ block: narrow.matches ? "start" : "nearest" });
    if (focus) button.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.place !== null) open(state.place); });
  // A finger is wider than a dot: a tap beside one opens the nearest, also where the dot lies in an area.
  const nearest = (event) => {
    const reach = event.originalEvent?.pointerType === "mouse" ? 8 : 26;
    let best = null;
    data.places.forEach((place, i) => {
      if (!isDot(place) || !place.n) return;
      const away = map.latLngToContainerPoint([place.lat, place.lon]).distanceTo(event.containerPoint) - radius(place.weight || 1);
      if (away < reach && (!best || away < best[0])) best = [away, i];
    });
    return best && best[1];
  };
  map.on("click", (event) => {
    const i = nearest(event);
    if (i !== null) open(i);
  });
  const detail = (place) => {
    const shown = [...place.shown, ...place.spoken];
    const where = [place.kind, place.where].filter(Boolean).join(", ");
    const rough = place.rough ? ` Somewhere within about ${Math.round(place.radius).toLocaleString("en")} km.` : "";
    const apart = place.spoken.length ? ` ${many(place.spoken.length, "claim")} of these not as a place.` : "";
    const rows = el("ol", {}, ...shown.slice(0, 50).map((c) => card(data.claims[c])));
    const over = shown.length - 50 + place.cut;
    const more = shown.length > 50 || place.cut ? [el("p", { class: "where", text: `${many(Math.max(over, place.cut), "more claim")} in the table of claims.` })] : [];
    return el("div", { class: "place" }, el("p", { class: "where", text: `${where}.${rough}${apart}` }), rows, ...more);
  };
  const list = () => {
    const words = state.words.toLocaleLowerCase().trim();
    const found = data.places.map((place, i) => ({ place, i })).filter(({ place }) => place.n)
      .filter(({ place }) => !words || place.name.toLocaleLowerCase().includes(words) || place.kind.includes(words)
        || [...place.shown, ...place.spoken].some((c) => data.claims[c].sentence.toLocaleLowerCase().includes(words)));
    $("list").replaceChildren(...found.slice(0, 200).map(({ place, i }) => el("li", {}, el("button", {
      type: "button", "data-place": i, "aria-expanded": String(state.place === i), onclick: () => open(i),
    }, el("span", { text: place.name, dir: "auto" }), el("small", { text: ` ${place.kind} ` }), el("b", { text: ranges(place.numbers, 2) || many(place.weight + place.spoken.length, "claim") })), ...(state.place === i ? [detail(place)] : []))));
    const claims = new Set(found.flatMap(({ place }) => [...place.shown, ...place.spoken])).size;
    const cut = found.reduce((sum, { place }) => sum + place.cut, 0);
    $("status").textContent = found.length ? `${many(claims, "claim")} at ${many(found.length, "place")}${cut ? "; others only in the table" : ""}${data.more ? `; ${many(data.more, "more place")} only in the table` : ""}` : "No place fits these choices.";
  };

  // --- filters -----------------------------------------------------------------------------------------------
  const boxes = data.outlets.map((name, i) => {
    const box = el("input", { type: "checkbox", checked: true, onchange: (event) => { state.outlets[event.target.checked ? "add" : "delete"](i); draw(); } });
    $("outlets").append(el("label", {}, box, el("span", { text: name, dir: "auto" })));
    return box;
  });
  const source = $("source");
  const option = (value, text) => el("option", { value, text: text.length > 60 ? `${text.slice(0, 59)}…` : text });
  source.append(option("", "any source"));
  const byKind = el("optgroup", { label: "kind of source" });
  data.kinds.forEach((name, i) => { if (data.claims.some((c) => c.kind === i)) byKind.append(option(`k${i}`, name)); });
  const byName = el("optgroup", { label: "named in the articles" });
  data.holders.forEach((name, i) => byName.append(option(`h${i}`, name)));
  source.append(byKind, byName);
  source.addEventListener("change", () => { state.source = source.value; draw(); });

  const month = (n) => `${["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][n % 12]} ${Math.floor(n / 12)}`;
  const [from, to, span, bars] = [$("from"), $("to"), $("span"), $("bars")];
  const step = Math.max(1, Math.ceil((length + 1) / 48));
  const bins = Array.from({ length: data.dated ? Math.ceil((length + 1) / step) : 0 }, (_, k) => ({ first: k * step, last: Math.min(length, k * step + step - 1), n: 0 }));
  for (const claim of data.claims) {
    for (const bin of new Set(claim.when.map(([a]) => bins[Math.floor((a - data.months[0]) / step)]))) bin.n += 1;
  }
  const tallest = Math.max(1, ...bins.map((bin) => bin.n));
  for (const bin of bins) {
    bin.bar = el("i");
    bin.bar.style.height = `${bin.n ? Math.max(6, 100 * bin.n / tallest) : 0}%`;
    bars.append(bin.bar);
  }
  const showSpan = () => {
    from.value = String(state.from);
    to.value = String(state.to);
    span.textContent = `${month(data.months[0] + state.from)} to ${month(data.months[0] + state.to)}`;
    from.setAttribute("aria-valuetext", month(data.months[0] + state.from));
    to.setAttribute("aria-valuetext", month(data.months[0] + state.to));
    for (const bin of bins) bin.bar.classList.toggle("on", bin.last >= state.from && bin.first <= state.to);
  };
  if (!data.dated) $("time").replaceChildren(el("legend", { text: "Dates that the claims speak of" }), el("p", { class: "where", text: "No claim at a place names a date." }));
  else {
    for (const slider of [from, to]) slider.max = String(length);
    const slide = (event) => {
      const [a, b] = [Number(from.value), Number(to.value)];
      [state.from, state.to] = a <= b ? [a, b] : event.target === from ? [a, a] : [b, b];
      showSpan();
      draw();
    };
    from.addEventListener("input", slide);
    to.addEventListener("input", slide);
    // Drawing over the bars chooses a span; a click beside all chosen bars, or twice on one, takes it back.
    let held = null;
    const binAt = (event) => {
      const box = bars.getBoundingClientRect();
      return bins[Math.max(0, Math.min(bins.length - 1, Math.floor((event.clientX - box.left) / box.width * bins.length)))];
    };
    const brush = (event) => {
      const bin = binAt(event);
      [state.from, state.to] = [Math.min(held.first, bin.first), Math.max(held.last, bin.last)];
      showSpan();
      draw();
    };
    bars.addEventListener("pointerdown", (event) => { held = binAt(event); bars.setPointerCapture(event.pointerId); event.preventDefault(); brush(event); });
    bars.addEventListener("pointermove", (event) => { if (held) brush(event); });
    for (const name of ["pointerup", "pointercancel"]) bars.addEventListener(name, () => { held = null; });
    bars.addEventListener("dblclick", () => { [state.from, state.to] = [0, length]; showSpan(); draw(); });
    $("undated").addEventListener("change", (event) => { state.undated = event.target.checked; draw(); });
  }
  $("governments").addEventListener("change", (event) => { state.governments = event.target.checked; draw(); });
  $("search").addEventListener("input", (event) => { state.words = event.target.value; list(); tell(); });
  $("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();  // or the key would press the button once more that gets the focus
    $("list").querySelector("button[data-place]")?.click();
  });
  $("clear").addEventListener("click", () => { state = fresh(); show(); draw(); home(); });
  const show = () => {
    boxes.forEach((box, i) => { box.checked = state.outlets.has(i); });
    source.value = state.source;
    $("governments").checked = state.governments;
    $("search").value = state.words;
    if (!data.dated) return;  // the choice of dates is not there
    $("undated").checked = state.undated;
    showSpan();
  };

  // --- the address -------------------------------------------------------------------------------------------
  // What is chosen stands in the address: of this page where it stands alone, else of the page around its frame.
  const day = (n) => `${Math.floor(n / 12)}-${String(n % 12 + 1).padStart(2, "0")}`;
  const written = () => {
    const query = new URLSearchParams();
    if (state.outlets.size < data.outlets.length) {
      for (const i of state.outlets) query.append("outlet", data.outlets[i]);
      if (!state.outlets.size) query.append("outlet", "");
    }
    if (state.source) query.set("source", state.source[0] + (state.source[0] === "k" ? data.kinds : data.holders)[Number(state.source.slice(1))]);
    if (state.from) query.set("from", day(data.months[0] + state.from));
    if (state.to < length) query.set("to", day(data.months[0] + state.to));
    if (!state.undated) query.set("undated", "no");
    if (state.governments) query.set("governments", "yes");
    if (state.words) query.set("q", state.words);
    if (state.place !== null) query.set("place", data.places[state.place].id);
    if (touched) query.set("at", [map.getCenter().lat.toFixed(3), map.getCenter().lng.toFixed(3), map.getZoom()].join(","));
    return query.toString();
  };
  let told = "";
  const tell = () => {
    const query = written();
    if (query === told || !document.body.dataset.ready) return;
    told = query;
    if (inFrame) parent.postMessage({ claimatlasMap: query }, "*");
    else try { history.replaceState(null, "", query ? `#${query}` : location.pathname); } catch { /* an address that may not be changed */ }
  };
  const read = (text) => {
    const query = new URLSearchParams(text);
    const wanted = query.getAll("outlet");
    const at = (value, fallback) => {
      const found = /^(\d{4})-(\d\d)$/.exec(value ?? "");
      return found ? Math.max(0, Math.min(length, Number(found[1]) * 12 + Number(found[2]) - 1 - data.months[0])) : fallback;
    };
    state = fresh();
    if (wanted.length) state.outlets = new Set(data.outlets.map((name, i) => (wanted.includes(name) ? i : -1)).filter((i) => i >= 0));
    const [kind, name] = [(query.get("source") ?? " ")[0], (query.get("source") ?? " ").slice(1)];
    const which = kind === "k" ? data.kinds.indexOf(name) : kind === "h" ? data.holders.indexOf(name) : -1;
    if (which >= 0) state.source = kind + which;
    [state.from, state.to] = [at(query.get("from"), 0), at(query.get("to"), length)];
    if (state.from > state.to) [state.from, state.to] = [0, length];
    state.undated = query.get("undated") !== "no";
    state.governments = query.get("governments") === "yes";
    state.words = (query.get("q") ?? "").slice(0, 200);
    const place = data.places.findIndex((p) => p.id === query.get("place"));
    state.place = place < 0 ? null : place;
    const view = (query.get("at") ?? "").split(",").map(Number);
    if (view.length === 3 && view.every(Number.isFinite)) {
      touched = true;
      map.setView([Math.max(-85, Math.min(85, view[0])), Math.max(-540, Math.min(540, view[1]))], Math.max(1, Math.min(14, view[2])), { animate: false });
    }
    show();
    draw();
  };
  addEventListener("message", (event) => {
    if (event.source !== parent || !inFrame || !event.data) return;
    const { claimatlasMap: asked, claimatlasWords: words } = event.data;
    if (typeof asked === "string") { told = asked; read(told); }
    if (event.data.claimatlasDraw) parent.postMessage({ claimatlasDrawing: drawing() }, "*");
    // The page around has the words of the claims; in a frame of it they need not stand twice.
    if (Array.isArray(words)) {
      const of = new Map(words);
      for (const claim of data.claims) claim.sentence ||= String(of.get(claim.id) ?? "");
      list();
    }
  });

  // --- the drawing -------------------------------------------------------------------------------------------
  // What the map shows now, for a page around that makes a picture of it: a frame may save nothing itself.
  const drawing = () => {
    const box = map.getContainer().getBoundingClientRect();
    const paths = ["ground", "lines", "areas", "borders", "points"].flatMap((pane) => [...map.getPane(pane).querySelectorAll("path")]).map((path) => {
      const { e, f } = path.getScreenCTM(), of = (name) => path.getAttribute(name);
      return { d: of("d"), at: [e - box.left, f - box.top], fill: of("fill"), fillOpacity: Number(of("fill-opacity") ?? 1), stroke: of("stroke"), width: Number(of("stroke-width") ?? 1), dash: of("stroke-dasharray") };
    });
    const shown = [...names, ...background].filter(({ tag, marker }) => tag.style.visibility === "visible" && tag.isConnected && marker._map).map(({ tag, place }) => {
      const r = tag.getBoundingClientRect(), size = parseFloat(getComputedStyle(tag).fontSize);
      const look = ["point", "area", "rough", "wide"].find((name) => tag.classList.contains(name)) ?? (tag.classList.contains("country") ? "wide" : "quiet");
      return { at: [r.left - box.left + 2, r.top - box.top + 1 + size * 0.93], size, look, name: place ? place.name : tag.textContent, numbers: place ? ranges(place.numbers, 2) : "" };
    });
    const chosen = [...new URLSearchParams(written())].filter(([name]) => !["at", "place"].includes(name)).map(([name, value]) => `${name === "q" ? "words" : name}: ${name === "source" ? value.slice(1) : value}`);
    return {
      size: [box.width, box.height], status: $("status").textContent, chosen: chosen.join("; "), elsewhere: $("inset").hidden ? "" : $("go").textContent, paths, names: shown,
      classes: data.classes.map(({ from: low, to: high, colour }) => [low === high ? String(low) : `${low}–${high}`, colour]),
      places: data.places.filter((place) => place.n).sort((a, b) => b.n - a.n).slice(0, 12).map((place) => [place.name, ranges(place.numbers, 2) || many(place.weight + place.spoken.length, "claim")]),
    };
  };

  // --- the legend --------------------------------------------------------------------------------------------
  const legend = $("legend");
  if (data.classes.length) {
    const scale = el("div", { class: "scale" });
    for (const { from: low, to: high, colour, dark } of data.classes) {
      const part = el("span", { text: low === high ? String(low) : `${low}–${high}` });
      part.style.setProperty("--colour", colour);
      part.style.setProperty("--dark", dark);
      scale.append(part);
    }
    legend.append(el("div", {}, el("p", { text: data.countries ? "country, by claims" : "province or district, by claims" }), scale));
  }
  if (data.places.some(isDot)) legend.append(el("p", {}, el("i", { class: "dot" }), "town or crossing, larger for more"));
  if (data.places.some((p) => p.rough)) legend.append(el("p", {}, el("i", { class: "ring" }), "somewhere within"));
  legend.append(el("p", {}, el("i", { class: "dash" }), "border in dispute"));
  $("credit").prepend(el("span", { text: "Numbers are those of the claims. Borders: de facto, simplified; they state no view on any claim." }));
  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomright" }).addTo(map);
  // Beneath the map where there is room, folded away where there is not.
  const fold = () => { $("key").open = !narrow.matches; $("filters").open = !narrow.matches && innerHeight > 900; };
  narrow.addEventListener("change", fold);
  fold();

  // --- moving ------------------------------------------------------------------------------------------------
  let touched = false;
  const fit = () => {
    map.invalidateSize();
    const size = map.getSize();
    // A frame that is not yet laid out has no size; the resize event comes when it is.
    if (size.x < 150 || size.y < 120) return;
    const [south, west, north, east] = narrow.matches ? data.close : data.view;
    // On a phone the buttons of the map take its left edge, the way elsewhere its upper one.
    const edge = narrow.matches ? { paddingTopLeft: [52, data.elsewhere.length ? 52 : 12], paddingBottomRight: [16, 24] } : { padding: [4, 4] };
    map.fitBounds([[south, west], [north, east]], { animate: false, ...edge });
  };
  // Fitted anew whenever the map gets another size, until the reader takes hold of it: a frame that is laid out late,
  // a phone that is turned, a legend that folds.
  const frame = () => {
    second.invalidateSize();
    if (data.elsewhere.length && second.getSize().y > 40) {
      second.fitBounds(bounds(data.elsewhere).pad(0.3), { animate: false, maxZoom: 5 });
    }
    if (touched) { map.invalidateSize(); return; }
    map.setMinZoom(1);
    fit();
    data.zoom = map.getZoom();
    map.setMinZoom(Math.max(1, Math.min(2, Math.floor(data.zoom))));
  };
  const home = () => { touched = false; map.stop(); frame(); tell(); };
  const Home = L.Control.extend({
    onAdd: () => {
      const button = el("button", { type: "button", class: "home", title: "Show all marked places", "aria-label": "Show all marked places", text: "⌂", onclick: home });
      const box = el("div", { class: "leaflet-bar" }, button);
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
  });
  new Home({ position: "topleft" }).addTo(map);
  map.on("dragend zoomend", () => { if (touched) tell(); });
  map.on("mousedown touchstart keydown", () => { touched = true; });
  document.querySelector(".leaflet-control-zoom").addEventListener("click", () => { touched = true; });

  // The page around scrolls as it does elsewhere: the wheel zooms with Ctrl or ⌘ only, and one finger is the page's.
  let hiding = 0;
  const hint = (text) => {
    $("hint").textContent = text;
    clearTimeout(hiding);
    hiding = setTimeout(() => { $("hint").textContent = ""; }, 1400);
  };
  const stage = document.querySelector("main");
  stage.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey) { touched = true; return; }
    event.stopPropagation();
    hint(`${/Mac/.test(navigator.platform) ? "⌘" : "Ctrl"} and the wheel zoom the map`);
  }, { capture: true, passive: true });
  const finger = (one) => { if (one) map.dragging.disable(); else map.dragging.enable(); };
  finger(navigator.maxTouchPoints > 0 && !matchMedia("(any-pointer: fine)").matches);
  stage.addEventListener("pointerdown", (event) => finger(event.pointerType === "touch"), { capture: true });
  stage.addEventListener("touchmove", (event) => { if (event.touches.length === 1) hint("Two fingers move the map"); }, { capture: true, passive: true });

  frame();
  new ResizeObserver(frame).observe(map.getContainer());
  show();
  draw();
  document.body.dataset.ready = "1";
  const lacking = data.claims.filter((claim) => !claim.sentence).map((claim) => claim.id);
  if (inFrame) parent.postMessage({ claimatlasMap: null, claimatlasLacks: lacking }, "*");
  // A frame out of sight is loaded and not painted: that it is seen now is told by its second picture.
  if (inFrame) requestAnimationFrame(() => requestAnimationFrame(() => parent.postMessage({ claimatlasSeen: true }, "*")));
  else if (location.hash.length > 1) read(location.hash.slice(1));
})();
