// --- lists: what an address asks for is shown, and drawn where it was not yet ----------------------------------
const PAGE = 100;
const fits = (shown, value) => (Array.isArray(shown) ? shown.includes(value) : shown === value || shown.split("; ").includes(value));
const matches = (claim, where) => {
  for (const [column, value] of where) {
    if (column === "q") { if (!value.toLowerCase().split(/\s+/).every((word) => claim.sought.includes(word))) return false; }
    else if (!fits(claim[column] ?? "", value)) return false;
  }
  return true;
};
const list = (name) => (name === "shared" ? all(".lines tr[data-key]") : all(`[data-list=${CSS.escape(name)}] [data-key]`)).filter((item) => !item.closest(".drawn"));
const section = (name) => $(`[data-list=${CSS.escape(name)}]`);
const howTold = (claim) => [claim.hedged === "yes" && "hedged", claim.denial === "yes" && "denial", claim.made_by === "reviewed" && "corrected by hand", claim.sure !== "yes" && "source not sure"].filter(Boolean).join(", ");
const whose = (claim) => claim.chain.slice(1).reverse().join(", through ") || (claim.resolved_kind === "anonymous" ? data.nameless : "own voice");
// A name breaks where a small letter meets a capital.
const atSeams = (name) => name.split(/(?<=[a-z])(?=[A-Z])/).flatMap((part, i) => (i ? [el("wbr"), part] : [part]));
const row = (claim) => el("tr", { id: `claim-${claim.claim_id}`, "data-key": claim.claim_id },
  el("td", {}, el("a", { href: `#claim-${claim.claim_id}`, text: claim.words })), el("td", {}, ...atSeams(claim.outlet)), el("td", { text: whose(claim) }),
  el("td", { text: [...claim.places, claim.when].filter(Boolean).join("; ") }), el("td", { text: howTold(claim) }));

