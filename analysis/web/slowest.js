// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The slowest calls, of the run or of the chosen function, with their arguments where the page has them.
import { cutName } from "./cut.js";
import { button, el, replace, section, tip } from "./dom.js";
import * as format from "./format.js";
import { outcomeText } from "./model.js";
import { showCall } from "./overview.js";
import { colour, colourIndex } from "./palette.js";

const OUTCOMES = { 2: "unwound", 3: "tail-called", 4: "unfinished" };
const FIRST = 15, MOST = 200, SHORT = 160;

// By duration, the longest first; equal ones by start.
function longest(calls, indices, limit) {
	return Array.from(indices).sort((a, b) => calls.duration[b] - calls.duration[a] || a - b).slice(0, limit);
}

// Without sorting all: those above a duration that enough are above.
function slowestOfAll(calls) {
	const sorted = Float64Array.from(calls.duration).sort();
	const least = sorted[Math.max(0, sorted.length - MOST)];
	const list = [];

	for (let i = 0; i < calls.count; i++) {
		if (calls.duration[i] >= least)
			list.push(i);
	}
	return longest(calls, list, MOST);
}

export function argumentsCell(details) {
	if (!details)
		return el("td.args.muted", { title: "Arguments are kept for the slowest calls only" }, "not on this page");
	if (!details.args)
		return el("td.args.muted", {}, format.UNKNOWN);
	const text = format.callArguments(details.args) || "none";
	const whole = text + (details.cut ? " … (cut; the log has all)" : "");

	if (whole.length <= SHORT)
		return el("td.args", {}, whole);
	return el("td.args", {}, el("details", {}, el("summary", {}, text.slice(0, SHORT) + "…"), el("div", {}, whole)));
}

function row(model, state, i) {
	const { calls } = model, f = model.functions[calls.fn[i]], details = model.details.get(i);
	const swatch = el("span.dot");
	const go = () => {
		showCall(model, state, i);
		document.getElementById("timeline").scrollIntoView();
	};

	swatch.style.background = colour(colourIndex(f.rank));
	const name = el("td.slow-name", {}, swatch, button("", () => state.toggle(f.rank), { class: "name" }));
	name.lastChild.append(...cutName(model.nameOf(i)));
	tip(name, () => model.describe(i));
	return el("tr", {},
		name,
		el("td.number.strong", {}, format.time(calls.duration[i])),
		el("td.number", {}, format.time(calls.self[i])),
		el("td.number.wide-only", {}, format.time(calls.cpu[i])),
		el("td.number.wide-only", {}, format.change(calls.memory[i])),
		el("td.number", { title: `at ${model.when(calls.start[i])}` }, button(`+${format.time(calls.start[i])}`, go,
			{ class: "link", "aria-label": `Show in the timeline, ${format.time(calls.start[i])} into the run` })),
		el("td.wide-only.thread", {}, model.threadLabel(model.threads[calls.thread[i]])),
		el("td.muted", { title: outcomeText(calls.outcome[i]) }, OUTCOMES[calls.outcome[i]] ?? ""),
		argumentsCell(details));
}

export function slowestCalls(model, state) {
	const { element, note, body } = section("slowest", "Slowest calls");
	const heads = [["Function"], ["Duration", "number"], ["Self", "number"], ["CPU", "number wide-only"],
		["Memory", "number wide-only"], ["Began", "number"], ["Thread", "wide-only"], ["", ""], ["Arguments"]];
	const rows = el("tbody");
	const all = slowestOfAll(model.calls);
	const more = button("", () => {
		limit += 50;
		fill();
	});
	let limit = FIRST;

	const fill = () => {
		const f = model.functions[state.selected];
		const list = f ? longest(model.calls, model.callsOf(f.rank), MOST) : all;
		const left = Math.max(0, list.length - limit);

		note.textContent = f ? `Of ${f.name}.` : "Of the run. Began: choose to see the call in the timeline.";
		replace(rows, ...list.slice(0, limit).map((i) => row(model, state, i)));
		more.hidden = left === 0;
		more.textContent = `Show ${format.count(Math.min(left, 50))} more`;
	};

	body.append(el("div.scroller", {}, el("table.plain.slow", {}, el("thead", {}, el("tr", {},
		...heads.map(([title, kind]) => el("th", { scope: "col", class: kind }, title)))), rows)), more);
	fill();
	state.on("select", () => {
		limit = FIRST;
		fill();
	});
	state.on("theme", fill);
	return element;
}
