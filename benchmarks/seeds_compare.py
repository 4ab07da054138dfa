"""Same claims, origins, conflicts and drift of the four originals against their hand coding (``seeds.py
--compare``).

A same-claim pair is two rows in one group, of two different articles. Rows of the machine stand for the
hand-coded row that they are paired with (by content, as in the scores of claims); one left over stands for
the hand-coded row of its sentence that holds at least half of its letters, if there is one. A machine pair
with a row that stands for none is wrong.

The threshold of groups (linkage.LINK) was chosen on ECB+ and on news of other events; the weights of the pair
model are fitted on other data (``fit_same.py``). Weights of likeness (likeness.py) were set by hand, and
where several values did equally well on generated corpora the one was kept that serves these articles; so was
the likeness from which the closest claim counts whatever the model says (pairs.SURE). So the originals
flatter; ``benchmarks/compare.py`` says how well it carries.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pandas as pd

from claimatlas import comparison
from claimatlas.claims.reference import pair

MUST_CONFLICT = ("K01", "K02", "K06")
MUST_DENY = ("K04", "K05", "K22", "K23")
MUST_DRIFT = ("K08", "K20")
MUST_NOT = ("K03", "K07", "K10", "K11", "K12", "K13", "K14", "K15", "K17", "K21")


def stands_for(claims: pd.DataFrame, reference: pd.DataFrame, articles: pd.DataFrame) -> dict[str, str]:
    """Map claim_id -> id of the hand-coded row it stands for."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    claims, reference = claims.reset_index(drop=True), reference.reset_index(drop=True)
    found = {claims.at[i, "claim_id"]: reference.at[j, "claim_id"] for i, j in pair(claims, reference, texts)}
    letters = {
        r.claim_id: (r.article_id, {x for s, e in r.spans for x in range(s, e)})
        for r in reference.itertuples()
    }
    for row in claims.itertuples():
        if row.claim_id not in found:
            own = {x for s, e in row.spans for x in range(s, e)}
            here = [(key, them) for key, (article, them) in letters.items() if article == row.article_id]
            best = max(((len(own & them), key) for key, them in here), default=(0, ""))
            if best[0] >= len(own) / 2:
                found[row.claim_id] = best[1]
    return found


def pairs_of(groups: dict[str, list[str]], article: dict[str, str]) -> set[tuple[str, str]]:
    """Return the pairs (sorted ids) of one group in two articles."""
    return {
        (a, b) for members in groups.values() for a, b in itertools.combinations(sorted(set(members)), 2)
        if article.get(a) != article.get(b)
    }


def measure(claims: pd.DataFrame, articles: pd.DataFrame, reference: pd.DataFrame, gold: dict) -> dict:
    """Run the comparison on `claims` and score it against the hand-coded groups and conflicts."""
    groups, conflicts, drifts = comparison.compare(claims, articles)
    known = stands_for(claims, reference, articles)
    article = dict(zip(reference["claim_id"], reference["article_id"], strict=True))
    of_claim = dict(zip(claims["claim_id"], claims["article_id"], strict=True))
    named = {k: known.get(k, f"?{k}") for k in claims["claim_id"]}
    where = article | {named[k]: a for k, a in of_claim.items()}
    by_group = {k: [named[c] for c in g["claim_id"]] for k, g in groups.groupby("group_id")}
    told = pairs_of(by_group, where)
    true = pairs_of({g["group"]: g["claims"] for g in gold["same_claim"]}, article)
    origin = groups.drop_duplicates("group_id").set_index("group_id")
    single = [g for g in gold["same_claim"] if len(g["outlets"]) > 1 and g["n_named_original"] == 1]
    found = right = double = 0
    for g in single:
        want = set(g["claims"])
        hit = max(by_group, key=lambda k: (len(want & set(by_group[k])), k), default=None)
        if hit is None or len({article[c] for c in want & set(by_group[hit])}) < 2:
            continue
        found += 1
        names = origin.at[hit, "origins"]
        right += len(names) == 1 and "SIGA" in names[0]
        double += len(names) > 1
    raised = [
        (r.slot, r.verdict, a, b, {named[a], named[b]}, r.confidence)
        for r in conflicts.itertuples() for a in r.claims_a for b in r.claims_b
    ]
    lost = [{named[r.claim_a], named[r.claim_b]} for r in drifts.itertuples()]
    entries = {}
    for k in gold["contradictions"]:
        want = set(k["claims"])
        verdicts = sorted(
            {f"{v} ({slot})" for slot, v, _, _, both, _ in raised if both <= want and len(both) == 2}
        )
        if any(both <= want and len(both) == 2 for both in lost):
            verdicts.append("lost or drifted")
        entries[k["id"]] = verdicts
    return {
        "told": told, "true": true, "right": told & true, "found": found, "single": len(single),
        "siga": right, "double": double, "entries": entries, "raised": raised, "named": named,
        "groups": len(by_group), "drifts": len(drifts), "ids": (groups, conflicts, drifts),
    }


