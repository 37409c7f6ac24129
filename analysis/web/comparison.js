// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// This run beside another; report.h tells the form of the data.
import { cutName } from "./cut.js";
import { button, el, replace, section, svg, tip } from "./dom.js";
import * as format from "./format.js";

const FIRST = 20, WIDTH = 170, HEIGHT = 18;
const VERDICTS = {
	slower: ["▲ slower", "bad"], faster: ["▼ faster", "good"], "no significant change": ["no significant change", "muted"],
	"below the tracer's resolution": ["below the tracer’s resolution", "muted"], "too few calls": ["too few calls", "muted"], new: ["new", ""], gone: ["gone", ""],
};

const ns = (seconds) => typeof seconds === "number" ? format.time(seconds * 1e9) : format.UNKNOWN;

// The axis reaches as far as most intervals do; the others end at its edge.
function reach(list) {
	const ends = list.flatMap(({ median_change: c }) => c ? [Math.abs(c.low ?? c.percent), Math.abs(c.high ?? c.percent)] : [])
		.filter(Number.isFinite).sort((a, b) => a - b);
	return Math.max(5, ends[Math.floor((ends.length - 1) * 0.9)] ?? 5);
}

function interval(change, most, kind) {
	const place = (percent) => WIDTH / 2 + (WIDTH / 2 - 5) * Math.max(-1, Math.min(1, percent / most));
	const low = change.low ?? change.percent, high = change.high ?? change.percent;
	const middle = HEIGHT / 2;

	return svg("svg", { class: `interval ${kind}`, width: WIDTH, height: HEIGHT, role: "img",
		"aria-label": `${format.percentChange(change.percent)}, 95 % interval ${format.percentChange(change.low)} to ${format.percentChange(change.high)}` },
	svg("line", { class: "zero", x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: HEIGHT }),
	svg("line", { class: "range", x1: place(low), x2: place(high), y1: middle, y2: middle }),
	svg("circle", { cx: place(change.percent), cy: middle, r: 3.5 }));
}

function pair(before, after, more = "") {
	return [el(`td.number${more}`, {}, before), el(`td.number${more}`, {}, el("span.arrow", {}, "→ "), after)];
}

function changeText(change) {
	return change ? format.percentChange(change.percent) : format.UNKNOWN;
}

function row(model, state, item, most) {
	const [verdict, kind] = VERDICTS[item.verdict] ?? [item.verdict ?? "", ""];
	const rank = model.byName.get(item.name);
	const { median_change: median, total_change: total } = item;
	const name = rank === undefined ? el("span.name") : button("", () => state.toggle(rank), { class: "name" });
	const element = el("tr", {},
		el("td.slow-name", {}, name),
		el(`td.verdict${kind ? "." + kind : ""}`, {}, verdict),
		...pair(ns(item.median_before), ns(item.median_after)),
		el("td.number.strong", {}, changeText(median)),
		el("td", {}, median ? interval(median, most, kind) : ""),
		...pair(ns(item.total_before), ns(item.total_after), ".roomy"),
		el("td.number.roomy", {}, changeText(total)),
		...pair(format.count(item.calls_before), format.count(item.calls_after), ".roomy"));

	name.append(...cutName(item.name));
	tip(element, () => [[item.name], ["Verdict", item.verdict ?? format.UNKNOWN], ...intervalRows("Median", median),
		...intervalRows("Total", total)]);
	return element;
}

function intervalRows(what, change) {
	if (!change)
		return [];
	return [[`${what}, change`, format.percentChange(change.percent)],
		[`${what}, 95 % interval`, `${format.percentChange(change.low)} to ${format.percentChange(change.high)}`]];
}

export function comparisonTable(model, state) {
	const { comparison } = model;

	if (!comparison || !Array.isArray(comparison.functions))
		return null;
	const { element, note, body } = section("comparison", "Comparison");
	const most = reach(comparison.functions), rows = el("tbody");
	const total = comparison.functions_total ?? comparison.functions.length;
	const number = (verdict) => comparison[verdict] ?? comparison.functions.filter((item) => item.verdict === verdict).length;
	const ends = el("span.interval-ends", {}, el("span", {}, `−${Math.round(most)} %`), el("span", {}, "0"),
		el("span", {}, `+${Math.round(most)} %`));
	const heads = [["Function"], ["Verdict"], ["Median, before → after", "number", 2], ["Change", "number"], [ends, "interval-head"],
		["Total, before → after", "number roomy", 2],
		["Change", "number roomy"], ["Calls", "number roomy", 2]];
	const fill = (n) => {
		replace(rows, ...comparison.functions.slice(0, n).map((item) => row(model, state, item, most)));
		more.hidden = n >= comparison.functions.length;
	};
	const more = button(`Show all ${format.count(comparison.functions.length)}`, () => fill(Infinity));

	note.textContent = `${comparison.before ?? "Before"} → ${comparison.after ?? "after"}: ${format.count(number("slower"))} slower, ` +
		`${format.count(number("faster"))} faster of ${format.plural(total, "function")}. ` +
		(total > comparison.functions.length ? `The ${format.count(comparison.functions.length)} of the largest effect are here; comparison.csv has all. ` : "") +
		(comparison.method ?? "");
	body.append(el("div.scroller", {}, el("table.plain.compare", {}, el("thead", {}, el("tr", {},
		...heads.map(([title, kind, colspan]) => el("th", { scope: "col", class: kind, colspan }, title)))), rows)), more);
	fill(FIRST);
	return element;
}
