// --- articles as documents --------------------------------------------------------------------------------------
const LOOKS = { "named person": "person", "named organisation": "organisation", anonymous: "anonymous", unattributed: "own" };
const looks = (claim) => LOOKS[claim.resolved_kind] ?? "own";
const mark = (claim) => el("a", { class: `mark ${looks(claim)}`, href: `#claim-${claim.claim_id}`, text: String(claim.number), "aria-label": `Claim ${claim.number}, ${claim.chain.length > 1 ? `on the word of ${claim.source}` : whose(claim)}` });
const size = ([a, b]) => b - a;

// A piece of text with its sentences, its claims by whose word they are, and its places.
function pieceOf([from, to, text], own, places) {
  const spans = own.flatMap((claim) => claim.spans.map((span) => ({ span, claim })));
  const sentences = new Map(own.map((claim) => [claim.sentence[0], claim.sentence]));
  const named = places.filter(([a, b]) => from <= a && b <= to);
  const inside = (n) => from < n && n < to;
  const cuts = [...new Set([from, to, ...spans.flatMap(({ span }) => span), ...named.flatMap(([a, b]) => [a, b]), ...[...sentences.values()].flat()])].filter((n) => n === from || n === to || inside(n)).sort((a, b) => a - b);
  const out = [];
  let sentence = null, until = 0;
  cuts.slice(0, -1).forEach((a, i) => {
    const b = cuts[i + 1];
    if (sentences.has(a) && a >= until) {
      sentence = el("span", { class: "sentence", id: `sentence-${own[0].article_id}-${a}` });
      until = sentences.get(a)[1];
      out.push(sentence);
    }
    const box = sentence ?? { append: (...nodes) => out.push(...nodes) };
    // Of claims within claims the innermost tells whose word it is.
    const around = spans.filter(({ span }) => span[0] <= a && b <= span[1]).sort((x, y) => size(x.span) - size(y.span))[0];
    const words = cut(text, a - from, b - from);
    const place = named.find(([start, end]) => start <= a && b <= end);
    let node = document.createTextNode(words);
    if (place) node = place[2] ? el("a", { class: "place", href: `#claims?${new URLSearchParams({ place_id: place[2] })}`, text: words }) : el("span", { class: "unplaced", text: words });
    box.append(around ? el("span", { class: `told-by ${looks(around.claim)}` }, node) : node);
    for (const claim of own) if (claim.spans.at(-1)[1] === b) box.append(mark(claim));
    if (sentence && b >= until) sentence = null;
  });
  return out;
}
// Beside a paragraph: through whom its claims came, and who else tells them.
function notesOf(own) {
  const chains = new Map();
  for (const claim of own) {
    const key = JSON.stringify([claim.chain, looks(claim)]);
    chains.set(key, [...(chains.get(key) ?? []), claim]);
  }
  return [...chains.values()].map((told) => {
    const others = told.flatMap((claim) => tellings(claim)[0]);
    const seen = [...new Map(others.map((other) => [other.outlet, other])).values()];
    const chain = [...told[0].chain].reverse();
    return el("li", { class: looks(told[0]) }, el("span", { class: "numbers", text: told.map((claim) => claim.number).join(", ") }), " ",
      chain.length > 1 ? chain.join(" → ") : whose(told[0]),
      ...(seen.length ? [el("span", { class: "also" }, "also in ", ...joined(seen.map(link)))] : []));
  });
}
function setArticle(box) {
  const key = box.dataset.key, found = texts().get(key), body = $(".article-text", box);
  if (!found || box.dataset.set === String(found.p.length)) return;
  const own = [...(byArticle.get(key) ?? [])].sort((a, b) => a.number - b.number);
  body.replaceChildren(...found.p.map(([kind, ...pieces]) => {
    const inside = pieces.filter((piece) => piece !== 0);
    const here = own.filter((claim) => inside.some(([a, b]) => a <= claim.sentence[0] && claim.sentence[1] <= b));
    const paragraph = el(kind === "h" ? "h4" : "p", {}, ...pieces.flatMap((piece) => (piece === 0 ? [el("span", { class: "gap", text: " […] " })]
      : pieceOf(piece, here.filter((claim) => piece[0] <= claim.sentence[0] && claim.sentence[1] <= piece[1]), found.m))));
    return here.length ? el("div", { class: "told-in" }, paragraph, el("ul", { class: "margin", "aria-label": "Whose word" }, ...notesOf(here))) : paragraph;
  }));
  box.dataset.set = String(found.p.length);
  rove(body);
}
async function openArticle(box) {
  box.open = true;
  try {
    await articleOf(box.dataset.key);
    if ((byArticle.get(box.dataset.key) ?? []).some((claim) => claim.shared !== "no")) await asFarAsThere();
  } catch (error) { complain(error); }
  setArticle(box);
}
$("#articles").addEventListener("toggle", (event) => { if (event.target.matches(".document") && event.target.open) openArticle(event.target); }, true);
