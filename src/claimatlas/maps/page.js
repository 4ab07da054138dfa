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

  // Outlines come as differences of whole numbers, a ring at a time.
  const ring = (numbers) => {
    let x = 0, y = 0;
    const out = [];
    for (let i = 0; i < numbers.length; i += 2) {
      x += numbers[i]; y += numbers[i + 1];
      out.push([y / data.unit, x / data.unit]);
    }
    return out;
  };
  const rings = (shape) => shape.map((polygon) => polygon.map(ring));

  // --- the ground --------------------------------------------------------------------------------------------
  map.attributionControl.setPrefix("Leaflet");
  map.attributionControl.addAttribution("Natural Earth, geoBoundaries, GeoNames");
  for (const [name, z] of [["ground", 200], ["lines", 300], ["areas", 350], ["borders", 380], ["points", 420], ["names", 610]]) {
    map.createPane(name).style.zIndex = z;
  }
  const svg = (pane) => L.svg({ pane, padding: 0.4 });
  const still = (pane, style) => ({ interactive: false, pane, renderer: renderers[pane], ...style });
  const renderers = Object.fromEntries(["ground", "lines", "areas", "borders", "points"].map((pane) => [pane, svg(pane)]));
  if (data.tiles) {
    L.tileLayer(data.tiles.url, { maxZoom: 18 }).addTo(map);
    $("credit").append(el("span", { text: ` Tiles: ${data.tiles.credit}` }));
  } else {
    const [south, west, north, east] = data.fine;
    L.polygon(rings(data.world), still("ground", { stroke: false, fillColor: "#f7f5f0", fillOpacity: 1 })).addTo(map);
    L.rectangle([[south, west], [north, east]], still("ground", { stroke: false, fillColor: "#e9eff3", fillOpacity: 1 })).addTo(map);
    L.polygon(rings(data.land), still("ground", { stroke: true, color: "#f7f5f0", weight: 0.7, fillColor: "#f7f5f0", fillOpacity: 1 })).addTo(map);
  }
  L.polyline(data.provinces.map(ring), still("lines", { color: "#d5cfc3", weight: 0.8 })).addTo(map);
  L.polyline(data.borders.map(ring), still("borders", { color: "#8c8579", weight: 1.3 })).addTo(map);
  L.polyline(data.disputed.map(ring), still("borders", { color: "#f7f5f0", weight: 1.8 })).addTo(map);
  L.polyline(data.disputed.map(ring), still("borders", { color: "#8c8579", weight: 1.3, dashArray: "4 3" })).addTo(map);

  // --- what is chosen ----------------------------------------------------------------------------------------
  const state = { outlets: new Set(data.outlets.map((_, i) => i)), source: "", from: 0, to: data.months[1] - data.months[0], undated: true, governments: false, words: "" };
  const whole = () => state.from === 0 && state.to === data.months[1] - data.months[0] && state.undated;
  const claimPasses = (claim) => {
    if (!state.outlets.has(claim.outlet)) return false;
    if (state.source) {
      const [what, which] = [state.source[0], Number(state.source.slice(1))];
      if (what === "k" ? claim.kind !== which : claim.holder !== which) return false;
    }
    if (whole()) return true;
    if (!claim.when.length) return state.undated;
    const first = data.months[0] + state.from, last = data.months[0] + state.to;
    return claim.when.some(([a, b]) => a <= last && b >= first);
  };
  const count = () => {
    const open = data.claims.map(claimPasses);
    const filtered = state.source !== "" || !whole();
    for (const place of data.places) Object.assign(place, { n: 0, g: 0, shown: new Set(), spoken: new Set() });
    for (const [at, outlet, government, claims, n] of data.mentions) {
      if (!state.outlets.has(outlet) || (government && !state.governments)) continue;
      const own = claims.filter((c) => open[c]);
      if (filtered && !own.length) continue;
      const place = data.places[at];
      place[government ? "g" : "n"] += n;
      // A place's claims are those that name it as a place; what a government named by it is in is told apart.
      for (const c of own) place[government ? "spoken" : "shown"].add(c);
    }
  };
  const classOf = (n) => Math.max(0, data.classes.findLastIndex((c) => n >= c.from));

  // --- marks -------------------------------------------------------------------------------------------------
  const most = Math.max(1, ...data.places.filter((p) => !p.shape && !p.wide).map((p) => p.total));
  const radius = (n) => 6 + 9 * Math.sqrt(n / most);
  const marks = data.places.map((place) => {
    if (place.shape) return L.polygon(rings(place.shape), { pane: "areas", renderer: renderers.areas, weight: 1, color: "#8a6a2f" });
    if (place.wide) return null;
    if (place.rough) return L.circle([place.lat, place.lon], { pane: "points", renderer: renderers.points, radius: place.radius * 1000, color: "#0b4f7d", weight: 1.8, dashArray: "6 4", fillOpacity: 0.04 });
    return L.circleMarker([place.lat, place.lon], { pane: "points", renderer: renderers.points, weight: 1.5 });
  });
  // A point in an area lies above it, and a small area above the one around it.
  const order = data.places.map((_, i) => i).sort((a, b) => data.places[b].size - data.places[a].size);
  const names = data.places.map((place, i) => {
    const tag = el("span", { class: `name ${place.wide ? (place.kind === "country" ? "wide" : "rough") : place.shape ? "area" : place.rough ? "rough" : "point"}` });
    const marker = L.marker([place.at[0], place.at[1]], { pane: "names", icon: L.divIcon({ className: "tag", html: tag, iconSize: [0, 0] }), keyboard: true, alt: "" });
    marker.on("click", () => open(i));
    marker.on("add", () => marker.getElement().addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(i); }
    }));
    return { tag, marker, place, i };
  });
  const background = data.names.map(([lat, lon, text, country]) => {
    const tag = el("span", { class: country ? "name quiet country" : "name quiet", text });
    const marker = L.marker([lat, lon], { pane: "names", icon: L.divIcon({ className: "tag", html: tag, iconSize: [0, 0] }), keyboard: false, interactive: false });
    return { tag, marker };
  });

  const draw = () => {
    count();
    for (const i of order) {
      const place = data.places[i], mark = marks[i];
      const seen = place.n + place.g > 0;
      if (mark) {
        if (!seen) mark.remove();
        else {
          mark.addTo(map);
          if (place.shape) mark.setStyle(place.n ? { fillColor: data.classes[classOf(place.n)].colour, fillOpacity: 0.92, dashArray: null } : { fillOpacity: 0.02, dashArray: "2 4" });
          else if (!place.rough) {
            mark.setRadius(radius(place.n || 1));
            mark.setStyle(place.n ? { color: "#ffffff", fillColor: "#0b4f7d", fillOpacity: 1, dashArray: null } : { color: "#0b4f7d", fillColor: "#ffffff", fillOpacity: 0.6, dashArray: "2 3" });
          }
          if (place.shape) mark.bringToFront();
          const node = mark.getElement();
          if (node && !node.dataset.bound) {
            node.dataset.bound = "1";
            mark.on("click", (event) => { L.DomEvent.stopPropagation(event); open(nearest(event) ?? i); });
          }
        }
      }
      const { tag, marker } = names[i];
      if (!seen) marker.remove();
      else {
        marker.addTo(map);
        tag.replaceChildren(el("span", { text: place.name }), " ", el("b", { text: String(place.n || place.g) }));
        const node = marker.getElement();
        node.setAttribute("aria-label", `${place.name}, ${place.kind}: ${many(place.n + place.g, "mention")}, ${many(place.shown.size, "claim")}`);
      }
    }
    list();
    requestAnimationFrame(settle);
  };

  // Names give way: those with more mentions first, none on another, none on a mark.
  const settle = () => {
    const size = map.getSize(), used = [];
    const clear = (box) => !used.some((u) => box[0] < u[2] && u[0] < box[2] && box[1] < u[3] && u[1] < box[3]);
    const dots = names.filter(({ place, i }) => marks[i] && !place.shape && !place.rough && place.n + place.g > 0);
    for (const { place } of dots) {
      const p = map.latLngToContainerPoint([place.lat, place.lon]), r = radius(place.n || 1);
      used.push([p.x - r, p.y - r, p.x + r, p.y + r]);
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
        return true;
      }
      tag.style.visibility = "hidden";
      return false;
    };
    const rank = ({ place }) => (place.wide ? 1e6 : place.shape ? 1e3 : 0) - place.n;
    for (const entry of names.filter(({ place }) => place.n + place.g > 0).sort((a, b) => rank(a) - rank(b))) {
      const { place, i } = entry;
      const r = marks[i] && !place.shape && !place.rough ? radius(place.n || 1) + 3 : 0;
      settleOne(entry, (w, h) => r
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

  // --- a place and its claims --------------------------------------------------------------------------------
  const inFrame = window.parent !== window;
  const kinds = data.kinds;
  const card = (claim) => {
    const said = claim.holder < 0 ? kinds[claim.kind] : `${data.holders[claim.holder]} (${kinds[claim.kind]})`;
    const flags = [claim.hedged && "hedged", claim.denial && "denial", claim.dates].filter(Boolean).join(" · ");
    const item = el("li", {}, el("blockquote", { text: claim.sentence, dir: "auto" }),
      el("p", { class: "by" }, el("b", { text: data.outlets[claim.outlet], dir: "auto" }), ` — ${said}`));
    if (flags) item.append(el("p", { class: "flags", text: flags }));
    if (inFrame) item.append(el("button", { type: "button", class: "go", text: "Show in the table", onclick: () => parent.postMessage({ claimatlas: `claim-${claim.id}` }, "*") }));
    return item;
  };
  let opener = null;
  const open = (i) => {
    const place = data.places[i];
    const shown = [...new Set([...place.shown, ...place.spoken])].sort((a, b) => a - b);
    const others = shown.length - place.shown.size;
    const where = [place.kind, place.where].filter(Boolean).join(", ");
    const facts = place.rough ? `Somewhere within about ${Math.round(place.radius).toLocaleString("en")} km.` : "";
    const box = el("div", { class: "place", tabindex: "0", role: "region", "aria-label": place.name }, el("h2", { text: place.name, dir: "auto" }), el("p", { class: "where", text: `${where}. ${facts}` }),
      el("p", { class: "where", text: `${many(place.n, "mention")}${place.g ? `, ${many(place.g, "mention")} not as a place` : ""}; ${many(place.shown.size, "claim")}${others ? `, ${others} more not as a place` : ""}.` }));
    const rows = el("ol");
    for (const c of shown.slice(0, 50)) rows.append(card(data.claims[c]));
    box.append(rows);
    const over = shown.length - 50;
    if (over > 0) box.append(el("p", { class: "where", text: `${many(over, "more claim")} in the table of claims.` }));
    if (place.cut) box.append(el("p", { class: "where", text: `${many(place.cut, "claim")} more in the table of claims.` }));
    opener = document.activeElement;
    const size = map.getSize();
    box.style.maxHeight = `${Math.max(140, Math.min(size.y - 110, 0.58 * size.y))}px`;
    map.closePopup();
    document.body.classList.add("reading");
    L.popup({ maxWidth: Math.min(360, size.x - 50), minWidth: Math.min(240, size.x - 60), autoPanPadding: [12, 12], closeButton: true })
      .setLatLng(place.at).setContent(box).openOn(map);
    box.focus({ preventScroll: true });
  };
  map.on("popupclose", () => {
    document.body.classList.remove("reading");
    if (opener && document.contains(opener)) opener.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  // A finger is wider than a dot: a tap beside one opens the nearest, also where the dot lies in an area.
  const nearest = (event) => {
    const reach = event.originalEvent?.pointerType === "mouse" ? 8 : 26;
    let best = null;
    data.places.forEach((place, i) => {
      if (place.shape || place.wide || place.rough || !(place.n + place.g)) return;
      const away = map.latLngToContainerPoint([place.lat, place.lon]).distanceTo(event.containerPoint) - radius(place.n || 1);
      if (away < reach && (!best || away < best[0])) best = [away, i];
    });
    return best && best[1];
  };
  map.on("click", (event) => {
    const i = nearest(event);
    if (i !== null) open(i);
  });

  // --- the panel ---------------------------------------------------------------------------------------------
  const list = () => {
    const words = state.words.toLocaleLowerCase().trim();
    const found = data.places.map((place, i) => ({ place, i })).filter(({ place }) => place.n + place.g > 0)
      .filter(({ place }) => !words || place.name.toLocaleLowerCase().includes(words) || place.kind.includes(words)
        || [...place.shown].some((c) => data.claims[c].sentence.toLocaleLowerCase().includes(words)))
      .sort((a, b) => b.place.n + b.place.g - a.place.n - a.place.g || (a.place.name < b.place.name ? -1 : 1));
    $("list").replaceChildren(...found.slice(0, 200).map(({ place, i }) => el("li", {}, el("button", {
      type: "button", onclick: () => { show(i); },
    }, el("span", { text: place.name, dir: "auto" }), el("small", { text: ` ${place.kind} ` }), el("b", { text: String(place.n + place.g) })))));
    const mentions = found.reduce((sum, { place }) => sum + place.n + place.g, 0);
    $("status").textContent = found.length ? `${many(found.length, "place")}, ${many(mentions, "mention")}${data.more ? `; ${many(data.more, "rarer place")} only in the table` : ""}` : "No place fits these choices.";
  };
  const show = (i) => {
    const place = data.places[i];
    if (narrow.matches) toggle(false);
    if (!map.getBounds().contains(place.at)) map.setView(place.at, Math.min(map.getZoom(), place.wide ? 4 : 6), { animate: false });
    open(i);
  };
  const narrow = matchMedia("(max-width: 44rem)");
  const toggle = (wanted) => {
    document.body.classList.toggle("open", wanted);
    document.querySelector("main").inert = wanted;
    $("more").setAttribute("aria-expanded", String(wanted));
    $("more").textContent = wanted ? "Show the map" : "Filter and search";
  };
  $("more").addEventListener("click", () => toggle(!document.body.classList.contains("open")));

  data.outlets.forEach((name, i) => {
    const box = el("input", { type: "checkbox", checked: true, onchange: (event) => { state.outlets[event.target.checked ? "add" : "delete"](i); draw(); } });
    $("outlets").append(el("label", {}, box, el("span", { text: name, dir: "auto" })));
  });
  const source = $("source");
  const option = (value, text) => el("option", { value, text: text.length > 60 ? `${text.slice(0, 59)}…` : text });
  source.append(option("", "any source"));
  const byKind = el("optgroup", { label: "kind of source" });
  kinds.forEach((name, i) => { if (data.claims.some((c) => c.kind === i)) byKind.append(option(`k${i}`, name)); });
  const byName = el("optgroup", { label: "named in the articles" });
  data.holders.forEach((name, i) => byName.append(option(`h${i}`, name)));
  source.append(byKind, byName);
  source.addEventListener("change", () => { state.source = source.value; draw(); });

  const month = (n) => `${["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][n % 12]} ${Math.floor(n / 12)}`;
  const [from, to, span] = [$("from"), $("to"), $("span")];
  const length = data.months[1] - data.months[0];
  if (!data.dated) $("time").replaceChildren(el("legend", { text: "Dates that the claims speak of" }), el("p", { class: "where", text: "No claim at a place names a date." }));
  else {
    for (const slider of [from, to]) slider.max = String(length);
    to.value = String(length);
    const slide = (event) => {
      if (Number(from.value) > Number(to.value)) (event.target === from ? to : from).value = event.target.value;
      state.from = Number(from.value);
      state.to = Number(to.value);
      span.textContent = `${month(data.months[0] + state.from)} to ${month(data.months[0] + state.to)}`;
      from.setAttribute("aria-valuetext", month(data.months[0] + state.from));
      to.setAttribute("aria-valuetext", month(data.months[0] + state.to));
      if (event.type) draw();
    };
    from.addEventListener("input", slide);
    to.addEventListener("input", slide);
    slide({ target: from });
    $("undated").addEventListener("change", (event) => { state.undated = event.target.checked; draw(); });
  }
  $("governments").addEventListener("change", (event) => { state.governments = event.target.checked; draw(); });
  $("search").addEventListener("input", (event) => { state.words = event.target.value; list(); });
  $("search").addEventListener("keydown", (event) => { if (event.key === "Enter") $("list").querySelector("button")?.click(); });

  // --- the legend --------------------------------------------------------------------------------------------
  const legend = $("legend");
  if (data.classes.length) {
    const scale = el("div", { class: "scale" });
    for (const { from: low, to: high, colour } of data.classes) {
      const step = el("span", { text: low === high ? String(low) : `${low}–${high}` });
      step.style.setProperty("--colour", colour);
      scale.append(step);
    }
    legend.append(el("div", {}, el("p", { text: data.countries ? "country, by mentions" : "province or district, by mentions" }), scale));
  }
  if (data.places.some((p) => !p.shape && !p.wide && !p.rough)) legend.append(el("p", {}, el("i", { class: "dot" }), "town or crossing, larger for more"));
  if (data.places.some((p) => p.rough)) legend.append(el("p", {}, el("i", { class: "ring" }), "somewhere within"));
  legend.append(el("p", {}, el("i", { class: "dash" }), "border in dispute"));
  $("credit").prepend(el("span", { text: "Borders: de facto, simplified; they state no view on any claim." }));
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  // Beneath the map where there is room, folded away on it where there is not.
  const fold = () => { $("key").open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();

  const fit = () => {
    map.invalidateSize();
    const size = map.getSize();
    // A frame that is not yet laid out has no size; the resize event comes when it is.
    if (!size.x || !size.y) return;
    const aside = $("key").open ? $("key").offsetWidth + 12 : 0;
    const left = size.x - aside > 0.85 * size.y ? aside : 4;
    map.fitBounds([[data.view[0], data.view[1]], [data.view[2], data.view[3]]], { animate: false, paddingTopLeft: [left, 4], paddingBottomRight: [4, 4] });
  };
  // Fitted anew whenever the map gets another size, until the reader takes hold of it: a frame that is laid out late,
  // a phone that is turned, a legend that folds.
  let touched = false;
  map.on("mousedown wheel touchstart keydown", () => { touched = true; });
  const frame = () => {
    if (touched) { map.invalidateSize(); return; }
    map.setMinZoom(1);
    fit();
    data.zoom = map.getZoom();
    map.setMinZoom(Math.max(1, Math.min(2, Math.floor(data.zoom))));
  };
  frame();
  new ResizeObserver(frame).observe(map.getContainer());
  toggle(false);
  draw();
  document.body.dataset.ready = "1";
})();
