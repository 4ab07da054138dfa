// --- where an address leads -------------------------------------------------------------------------------------
const idOf = (hash) => { try { return decodeURIComponent(hash); } catch { return hash; } };
// A card is a step of the browser's way back, cards that are opened from it further ones; closing takes all back.
let closing = false;
// A page that was loaded at a card has not yet drawn what its way back leads to.
let undrawn = Boolean(history.state?.cards);
function openAt(hash) {
  if (hash !== location.hash) history.pushState({ cards: (history.state?.cards ?? 0) + 1 }, "", hash);
  went();
}
card.addEventListener("close", () => {
  if (!location.hash.startsWith("#claim-")) return;
  if (history.state?.cards) { closing = !undrawn; history.go(-history.state.cards); } else history.replaceState(null, "", "#claims");
});
function show(element) {
  for (const old of all(".here")) old.classList.remove("here");
  if (!element) return;
  for (let d = element.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  element.classList.add("here");
  if (!element.matches("a,button,[tabindex]")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: element.matches("tr,.sentence") ? "center" : "start" });
}
async function find(id) {
  const [, article] = /^sentence-(.+)-\d+$/.exec(id) ?? [];
  const box = document.getElementById(article ? `article-${article}` : id) ?? (await drawn(article ? `article-${article}` : id));
  if (box?.closest("[data-off]")) { await unasked(box.closest("[data-list]").dataset.list); return find(id); }
  if (!box?.matches(".document")) return box?.closest(".sentence") ?? box;
  await openArticle(box);
  return (article && document.getElementById(id)) || box;
}
let turn = 0;
async function go() {
  const hash = location.hash.slice(1), mine = (turn += 1);
  if (!hash) {
    // Back at the page as it was opened: no card, every row.
    if (card.open) card.close();
    for (const [name, where] of [["claims", asked], ...wishes]) if (where.size) await filter(name, new Map());
    return;
  }
  const id = idOf(hash);
  if (id.startsWith("claim-")) {
    // Who else tells a shared claim is known from all rows alone.
    if (byId.get(id.slice(6))?.shared !== "no") await asFarAsThere();
    const claim = byId.get(id.slice(6));
    if (claim && mine === turn) open(claim);
    return;
  }
  if (card.open) card.close();
  const [name, query] = hash.split("?");
  if (section(name)) {
    await filter(name, new Map(new URLSearchParams(query ?? "")));
    if (mine !== turn) return;
    const target = name === "shared" && section("shared").matches(".slim") ? $(".lines") : name === "claims" ? $("#claims .state") : section(name);
    if (query !== undefined) target.scrollIntoView({ block: "start" });
    return;
  }
  if (name === "map" && query !== undefined) {
    toMap();
    document.getElementById("map")?.scrollIntoView({ block: "start" });
    return;
  }
  const element = await find(id);
  if (element && mine === turn) show(element);
}
const went = () => go().catch(complain);
addEventListener("hashchange", () => { undrawn = false; if (closing) closing = false; else went(); });
document.addEventListener("click", (event) => {
  const a = event.target.closest?.("a[href^='#']");
  const hash = a?.getAttribute("href");
  // A number of all rows of a list opens those that wait.
  if (a?.matches(".rows")) for (const fold of all(`[data-fold=${CSS.escape(hash.slice(1))}]`)) fold.open = true;
  // A card opens where the reader is. The same link twice is no change of the address, but still a wish to go there.
  if (hash?.startsWith("#claim-")) { event.preventDefault(); openAt(hash); }
  else if (hash && hash === location.hash) setTimeout(went);
});

// The map lives in a frame that may not navigate this page; it asks for a claim or rows by a message.
const frame = $(".frame iframe");
if (frame) {
  frame.srcdoc = read("framed");
  // The tab key passes by it; a button leads into it.
  frame.tabIndex = -1;
  frame.parentElement.before(button("Into the map", () => frame.focus(), { class: "skip" }));
}
// What is chosen in the map stands in this page's address: the frame tells it, and is told when it is ready.
function toMap() {
  const asked = /^#map\?(.+)$/.exec(location.hash);
  if (asked) frame?.contentWindow?.postMessage({ claimatlasMap: asked[1] }, "*");
}
addEventListener("message", (event) => {
  if (!frame || event.source !== frame.contentWindow) return;
  const inMap = event.data && event.data.claimatlasMap;
  const lacks = event.data && event.data.claimatlasLacks;
  if (Array.isArray(lacks) && lacks.length) frame.contentWindow.postMessage({ claimatlasWords: lacks.filter((id) => byId.has(id)).map((id) => [id, byId.get(id).told]) }, "*");
  // Until the map is drawn a picture of it stands in its place.
  if (event.data?.claimatlasSeen) frame.parentElement.classList.add("alive");
  if (inMap === null) toMap();
  else if (typeof inMap === "string" && /^[\w.~%+*=&-]{0,4000}$/.test(inMap)) {
    history.replaceState(null, "", inMap ? `#map?${inMap}` : "#map");
  }
  const wish = event.data && event.data.claimatlas;
  if (typeof wish === "string" && /^#?[\w.:-]+(\?[^<>"'`\s]*)?$/u.test(wish)) {
    const hash = wish.startsWith("#") ? wish : `#${wish}`;
    if (hash.startsWith("#claim-")) openAt(hash); else if (hash === location.hash) went(); else location.hash = hash;
  }
});
state("claims", [claims.length], data.total, new Map());
chosen = claims;
went();
// On paper stand the places and the rows that are shown now, as far as a few pages hold them.
const opened = [];
addEventListener("beforeprint", () => { for (const fold of all("#places_named:not([open])")) { fold.open = true; opened.push(fold); } });
addEventListener("afterprint", () => { for (const fold of opened.splice(0)) fold.open = false; });
