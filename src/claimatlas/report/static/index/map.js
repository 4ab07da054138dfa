// --- the map as a picture: its frame hands over what it shows, and it is set on a sheet like the others -------------
const COLOUR = /^#[\da-f]{6}$/i, DRAWN = /^[MLAZmlaz\d\s,.-]*$/, DASHES = /^[\d\s,.]*$/;
const LABELS = {
  point: { fill: "#08395a", "font-weight": 700 }, area: { fill: "#1a1a1a" }, rough: { fill: "#08395a", "font-style": "italic" },
  wide: { fill: "#5d503a", "letter-spacing": "0.06em" }, quiet: { fill: "#5d5443" },
};
const amount = (value) => (Number.isFinite(value) ? value : 0);
const words = (value, most = 200) => String(value ?? "").slice(0, most);
// What a frame says is checked as what comes from outside: numbers, colours and outlines, or nothing.
const checked = (told) => ({
  size: [Math.max(1, amount(told.size?.[0])), Math.max(1, amount(told.size?.[1]))], status: words(told.status), chosen: words(told.chosen, 400), elsewhere: words(told.elsewhere),
  paths: [...told.paths].filter((p) => DRAWN.test(p.d)).map((p) => ({
    d: p.d, transform: `translate(${amount(p.at?.[0])} ${amount(p.at?.[1])})`, fill: COLOUR.test(p.fill) ? p.fill : "none", "fill-opacity": amount(p.fillOpacity),
    stroke: COLOUR.test(p.stroke) ? p.stroke : "none", "stroke-width": amount(p.width), "stroke-dasharray": DASHES.test(p.dash ?? "") && p.dash ? p.dash : "none", "fill-rule": "evenodd", "stroke-linejoin": "round",
  })),
  names: [...told.names].map((n) => ({ at: n.at.map(amount), size: amount(n.size), look: LABELS[n.look] ? n.look : "area", name: words(n.name), numbers: words(n.numbers) })),
  classes: [...told.classes].map((c) => [words(c[0], 20), COLOUR.test(c[1]) ? c[1] : "#ffffff"]), places: [...told.places].slice(0, 12).map((p) => [words(p[0]), words(p[1])]),
});
function mapDrawing() {
  return new Promise((resolve, reject) => {
    const heard = (event) => {
      const told = event.source === frame.contentWindow && event.data?.claimatlasDrawing;
      if (!told) return;
      removeEventListener("message", heard);
      try { resolve(checked(told)); } catch (error) { reject(error); }
    };
    addEventListener("message", heard);
    frame.contentWindow.postMessage({ claimatlasDraw: true }, "*");
    setTimeout(() => { removeEventListener("message", heard); reject(new Error("The map is not drawn yet; scroll to it first.")); }, 4000);
  });
}
const drawMap = (told) => (sheet) => {
  const upright = sheet.height > sheet.width, [w, h] = told.size, top = sheet.at + 20;
  const side = upright ? 0 : 330, under = upright ? 30 + 27 * Math.ceil(told.places.length / 2) + 60 : 0;
  const scale = Math.min((sheet.inner - side) / w, (sheet.bottom - top - under - 10) / h), [wide, tall] = [w * scale, h * scale];
  const outer = sheet.root;
  const inner = sheet.add("svg", { x: sheet.margin, y: top, width: wide, height: tall, viewBox: `0 0 ${w} ${h}` });
  sheet.root = inner;
  sheet.add("rect", { width: w, height: h, fill: "#e9eff3" });
  for (const path of told.paths) sheet.add("path", path);
  for (const { at: [x, y], size, look, name, numbers } of told.names) {
    const halo = { stroke: "#ffffff", "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
    const node = sheet.add("text", { x, y, "font-family": "'DejaVu Sans', Verdana, sans-serif", "font-size": size, ...LABELS[look], ...halo }, look === "wide" ? `${name.toUpperCase()} ` : numbers ? `${name} ` : name);
    if (numbers) { sheet.root = node; sheet.add("tspan", { "font-weight": 700 }, numbers); sheet.root = inner; }
  }
  sheet.root = outer;
  sheet.add("rect", { x: sheet.margin, y: top, width: wide, height: tall, fill: "none", stroke: INK.line });
  // Beside the map, or beneath it, the places of most claims and what the shades mean.
  const x = upright ? sheet.margin : sheet.margin + wide + 28, room = upright ? sheet.inner / 2 - 20 : sheet.width - sheet.margin - x;
  let y = upright ? top + tall + 30 : top + 18;
  told.places.forEach(([name, numbers], i) => {
    const left = upright ? x + (i % 2) * (room + 40) : x, base = upright ? y + 27 * Math.floor(i / 2) : y + 30 * i, kept = widthOf(numbers, 16, SANS, 700);
    sheet.text(name, left, base, 16, { width: room - kept - 12 });
    sheet.text(numbers, left + room, base, 16, { weight: 700, anchor: "end" });
  });
  y += upright ? 27 * Math.ceil(told.places.length / 2) + 10 : 30 * told.places.length + 14;
  if (told.classes.length) {
    sheet.text("province or district, by claims", x, y, 15, { fill: INK.soft });
    told.classes.forEach(([text, colour], i) => {
      sheet.add("rect", { x: x + i * 62, y: y + 9, width: 62, height: 14, fill: colour });
      sheet.text(text, x + i * 62 + 31, y + 40, 14, { anchor: "middle", fill: INK.soft });
    });
  }
};
async function mapPicture() {
  const told = await mapDrawing();
  const note = [told.chosen && `Chosen: ${told.chosen}.`, told.elsewhere && `${told.elsewhere}.`, "Numbers are those of the claims on the map. Borders: de facto, simplified; they state no view on any claim. Ground: Natural Earth, geoBoundaries, GeoNames."];
  return { name: "map", title: `${shownText("#map h2").replace(/#$/, "")}: ${told.status}`, note: note.filter(Boolean).join(" "), draw: drawMap(told) };
}
if (frame) {
  const png = (size) => () => mapPicture().then((picture) => savePng(picture, size)).catch(complain);
  $("[data-save=map]").replaceWith(toolbar("Take the map along",
    button("PNG of the map", png("1600x900"), { title: "1600 × 900 pixels, as it is shown now" }), button("PNG upright", png("1080x1350"), { title: "1080 × 1350 pixels, as it is shown now" }),
    button("SVG", () => mapPicture().then((picture) => save(fileName(picture.name, ".svg"), svgOf(picture, "1600x900"), "image/svg+xml")).catch(complain), { "aria-label": "SVG of the map" })));
}