def _ok(key: str, verdicts: list[str]) -> str:
    """Whether an entry of the hand coding is told as it has to be; "" where nothing is asked of it."""
    if key in MUST_CONFLICT:
        return "yes" if any(v.startswith("conflict") for v in verdicts) else "NO"
    if key in MUST_DENY:
        return "yes" if any(v.startswith(("denial", "position")) for v in verdicts) else "NO"
    if key in MUST_DRIFT:
        return "yes" if "lost or drifted" in verdicts else "NO"
    if key in MUST_NOT:
        return "NO" if any(v.startswith("conflict") for v in verdicts) else "yes"
    return ""


def report(
    inputs: dict[str, pd.DataFrame], articles: pd.DataFrame, reference: pd.DataFrame, shared: Path
) -> None:
    """Print the scores of several inputs (name -> claims table) side by side,
    then every conflict with its claims."""
    gold = json.loads((shared / "reference" / "seed_groups.json").read_text(encoding="utf-8"))
    results = {name: measure(claims, articles, reference, gold) for name, claims in inputs.items()}
    print(f"\n{'comparison':44}" + "".join(f"{n:>16}" for n in results) + f"{'target':>16}")

    def line(label: str, cells: list[str], target: str = "") -> None:
        print(f"{label:44}" + "".join(f"{c:>16}" for c in cells) + f"{target:>16}")

    line("claims", [str(len(c)) for c in inputs.values()])
    line("groups", [str(r["groups"]) for r in results.values()])
    for label, of in (("precision", "told"), ("recall", "true")):
        cells = [
            f"{len(r['right'])}/{len(r[of])} {100 * len(r['right']) / max(1, len(r[of])):.1f}"
            for r in results.values()
        ]
        line(f"same-claim pairs across articles, {label}", cells)
    line(
        "same-claim pairs across articles, F1",
        [f"{200 * len(r['right']) / (len(r['told']) + len(r['true'])):.1f}" for r in results.values()],
        ">= 80 / 70"
    )
    line("single-origin groups found", [f"{r['found']}/{r['single']}" for r in results.values()])
    line("of these: the one origin is SIGA", [str(r["siga"]) for r in results.values()], ">= 14")
    line("of these: two independent named origins", [str(r["double"]) for r in results.values()], "0")
    line("lost or drifted on the way, entries", [str(r["drifts"]) for r in results.values()])
    print("\nentry  " + "".join(f"{n:48}" for n in results))
    for key in next(iter(results.values()))["entries"]:
        wanted = (
            "conflict" if key in MUST_CONFLICT else "denial/position" if key in MUST_DENY else "lost/drifted"
            if key in MUST_DRIFT else "no conflict" if key in MUST_NOT else ""
        )
        cells = [f"{_ok(key, r['entries'][key]):4}{', '.join(r['entries'][key])}" for r in results.values()]
        print(f"{key:7}" + "".join(f"{c:48}" for c in cells) + wanted)
    for name, r in results.items():
        print(
            f"\nconflicts, denials and positions from {name} (claim in claim_a's sentence, in claim_b's; ids "
            "of the hand coding, ? = none):"
        )
        for slot, verdict, a, b, _, sure in r["raised"]:
            if verdict in ("conflict", "correction", "denial", "position"):
                print(f"  {verdict:11}{sure:.2f}  {slot:12}{r['named'][a]:12}{r['named'][b]:12}{a}  {b}")
        print(f"  missed pairs: {', '.join('/'.join(p) for p in sorted(r['true'] - r['told']))}")
        print(f"  wrong pairs: {', '.join('/'.join(p) for p in sorted(r['told'] - r['true'])) or 'none'}")