// A column and a value in the words of the page, where it has a field for them.
const NAMES = { band: "on", source_sure: "source sure", kinds: "lost", fact_id: "one fact", claim_id: "one claim", group_id: "one group", q: "words", article_id: "article", made_by: "read by" };
const inWords = (column, value) => {
  const field = $(`#claims [data-by=${CSS.escape(column)}]`);
  const shown = [...(field?.options ?? [])].find((option) => option.value === value)?.textContent ?? value;
  return `${field?.parentElement.firstChild.textContent.trim() ?? NAMES[column] ?? column.replaceAll("_", " ")}: ${shown}`;
};
const NOUNS = { claims: "claim", shared: "shared claim", contradictions: "pair", losses: "pair", articles: "article", places_named: "place" };
// What a print leaves out of a list. What waits in a fold is printed as far as what stands before it.
const onPaper = (name, shown, where) => {
  const line = $(".paper", section(name));
  if (!line) return;
  line.whole ??= line.textContent;
  const printed = shown.reduce((sum, n) => sum + Math.min(n, Number(line.dataset.most)), 0), all = shown.reduce((sum, n) => sum + n, 0);
  line.hidden = where.size > 0 && printed === all;
  line.textContent = where.size ? `On paper: ${number(printed)} of the ${counted(all, NOUNS[name])} that are chosen, the first ones; the page itself has all.` : line.whole;
};
// How many items a list shows, of those that stand there and of those in its fold.
const state = (name, shown, total, where) => {
  onPaper(name, shown, where);
  const box = $(".state", section(name));
  if (!box) return;
  const chips = [...where].map(([column, value]) => el("button", { type: "button", text: `${inWords(column, value)} ✕`, "aria-label": `Not only ${inWords(column, value)}`,
    onclick: () => ask(name, new Map([...where].filter(([c]) => c !== column))) }));
  const line = `${where.size ? `${number(shown.reduce((sum, n) => sum + n, 0))} of ` : ""}${counted(total, NOUNS[name])}${total < data.total && name === "claims" ? " that this page holds" : ""}`;
  box.replaceChildren(el("output", { text: line }), ...chips, ...(name === "claims" ? [saveRows()] : []));
};
// Appends items a page at a time, behind a button that says how many are left; at once as many as reach the item `upto`.
function paged(items, add, box, upto = 0) {
  let at = 0;
  const more = el("button", { type: "button", class: "more" });
  const on = () => {
    add(items.slice(at, at + PAGE));
    at += PAGE;
    more.textContent = `Show ${number(Math.min(PAGE, items.length - at))} more of ${number(items.length - at)}`;
    if (at >= items.length) more.remove();
  };
  for (const old of all(":scope > .more", box)) old.remove();
  if (items.length > PAGE) box.append(more);
  more.addEventListener("click", on);
  do on(); while (at <= upto && at < items.length);
}
let chosen = [], asked = new Map();
async function filterClaims(where) {
  // A list without a filter shows what the page holds; which claims have a value is known from all of them alone.
  if (where.size) await asFarAsThere();
  const kept = claims.filter((claim) => matches(claim, where));
  const body = $("#claims tbody");
  chosen = kept;
  asked = where;
  body.replaceChildren();
  paged(kept, (some) => body.append(...some.map(row)), $("#claims .scroll"));
  for (const field of all("#claims [data-by]")) {
    const value = where.get(field.dataset.by) ?? "";
    if (field.tagName === "INPUT") { if (field !== document.activeElement) field.value = value; }
    else field.value = [...field.options].some((option) => option.value === value) ? value : "";
    if (value && field.closest("details")) field.closest("details").open = true;
  }
  state("claims", [kept.length], where.size ? claims.length : data.total, where);
  $("#claims .scroll").scrollTop = 0;
  rove($("#claims tbody"));
}
// What each list is asked for, and the folds that are drawn.
const wishes = new Map(), drawnFolds = new Set();
const kept = (fold, where) => {
  const at = [...where].map(([column, value]) => [fold.columns.indexOf(column), value]);
  return fold.rows.filter((entry) => at.every(([i, value]) => i >= 0 && fits(entry[i], value)));
};
const around = (node) => { const out = []; for (let d = node.closest("details"); d; d = d.parentElement.closest("details")) out.push(d); return out; };
// Rows of a fold as the page was made with them; their markup was escaped then.
function draw(name, rows, upto = 0) {
  const fold = $(`[data-fold=${CSS.escape(name)}]`), box = $(".drawn", fold);
  for (const old of all(name === "shared" ? ":scope > tbody" : ":scope > *", box)) old.remove();
  paged(rows, (some) => { box.insertAdjacentHTML("beforeend", some.map((entry) => entry.at(-1)).join("")); withPictures(box); }, fold, upto);
  if (name === "articles") rove(box, ":scope > .document > summary"); else rove(box);
  drawnFolds.add(name);
}
async function filter(name, where) {
  if (name === "claims") return filterClaims(where);
  const items = list(name), every = new Set(), shown = new Set();
  wishes.set(name, where);
  for (const item of items) {
    every.add(item.dataset.key);
    const on = [...where].every(([column, value]) => fits(item.getAttribute(`data-${column}`) ?? "", value));
    item.toggleAttribute("data-off", !on);
    if (!on) continue;
    shown.add(item.dataset.key);
    if (where.size && item.closest("details") !== item) for (const details of around(item)) details.open = true;
  }
  const box = $(`[data-fold=${CSS.escape(name)}]`);
  let fitting = [], total = every.size;
  if (box) {
    const fold = await foldOf(name);
    fitting = kept(fold, where);
    total += fold.rows.length;
    if (where.size && fitting.length) for (const details of around(box)) details.open = true;
    if (where.size || box.open) draw(name, fitting); else { draw(name, []); drawnFolds.delete(name); }
  }
  state(name, [shown.size, fitting.length], total, where);
}
for (const fold of all("[data-fold]")) {
  const name = fold.dataset.fold;
  fold.addEventListener("toggle", async () => {
    if (!fold.open || drawnFolds.has(name)) return;
    try {
      const held = await foldOf(name);
      if (!drawnFolds.has(name)) draw(name, kept(held, wishes.get(name) ?? new Map()));
    } catch (error) { fold.open = false; complain(error); }
  });
}
// A list that is asked for other rows than the one that is led to shows all again.
const unasked = async (name) => { if (wishes.get(name)?.size) await filter(name, new Map()); };
// An entry that waits in a fold is drawn with all before it.
async function drawn(id) {
  for (const [name, kind] of [["articles", "article"], ["places_named", "place"], ["contradictions", ""], ["losses", ""]]) {
    if (!$(`[data-fold=${name}]`) || (kind && !id.startsWith(`${kind}-`))) continue;
    const fold = await foldOf(name);
    const at = fold.rows.findIndex((found) => found[fold.key] === (kind ? id.slice(kind.length + 1) : id));
    if (at < 0) continue;
    await unasked(name);
    draw(name, fold.rows, at);
    return document.getElementById(id);
  }
  return null;
}
const address = (name, where) => { const query = new URLSearchParams([...where]).toString(); return query ? `#${name}?${query}` : `#${name}`; };
const ask = (name, where) => { const hash = address(name, where); if (hash === location.hash) go(); else location.hash = hash; };
let typing, spelled; // the address that the letters of a word made last
for (const field of all("#claims [data-by]")) {
  field.addEventListener(field.tagName === "INPUT" ? "input" : "change", () => {
    clearTimeout(typing);
    const typed = field.tagName === "INPUT";
    typing = setTimeout(() => {
      const where = new Map();
      for (const other of all("#claims [data-by]")) if (other.value) where.set(other.dataset.by, other.value);
      // The browser's way back leads through what was chosen, and past the letters of a word.
      if (address("claims", where) !== location.hash) history[typed && location.hash === spelled ? "replaceState" : "pushState"](null, "", address("claims", where));
      spelled = typed ? location.hash : "";
      filterClaims(where).catch(complain);
    }, typed && claims.length > 5000 ? 250 : 0);
  });
}
$("#find").addEventListener("keydown", (event) => { if (event.key === "Enter") ask("claims", new Map(event.target.value.trim() ? [["q", event.target.value.trim()]] : [])); });

// --- one stop of the tab key for a list of marks; the arrows move within -----------------------------------------
const MARKS = "a[href^='#claim-'], .places a, a.place, a.rows, button.png, button.csv";
function rove(box, items = MARKS) {
  const marks = () => all(items, box).filter((mark) => !mark.closest("[data-off]"));
  const stop = (at) => marks().forEach((mark) => { mark.tabIndex = mark === at ? 0 : -1; });
  stop(marks()[0]);
  if (box.dataset.roves) return;
  box.dataset.roves = "1";
  box.addEventListener("focusin", (event) => { const mark = event.target.closest(items); if (mark) stop(mark); });
  box.addEventListener("keydown", (event) => {
    const now = marks().filter((mark) => mark.checkVisibility()), at = now.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? now.length - 1 : step ? at + step : -1;
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || !now[to]) return;
    event.preventDefault();
    now[to].focus();
  });
}
for (const box of all(".kicker, .lead, .lines, .strip, .cards, #top .pair, .ranking, .figures, .tally, .places, #claims tbody")) rove(box);
for (const box of all("#set-aside ul")) rove(box, "a");
for (const box of all(".documents, #articles .drawn")) rove(box, ":scope > .document > summary");
