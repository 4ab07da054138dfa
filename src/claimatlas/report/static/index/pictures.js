// --- pictures and rows to take away: made here, with title, source and credit in them ------------------------------
const SIZES = { "1600x900": [1600, 900], "1080x1350": [1080, 1350] };
const INK = { ink: "#1b2026", soft: "#565f6b", line: "#d9dde2", blue: "#0b4f7d", pale: "#4f9fcc", grey: "#7c858f", paper: "#ffffff", mark: "#fff2c4" };
const SANS = "Helvetica, Arial, 'Liberation Sans', sans-serif", SERIF = "Georgia, 'Liberation Serif', serif";
const shownText = (selector, within = document) => $(selector, within)?.textContent.replace(/\s+/g, " ").trim() ?? "";
const fileName = (figure, suffix) => `${data.name.replace(/[^\p{L}\p{N}.-]+/gu, "-").replace(/^[-.]+/, "") || "corpus"}-${figure}${suffix}`;
const source = () => `Source: ${shownText("#top .kicker")}`;
const credit = () => `${shownText("footer p")}`;
const pen = lazily(() => document.createElement("canvas").getContext("2d"));
const widthOf = (text, size, family, weight = 400) => { pen().font = `${weight} ${size}px ${family}`; return pen().measureText(text).width; };
// Lines of at most `width` pixels; the last one ends in an ellipsis where words are left over.
function wrapped(text, width, size, family, weight, most) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || widthOf(longer, size, family, weight) <= width) line = longer;
    else { lines.push(line); line = word; }
  }
  if (line) lines.push(line);
  const kept = lines.slice(0, most).map((one) => { while (one.length > 2 && widthOf(one, size, family, weight) > width) one = `${one.slice(0, -2).trimEnd()}…`; return one; });
  if (lines.length > most) {
    let last = kept[most - 1];
    while (last && widthOf(`${last} …`, size, family, weight) > width) last = last.slice(0, last.lastIndexOf(" ") > 0 ? last.lastIndexOf(" ") : -1);
    kept[most - 1] = `${last.replace(/[\s,;:.]+$/, "")} …`;
  }
  return kept;
}
const SVG = "http://www.w3.org/2000/svg";
class Sheet {
  constructor([width, height], title, note) {
    this.width = width; this.height = height;
    this.margin = Math.round(width * 0.04);
    this.root = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, role: "img" })) this.root.setAttribute(name, value);
    this.add("title", {}, title);
    this.add("desc", {}, `${source()}. ${credit()}`);
    this.add("rect", { width, height, fill: INK.paper });
    this.inner = width - 2 * this.margin;
    this.at = this.margin + 4;
    const size = width > height ? 42 : 40;
    this.at = this.text(title, this.margin, this.at + size, size, { family: SERIF, weight: 700, width: this.inner, most: 3 }) + 2;
    if (note) this.at = this.text(note, this.margin, this.at + 34, 20, { width: this.inner, most: 3, fill: INK.soft }) + 2;
    const foot = [...wrapped(source(), this.inner, 16, SANS, 400, 2), ...wrapped(credit(), this.inner, 16, SANS, 400, 2)];
    this.bottom = height - this.margin * 0.6 - foot.length * 21 - 14;
    this.add("line", { x1: this.margin, x2: width - this.margin, y1: this.bottom + 8, y2: this.bottom + 8, stroke: INK.line });
    foot.forEach((line, i) => this.text(line, this.margin, this.bottom + 30 + i * 21, 16, { fill: INK.soft }));
  }
  add(name, attributes, text = "") {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, typeof value === "number" ? Math.round(value * 100) / 100 : value);
    node.textContent = text;
    this.root.append(node);
    return node;
  }
  // Sets a text and returns where its last line stands.
  text(text, x, y, size, { family = SANS, weight = 400, fill = INK.ink, width = 0, most = 1, anchor = "start" } = {}) {
    const lines = width ? wrapped(text, width, size, family, weight, most) : [text];
    lines.forEach((line, i) => this.add("text", { x, y: y + i * size * 1.25, "font-family": family, "font-size": size, "font-weight": weight, fill, "text-anchor": anchor }, line));
    return y + (lines.length - 1) * size * 1.25;
  }
  mark(look, x, y, r) {
    if (look === "own") this.add("rect", { x: x - r * 0.85, y: y - r * 0.85, width: r * 1.7, height: r * 1.7, rx: 2, fill: INK.grey });
    else this.add("circle", { cx: x, cy: y, r: r - 1.5, fill: look === "hedged" ? INK.paper : INK.blue, stroke: INK.blue, "stroke-width": 3 });
  }
  svg() { return new XMLSerializer().serializeToString(this.root); }
}

