// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Calls that were open when the recording ended: what hung, and what was running when it crashed.
import { cutName } from "./cut.js";
import { button, el, replace, section, tip } from "./dom.js";
import * as format from "./format.js";
import { showCall } from "./overview.js";
import { argumentsCell } from "./slowest.js";

const FIRST = 15;

function row(model, state, open) {
	const go = () => {
		showCall(model, state, open.place);
		document.getElementById("timeline").scrollIntoView();
	};
	const known = open.rank >= 0;
	const name = el("td.slow-name", {}, known ? button("", () => state.toggle(open.rank), { class: "name" }) : el("span.name"));

	name.firstChild.append(...cutName(open.name));
	tip(name, () => model.describe(open.place));
	return el("tr", {},
		name,
		el("td.thread", {}, model.threadLabel(model.threads[open.thread])),
		el("td.number", { title: `at ${model.when(open.start)}` }, button(`+${format.time(open.start)}`, go,
			{ class: "link", "aria-label": `Show in the timeline, ${format.time(open.start)} into the run` })),
		el("td.number.strong", {}, format.time(open.duration)),
		el("td.number", {}, format.count(open.depth)),
		argumentsCell(open));
}

function describe(model, list, f) {
	const { meta, open } = model;
	const which = f ? `${format.count(list.length)} of ${format.plural(meta.open_total, "call")}, of ${f.name}, ` : `${format.plural(meta.open_total, "call")} `;

	return which + (meta.open_total === 1 ? "was" : "were") + " open when the recording ended; in no table or sum." +
		(open.length < meta.open_total ? ` ${format.count(open.length)} are here: those that began first, and last.` : "");
}

// null when there are none.
export function openCalls(model, state) {
	if (!model.meta.open_total)
		return null;
	const { element, note, body } = section("open", "Open at the end");
	const heads = [["Function"], ["Thread", "thread"], ["Since", "number"], ["Open for at least", "number"], ["Depth", "number"], ["Arguments"]];
	const rows = el("tbody"), all = [...model.open].sort((a, b) => b.duration - a.duration || a.start - b.start);
	const table = el("div.scroller", {}, el("table.plain.slow", {}, el("thead", {}, el("tr", {},
		...heads.map(([title, kind]) => el("th", { scope: "col", class: kind }, title)))), rows));
	const more = button("", () => {
		limit = Infinity;
		fill();
	});
	let limit = FIRST;

	const fill = () => {
		const f = model.functions[state.selected];
		const list = f ? all.filter((open) => open.rank === f.rank) : all;

		note.textContent = describe(model, list, f);
		replace(rows, ...list.slice(0, limit).map((open) => row(model, state, open)));
		table.hidden = list.length === 0;
		more.hidden = list.length <= limit;
		more.textContent = `Show all ${format.count(list.length)}`;
	};

	body.append(table, more);
	fill();
	state.on("select", () => {
		limit = FIRST;
		fill();
	});
	return element;
}
