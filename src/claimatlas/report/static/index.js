// The page beyond showing: numbers that lead to their rows, the list of claims, and the claim's card.
// All text goes into the page as text nodes.
const data = JSON.parse(document.getElementById("data").textContent);
const names = data.claims.columns;
const claims = data.claims.rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value])));
const byId = new Map(claims.map((claim) => [claim.claim_id, claim]));
const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value; else if (name.startsWith("on")) node.addEventListener(name.slice(2), value); else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== "" && child !== null));
  return node;
};
const number = (n) => n.toLocaleString("en");
const fits = (shown, value) => (Array.isArray(shown) ? shown.includes(value) : shown === value || shown.split("; ").includes(value));
const words = (claim) => (claim.text ??= [claim.pieces.join(""), claim.outlet, claim.chain.join(" "), claim.places.join(" "), (data.articles[claim.article_id] ?? [""])[0]].join(" ").toLowerCase());
const matches = (claim, where) => {
  for (const [column, value] of where) {
    if (column === "q") { if (!value.toLowerCase().split(/\s+/).every((word) => words(claim).includes(word))) return false; }
    else if (!fits(claim[column] ?? "", value)) return false;
  }
  return true;
};

// --- lists --------------------------------------------------------------------------------------------------
const PAGE = 100;
const list = (name) => (name === "shared" ? all(".lines tr[data-key]") : all(`[data-list=${CSS.escape(name)}] [data-key]`));
const section = (name) => $(`[data-list=${CSS.escape(name)}]`);
const row = (claim) => {
  const told = [claim.hedged === "yes" && "hedged", claim.denial === "yes" && "denial", claim.made_by === "reviewed" && "corrected by hand", claim.sure !== "yes" && "source not sure"].filter(Boolean);
  return el("tr", { id: `claim-${claim.claim_id}`, "data-key": claim.claim_id },
    el("td", {}, el("a", { href: `#claim-${claim.claim_id}`, text: claim.content })), el("td", { text: claim.outlet }),
    el("td", { text: claim.chain.slice(1).reverse().join(", through ") || "own voice" }),
    el("td", { text: [...claim.places, claim.dates].filter(Boolean).join("; ") }), el("td", { text: told.join(", ") }));
};
// A column and a value in the words of the page, where it has a field for them.
const NAMES = { band: "on", source_sure: "source sure", kinds: "lost", fact_id: "one fact", claim_id: "one claim", group_id: "one group", q: "words", article_id: "article", made_by: "read by" };
const inWords = (column, value) => {
  const field = $(`#claims [data-by=${CSS.escape(column)}]`);
  const shown = [...(field?.options ?? [])].find((option) => option.value === value)?.textContent ?? value;
  const name = field?.parentElement.firstChild.textContent.trim() ?? NAMES[column] ?? column.replaceAll("_", " ");
  return `${name}: ${shown}`;
};
const state = (name, shown, total, where) => {
  const box = $(".state", section(name));
  if (!box) return;
  const nouns = { claims: "claims", shared: "shared claims", contradictions: "pairs", losses: "pairs", articles: "articles" };
  const chips = [...where].map(([column, value]) => el("button", { type: "button", text: `${inWords(column, value)} ✕`, "aria-label": `Not only ${inWords(column, value)}`,
    onclick: () => ask(name, new Map([...where].filter(([c]) => c !== column))) }));
  const line = where.size ? `${number(shown)} of ${number(total)} ${nouns[name] ?? ""}` : name === "claims" ? `${number(total)} claims` : "";
  box.replaceChildren(...(line ? [el("output", { text: line })] : []), ...chips);
};
function filterClaims(where) {
  const kept = claims.filter((claim) => matches(claim, where));
  const body = $("#claims tbody");
  let at = 0;
  const more = el("button", { type: "button", class: "more" });
  const on = () => {
    body.append(...kept.slice(at, at + PAGE).map(row));
    at += PAGE;
    more.textContent = `Show ${number(Math.min(PAGE, kept.length - at))} more of ${number(kept.length - at)}`;
    if (at >= kept.length) more.remove();
  };
  body.replaceChildren();
  $("#claims .more")?.remove();
  if (kept.length > PAGE) $("#claims .scroll").append(more);
  more.addEventListener("click", on);
  on();
  for (const field of all("#claims [data-by]")) {
    const value = where.get(field.dataset.by) ?? "";
    if (field.tagName === "INPUT") { if (field !== document.activeElement) field.value = value; }
    else field.value = [...field.options].some((option) => option.value === value) ? value : "";
  }
  state("claims", kept.length, claims.length, where);
  $("#claims .scroll").scrollTop = 0;
}
function filter(name, where) {
  if (name === "claims") return filterClaims(where);
  const items = list(name);
  const shown = new Set(), every = new Set();
  for (const item of items) {
    every.add(item.dataset.key);
    const on = [...where].every(([column, value]) => fits(item.getAttribute(`data-${column}`) ?? "", value));
    item.toggleAttribute("data-off", !on);
    if (!on) continue;
    shown.add(item.dataset.key);
    if (where.size && item.closest("details") !== item) for (let d = item.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  }
  state(name, shown.size, every.size, where);
}
const address = (name, where) => { const query = new URLSearchParams([...where]).toString(); return query ? `#${name}?${query}` : `#${name}`; };
const ask = (name, where) => { const hash = address(name, where); if (hash === location.hash) go(); else location.hash = hash; };
for (const field of all("#claims [data-by]")) {
  field.addEventListener(field.tagName === "INPUT" ? "input" : "change", () => {
    const where = new Map();
    for (const other of all("#claims [data-by]")) if (other.value) where.set(other.dataset.by, other.value);
    history.replaceState(null, "", address("claims", where));
    filterClaims(where);
  });
}
$("#find").addEventListener("keydown", (event) => { if (event.key === "Enter") ask("claims", new Map(event.target.value.trim() ? [["q", event.target.value.trim()]] : [])); });

// --- the card -----------------------------------------------------------------------------------------------
const card = $("#card");
let before = "#claims";
const say = (text) => { $("#said").textContent = text; clearTimeout(say.timer); say.timer = setTimeout(() => { $("#said").textContent = ""; }, 2500); };
async function copy(text, what) {
  try { await navigator.clipboard.writeText(text); }
  catch {
    const field = el("textarea");
    field.value = text;
    card.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say(`${what} copied`);
}
// A cell that a spreadsheet could take for a formula gets an apostrophe, which is removed again where the sheet is read.
const FORMULA = "=+-@\t\r\n|%＝＋－＠";
const safe = (text) => { const first = text.replace(/^[ \u00a0\u200b\ufeff]+/, "").charAt(0); return first && FORMULA.includes(first) ? `'${text}` : text; };
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const where = (claim) => location.href.split("#")[0] + `#claim-${claim.claim_id}`;
const link = (claim) => el("a", { href: `#claim-${claim.claim_id}`, text: claim.outlet });
function reportError(claim) {
  const columns = ["action", "claim_id", "text", "field", "value", "note"];
  const choice = el("select", {}, ...[["holder", "The source is another one"], ["own", "No source: the outlet’s own voice"], ["reject", "This is no claim"], ["accept", "It is right as it is"]].map(([value, text]) => el("option", { value, text })));
  const holder = el("input", { list: "sources", value: claim.chain.length > 1 ? claim.chain.at(-1) : "" });
  holder.addEventListener("focus", () => holder.select());
  const line = el("textarea", { rows: "3", readonly: "", "aria-label": "Row for review/claims.csv" });
  const picked = el("label", {}, "Source, innermost ", holder);
  const fill = () => {
    const what = choice.value, edit = what === "holder" || what === "own";
    picked.hidden = what !== "holder";
    const value = what === "holder" ? [claim.outlet, ...claim.chain.slice(1, -1), holder.value.trim()].filter(Boolean).join(" > ") : what === "own" ? claim.outlet : "";
    line.value = `${columns.join(",")}\r\n${[edit ? "edit" : what, claim.claim_id, claim.words, edit ? "chain" : "", value, ""].map(safe).map(quoted).join(",")}\r\n`;
  };
  choice.addEventListener("change", fill);
  holder.addEventListener("input", fill);
  const file = () => {
    const a = el("a", { href: URL.createObjectURL(new Blob([line.value], { type: "text/csv;charset=utf-8" })), download: "claims.csv" });
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  };
  const box = el("div", { class: "report" }, el("label", {}, "What is wrong ", choice), picked, el("datalist", { id: "sources" }, ...data.sources.map((name) => el("option", { value: name }))),
    el("p", { text: "This row goes into review/claims.csv of the corpus; kind and basis follow from the source." }), line,
    el("div", { class: "actions" }, el("button", { type: "button", text: "Copy the row", onclick: () => copy(line.value, "Row") }), el("button", { type: "button", text: "Save as claims.csv", onclick: file })));
  fill();
  $(".report", card)?.remove();
  card.append(box);
  choice.focus();
}
function open(claim) {
  const [title, published, url] = data.articles[claim.article_id] ?? ["", "", ""];
  const group = claims.filter((other) => claim.group_id && other.group_id === claim.group_id && other !== claim);
  const others = group.filter((other) => other.outlet !== claim.outlet), again = group.filter((other) => other.outlet === claim.outlet);
  const joined = (nodes) => nodes.flatMap((node, i) => (i ? [", ", node] : [node]));
  const facts = el("dl");
  const fact = (name, ...nodes) => facts.append(el("dt", { text: name }), el("dd", {}, ...nodes));
  fact("Other tellings", ...(others.length ? joined(others.map(link)) : ["no other outlet was found to make this claim"]));
  if (again.length) fact("Again in", ...joined(again.map(link)));
  if (claim.differs.length) fact("Differs", ...joined(claim.differs.map(([text, id]) => el("a", { href: `#contradictions?${new URLSearchParams({ fact_id: id })}`, text }))));
  if (claim.at.length) fact("Place", ...joined(claim.at.map(([name, id]) => el("a", { href: `#claims?${new URLSearchParams({ place_id: id })}`, text: name }))));
  else if (claim.places.length) fact("Names", claim.places.join(", "));
  if (claim.dates) fact("Date", claim.dates);
  if (claim.hedge) fact("Hedge", `“${claim.hedge}”`);
  fact("Confidence", claim.confidence);
  if (claim.made_by !== "machine") fact("Read", claim.made_by === "reviewed" ? "by machine, corrected by hand" : "coded by hand");
  const sentence = claim.pieces.join("");
  const citation = `${claim.outlet}${title ? `, “${title}”` : ""}${published ? `, ${published}` : ""}: “${sentence}”${url ? ` ${url}` : ""} (claim ${claim.claim_id}, Claim Atlas, ${data.corpus})`;
  const button = (text, onclick) => el("button", { type: "button", text, onclick });
  card.replaceChildren(
    el("button", { type: "button", class: "close", "aria-label": "Close", text: "✕", onclick: () => card.close() }),
    el("h2", { id: "card-where", text: [claim.outlet, published || "undated", `claim ${claim.number}`].join(" · ") }),
    el("p", { class: "quote" }, ...claim.pieces.map((piece, i) => (i % 2 ? el("b", { text: piece }) : piece))),
    el("ul", { class: "chain", "aria-label": "From the origin to the outlet" }, ...[...claim.chain].reverse().map((name) => el("li", { text: name }))),
    el("p", { class: "why" }, el("strong", { text: claim.chain.length > 1 ? `Why ${claim.source}? ` : "Whose word? " }), claim.why),
    facts,
    el("div", { class: "actions" }, button("Copy link", () => copy(where(claim), "Link")), button("Copy as citation", () => copy(citation, "Citation")), button("Copy sentence", () => copy(sentence, "Sentence")),
      el("a", { href: `#${claim.sentence_at}`, text: "Read in article" }), button("Report an error", () => reportError(claim))));
  if (!card.open) card.showModal();
  card.scrollTop = 0;
}
card.addEventListener("close", () => { if (location.hash.startsWith("#claim-")) history.replaceState(null, "", before); });
card.addEventListener("click", (event) => { if (event.target === card) card.close(); });
$("#claims tbody").addEventListener("click", (event) => {
  const id = event.target.closest("tr")?.dataset.key;
  if (id && !event.target.closest("a")) openAt(`#claim-${id}`);
});

const idOf = (hash) => { try { return decodeURIComponent(hash); } catch { return hash; } };
function openAt(hash) {
  if (hash !== location.hash) history.pushState(null, "", hash);
  go();
}

// --- where an address leads ---------------------------------------------------------------------------------
function show(element) {
  for (const old of all(".here")) old.classList.remove("here");
  if (!element) return;
  for (let d = element.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  element.classList.add("here");
  if (!element.matches("a,button,[tabindex]")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: element.matches("tr,.sentence") ? "center" : "start" });
}
function go() {
  const hash = location.hash.slice(1);
  if (!hash) return;
  const id = idOf(hash);
  if (id.startsWith("claim-")) {
    const claim = byId.get(id.slice(6));
    if (claim) open(claim);
    return;
  }
  if (card.open) card.close();
  before = location.hash;
  const [name, query] = hash.split("?");
  if (section(name) || name === "shared") {
    filter(name, new Map(new URLSearchParams(query ?? "")));
    const target = name === "shared" && section("shared").matches(".slim") ? $(".lines") : name === "claims" ? $("#claims .state") : section(name);
    if (query !== undefined) target.scrollIntoView({ block: "start" });
    return;
  }
  if (name === "map" && query !== undefined) {
    toMap();
    document.getElementById("map")?.scrollIntoView({ block: "start" });
    return;
  }
  const element = document.getElementById(id);
  if (element?.matches(".pair,li")) show(element);
  else if (element) show(element.closest(".sentence") ?? element);
}
addEventListener("hashchange", go);
document.addEventListener("click", (event) => {
  const a = event.target.closest?.("a[href^='#']");
  const hash = a?.getAttribute("href");
  // A card opens where the reader is. The same link twice is no change of the address, but still a wish to go there.
  if (hash?.startsWith("#claim-") && byId.has(idOf(hash.slice(1)).slice(6))) { event.preventDefault(); openAt(hash); }
  else if (hash && hash === location.hash) setTimeout(go);
});
go();

// What is chosen in the map stands in this page's address: the frame tells it, and is told when it is ready.
function toMap() {
  const chosen = /^#map\?(.+)$/.exec(location.hash);
  if (chosen) for (const frame of all(".frame iframe")) frame.contentWindow?.postMessage({ claimatlasMap: chosen[1] }, "*");
}
// The map lives in a frame that may not navigate this page; it asks for a claim or rows by a message.
addEventListener("message", (event) => {
  if (!all(".frame iframe").some((frame) => frame.contentWindow === event.source)) return;
  const chosen = event.data && event.data.claimatlasMap;
  if (chosen === null) toMap();
  else if (typeof chosen === "string" && /^[\w.~%+*=&-]{0,4000}$/.test(chosen)) {
    history.replaceState(null, "", chosen ? `#map?${chosen}` : "#map");
    before = location.hash;
  }
  const wish = event.data && event.data.claimatlas;
  if (typeof wish === "string" && /^#?[\w.:-]+(\?[^<>"'`\s]*)?$/u.test(wish)) {
    const hash = wish.startsWith("#") ? wish : `#${wish}`;
    if (hash.startsWith("#claim-")) openAt(hash); else if (hash === location.hash) go(); else location.hash = hash;
  }
});