// What a picture shows, read from the page as it stands.
const lookOf = (a) => ["hedged", "own", "attributed"].find((look) => a.classList.contains(look)) ?? "";
const LOOK_WORDS = { attributed: "attributed", hedged: "attributed and hedged", own: "in the outlet’s own voice" };
const linesOf = () => {
  const table = $(".lines");
  const heads = all("thead th", table).slice(1, -1).map((th) => th.textContent.trim());
  const items = [];
  let band = "", whose = "";
  for (const tr of all("tbody tr", table)) {
    if (tr.closest(".band")) { band = tr.textContent.replace(/\s+/g, " ").trim(); items.push({ band }); continue; }
    if (tr.matches(".whose")) { whose = tr.textContent.trim(); continue; }
    const id = idIn($("th a", tr));
    items.push({ claim: byId.get(id)?.words || $("th a", tr).textContent, id, whose, under: band, bare: Boolean(tr.closest(".bare")), unsure: tr.matches(".unsure"), marks: all("td.cell", tr).map((td) => ($("a", td) ? { look: lookOf($("a", td)), outlet: shownText(".of", td) } : null)) });
  }
  return { heads, items };
};
const idIn = (a) => decodeURIComponent(a.getAttribute("href").slice("#claim-".length));
// A long name may break where a small letter meets a capital, as in the page.
const seamed = (name, width) => name.split(" ").map((word) => (widthOf(word, 14, SANS) > width ? word.replace(/(?<=\p{Ll})(?=\p{Lu})/u, " ") : word)).join(" ");
function drawLines(sheet) {
  const { heads, items } = linesOf();
  const column = sheet.width > sheet.height ? 104 : 88, word = sheet.width > sheet.height ? 230 : 180;
  const left = sheet.margin, right = sheet.width - sheet.margin, first = right - word - column * heads.length;
  const headTop = sheet.at + 20;
  let deep = 0;
  heads.forEach((name, i) => { deep = Math.max(deep, sheet.text(seamed(name, column - 8), first + column * (i + 0.5), headTop + 14, 14, { fill: INK.soft, width: column - 8, most: 3, anchor: "middle" })); });
  sheet.text("on the word of", right - word + 18, headTop + 14, 14, { fill: INK.soft, width: word - 18, most: 2 });
  const top = Math.max(deep, headTop + 14) + 12, key = 30;
  const units = items.reduce((sum, item) => sum + (item.band ? 0.9 : 1), 0);
  const tall = Math.min(56, (sheet.bottom - key - top) / units);
  const size = Math.max(12, Math.min(18, tall * 0.56)), r = Math.min(11, tall * 0.32);
  const rows = Math.max(1, Math.min(2, Math.floor((tall - 2) / (size * 1.22))));
  let y = top, run = null;
  const close = () => {
    if (!run) return;
    const x = right - word + 4;
    if (run.bare) sheet.add("line", { x1: x + 3, x2: x + 3, y1: run.from + 3, y2: y - 3, stroke: INK.grey, "stroke-width": 2, "stroke-dasharray": "2 4" });
    else sheet.add("rect", { x, y: run.from + 3, width: 7, height: Math.max(4, y - run.from - 6), fill: INK.blue });
    const most = Math.max(1, Math.floor((y - run.from) / 20));
    const lines = wrapped(run.whose, word - 24, 16, SANS, run.bare ? 400 : 700, most);
    sheet.text(run.whose, x + 18, (run.from + y) / 2 + 5 - (lines.length - 1) * 10, 16, { weight: run.bare ? 400 : 700, fill: run.bare ? INK.soft : INK.blue, width: word - 24, most });
    run = null;
  };
  for (const item of items) {
    if (item.band) {
      close();
      sheet.text(item.band, left, y + tall * 0.62, Math.min(18, size + 2), { weight: 700 });
      y += tall * 0.9;
      sheet.add("line", { x1: left, x2: right, y1: y, y2: y, stroke: INK.line });
      continue;
    }
    if (run && run.whose !== item.whose) close();
    run ??= { from: y, whose: item.whose, bare: item.bare };
    const middle = y + tall / 2, on = item.marks.map((m, i) => (m ? i : -1)).filter((i) => i >= 0);
    const said = item.claim[0].toUpperCase() + item.claim.slice(1);
    const lines = wrapped(said, first - left - 12, size, SANS, 400, rows);
    sheet.text(said, left, middle + size * 0.36 - (lines.length - 1) * size * 0.62, size, { width: first - left - 12, most: rows });
    if (on.length) sheet.add("line", { x1: first + column * (on[0] + 0.5), x2: right - word + 4, y1: middle, y2: middle, stroke: item.bare ? INK.line : INK.pale, "stroke-width": 2.5, ...(item.unsure ? { "stroke-dasharray": "6 5" } : {}) });
    for (const i of on) sheet.mark(item.marks[i].look, first + column * (i + 0.5), middle, r);
    y += tall;
  }
  close();
  let x = left;
  const under = Math.min(sheet.bottom - 8, y + 26);
  for (const [look, words] of Object.entries(LOOK_WORDS)) {
    sheet.mark(look, x + 8, under - 5, 8);
    sheet.text(words, x + 24, under, 15, { fill: INK.soft });
    x += 50 + widthOf(words, 15, SANS);
  }
  if (items.some((item) => item.unsure) && x + 200 < right) {
    sheet.add("line", { x1: x, x2: x + 26, y1: under - 5, y2: under - 5, stroke: INK.pale, "stroke-width": 2.5, "stroke-dasharray": "6 5" });
    sheet.text("not sure, not counted", x + 34, under, 15, { fill: INK.soft });
  }
}
function drawRanking(sheet) {
  const items = all("#top .ranking li");
  const tall = Math.min(74, (sheet.bottom - sheet.at - 30) / items.length), size = Math.min(22, tall * 0.42);
  const names = Math.min(sheet.inner * 0.36, 24 + Math.max(...items.map((item) => widthOf(shownText(".name", item), size, SANS)))), bar = sheet.inner - names - 150;
  items.forEach((item, i) => {
    const y = sheet.at + 30 + i * tall, share = parseFloat($(".rule i", item).style.width) / 100;
    sheet.text(shownText(".name", item), sheet.margin, y + tall / 2 + size * 0.35, size, { width: names - 14 });
    sheet.add("rect", { x: sheet.margin + names, y: y + tall * 0.25, width: Math.max(2, bar * share), height: tall * 0.5, fill: INK.blue });
    sheet.text(shownText(".rows", item) || item.lastChild.textContent.trim(), sheet.margin + names + bar * share + 12, y + tall / 2 + size * 0.35, size, { weight: 700 });
  });
}
// Outlet, source and sentence of each account of a side; those that say the same as others are named together.
const accounts = (side) => all(".who", side).flatMap((who, n) => all("a", who).map((a, k) =>
  [a.textContent.trim(), all("span", who)[k]?.textContent.trim() ?? "", (k ? null : all("blockquote", side)[n])?.textContent ?? ""]));
const drawPair = (pair) => (sheet) => {
  const wide = (sheet.inner - 50) / 2;
  if (!pair.dataset.key) sheet.at = sheet.text(shownText(".verdict", pair), sheet.margin, sheet.at + 50, 22, { weight: 700, width: sheet.inner, most: 2 });
  const top = sheet.at + 34, sides = all(".sides > div", pair).map((side) => ({
    value: shownText(".value", side), quotes: all("blockquote", side).map((quote) => quote.textContent.replace(/\s+/g, " ").trim()), who: all(":scope > .who, .also > summary", side).map((who) => who.textContent.replace(/\s+/g, " ").trim()),
  }));
  // As large as both columns allow.
  const tall = ({ value, quotes, who }, size) => (value ? 46 * wrapped(value, wide, 34, SERIF, 700, 2).length + 22 : 0) + who.reduce((sum, words, n) =>
    sum + 22.5 * wrapped(words, wide, 18, SANS, 400, 2).length + 30 + (quotes[n] ? wrapped(quotes[n], wide, size, SERIF, 400, 99).length * size * 1.25 + 24 : 0), 0);
  let size = 40;
  while (size > 16 && sides.some((side) => tall(side, size) > sheet.bottom - top - 20)) size -= 1;
  sides.forEach(({ value, quotes, who }, i) => {
    const x = sheet.margin + i * (wide + 50);
    let y = top + 26;
    if (value) y = sheet.text(value, x, y, 34, { family: SERIF, weight: 700, width: wide, most: 2 }) + 46;
    who.forEach((words, n) => {
      if (y > sheet.bottom - 40) return;
      y = sheet.text(words, x, y, 18, { fill: INK.soft, width: wide, most: 2 });
      if (quotes[n]) y = sheet.text(quotes[n], x, y + size * 1.2, size, { family: SERIF, width: wide, most: Math.max(1, Math.floor((sheet.bottom - y) / (size * 1.25)) - 1) });
      y += 48;
    });
  });
  sheet.add("line", { x1: sheet.margin + wide + 25, x2: sheet.margin + wide + 25, y1: top, y2: sheet.bottom - 20, stroke: INK.line });
};
// The picture of the first screen: its name, how it is drawn, its rows.
function pictureOf() {
  if ($("#top .lines")) {
    const { heads, items } = linesOf();
    const rows = items.filter((item) => item.claim).map((item) => [item.id, item.claim, ...item.marks.map((m) => (m ? LOOK_WORDS[m.look] : "")), item.whose, item.under, item.unsure ? "no" : "yes"]);
    return { name: "shared-claims", draw: drawLines, note: shownText("#top .picture .note").replace(/:$/, "."), rows: [["claim_id", "claim", ...heads, "stands_on_the_word_of", "band", "source_sure"], ...rows] };
  }
  if ($("#top .pair")) {
    const sides = all("#top .sides > div").flatMap((side) => accounts(side).map((one) => [shownText(".value", side), ...one]));
    return { name: "contradiction", draw: drawPair($("#top .pair")), note: "", rows: [["value", "outlet", "on_whose_word", "sentence"], ...sides] };
  }
  const bars = all("#top .ranking li").map((item) => [shownText(".name", item), shownText(".rows", item) || item.lastChild.textContent.trim()]);
  return { name: "ranking", draw: drawRanking, note: shownText("#top .lead"), rows: [["name", "claims"], ...bars] };
}
const svgOf = (picture, size) => {
  const sheet = new Sheet(SIZES[size], picture.title ?? shownText("h1"), picture.note);
  picture.draw(sheet);
  return sheet.svg();
};
async function savePng(picture, size) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(picture, size))}`;
  await image.decode();
  const canvas = el("canvas", { width: SIZES[size][0], height: SIZES[size][1] });
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
  saveBlob(fileName(picture.name, `-${size}.png`), blob);
}
// A card as a picture: its verdict is the title, both accounts stand side by side.
const pictureOfCard = (pair) => {
  const key = pair.dataset.key, part = pair.closest("[data-list]");
  const title = `${shownText(".topic", pair)}: ${pair.querySelector(".verdict").lastChild.textContent.trim()}`;
  return { name: `${part.dataset.list}-${key.replace(/[^\p{L}\p{N}.-]+/gu, "-").slice(0, 40)}`, title, note: shownText(":scope > .why", pair), draw: drawPair(pair) };
};
function withPictures(box) {
  for (const pair of all(".pair[data-key]:not(:has(.png))", box)) {
    pair.append(button("PNG", () => savePng(pictureOfCard(pair), "1600x900").catch(complain), { class: "png", "aria-label": "Save this card as a picture, 1600 by 900 pixels" }));
  }
}
for (const box of all(".cards")) { withPictures(box); rove(box); }
// Each row of a table says what it is of: a table travels without its page.
const signed = (rows, title) => rows.map((cells, i) => [...cells, ...(i ? [title, source(), credit()] : ["figure", "source", "credit"])]);
const saveCsv = (name, rows, title) => save(fileName(name, ".csv"), `\ufeff${csv(signed(rows, title))}`, "text/csv;charset=utf-8");
const toolbar = (label, ...buttons) => {
  const box = el("div", { class: "save", role: "toolbar", "aria-label": label }, ...buttons);
  buttons.forEach((one, i) => { one.tabIndex = i ? -1 : 0; });
  box.addEventListener("keydown", (event) => {
    const to = buttons[buttons.indexOf(document.activeElement) + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? NaN)];
    if (to) { to.focus(); event.preventDefault(); }
  });
  return box;
};
const claimRows = (some) => [
  ["claim_id", "outlet", "title", "published", "claim", "chain", "kind", "hedged", "denial", "places", "dates", "stories_group", "confidence", "sentence", "url"],
  ...some.map((c) => { const { title, day, url } = articles.get(c.article_id); return [c.claim_id, c.outlet, title, day, c.words, c.chain.join(" > "), c.resolved_kind, c.hedged, c.denial, c.places.join("; "), c.dates, c.group_id, c.confidence, c.told, url]; }),
];
function saveRows() {
  return button("Save these rows (CSV)", async () => {
    try { if (!whole && !asked.size) { await everything(); chosen = claims; } saveCsv("claims", claimRows(chosen), shownText("#claims .state output")); } catch (error) { complain(error); }
  }, { class: "csv" });
}
// The cards of a part that are shown, a row for each account in them.
const cardRows = (name) => [
  ["card", "topic", "verdict", "side", "value", "outlet", "on_whose_word", "sentence"],
  ...all(`[data-list=${name}] .pair`).filter((pair) => !pair.matches("[data-off]")).flatMap((pair) => all(".sides > div", pair).flatMap((side, i) => accounts(side).map((one) =>
    [pair.dataset.key, shownText(".topic", pair), pair.querySelector(".verdict").lastChild.textContent.trim(), "ab"[i], shownText(".value", side), ...one]))),
];
const place = $("[data-save=picture]");
if (place) {
  place.replaceWith(toolbar("Take this picture along",
    button("PNG for a slide", () => savePng(pictureOf(), "1600x900").catch(complain), { title: "1600 × 900 pixels" }), button("PNG upright", () => savePng(pictureOf(), "1080x1350").catch(complain), { title: "1080 × 1350 pixels" }),
    button("SVG", () => save(fileName(pictureOf().name, ".svg"), svgOf(pictureOf(), "1600x900"), "image/svg+xml")), button("CSV", () => { const { name, rows } = pictureOf(); saveCsv(name, rows, shownText("h1")); })));
}
for (const name of ["contradictions", "losses"]) {
  const cards = $(".cards", section(name));
  if (!$(".pair", section(name))) continue;
  cards.append(toolbar("Take these cards along", button("CSV of the cards shown", () => saveCsv(name, cardRows(name), shownText("h2", section(name)).replace(/#$/, "")), { class: "csv" })));
  rove(cards);
}
