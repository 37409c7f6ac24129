// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The top of the page: warnings, cards with the run's numbers, and what stands out in words.
import { button, el, replace, section } from "./dom.js";
import * as format from "./format.js";

function card(label, value, note, kind = "") {
	return el(`div.card${kind}`, {},
		el("div.card-label", {}, label), el("div.card-value", {}, value), note ? el("div.card-note", {}, note) : null);
}

export function warnings(model) {
	const { meta } = model;
	const list = [];

	if (meta.lost > 0)
		list.push(`${format.plural(meta.lost, "call")} could not be recorded: the tables and charts lack them.`);
	if (meta.calls_expected > 0 && meta.calls_in_log < meta.calls_expected)
		list.push(`${format.count(meta.calls_in_log)} of ${format.plural(meta.calls_expected, "call")} in the log: ` +
			"the others were rotated away, and their rows in timing_results.csv serve instead.");
	if (meta.bad_lines > 0)
		list.push(`${format.plural(meta.bad_lines, "line")} of the log could not be read and ` +
			`${meta.bad_lines === 1 ? "was" : "were"} skipped; README.txt says why.`);
	if (meta.errors_bad_lines > 0)
		list.push(`${format.plural(meta.errors_bad_lines, "line")} of the error log could not be read.`);
	if (list.length === 0)
		return null;
	return el("div.notice.warn", { role: "note", id: "warnings" },
		el("strong", {}, "⚠ Not everything is here"), el("ul", {}, ...list.map((text) => el("li", {}, text))));
}

export function sampleNote(model) {
	const { meta } = model;

	if (!model.sampled)
		return null;
	return el("div.notice", { role: "note", id: "sampled" },
		el("strong", {}, `Charts of single calls show ${format.count(meta.shown)} of ${format.count(meta.calls)} calls: `),
		"the slowest of the run and of each function, and every n-th of the others. Numbers in the table, its histograms " +
		"and the distributions are of all calls.");
}

function timeInCalls(model) {
	if (model.knowsSelf)
		return card("Time in calls", format.time(model.selfTotal), "nested calls counted once");
	return card("Time in calls", format.time(model.meta.total * 1e9), "nested calls counted again");
}

function threadsCard(model) {
	const known = model.threads.filter((thread) => thread.tid !== null).length;
	const processes = [...model.processes].filter((pid) => pid !== null).length;

	return card("Threads", known ? format.count(known) : format.UNKNOWN,
		processes ? `in ${format.plural(processes, "process", "processes")}` : "not in this log");
}

function incomplete(meta) {
	const parts = [];

	if (meta.lone_starts + meta.lone_ends > 0)
		parts.push(`${format.count(meta.lone_starts + meta.lone_ends)} without partner`);
	if (meta.straddling > 0)
		parts.push(`${format.count(meta.straddling)} across the edge`);
	return parts.join(", ") || "open at the end";
}

export function cards(model) {
	const { meta } = model;
	const window = (meta.end[0] - meta.start[0]) * 1e9 + meta.end[1] - meta.start[1];
	const rss = meta.rss_max;

	return el("div.cards", { id: "cards" },
		card("Calls", format.count(meta.calls), model.sampled ? `${format.count(meta.shown)} in the charts` : null),
		card("Functions", format.count(model.functions.filter((f) => f.count > 0).length)),
		card("Window", format.time(window), `${format.clock(meta.start, 3)} – ${format.clock(meta.end, 3)}`),
		timeInCalls(model),
		threadsCard(model),
		card("Peak memory", format.bytes(rss ?? NaN), rss === null ? "not in this log" :
			`resident, from ${format.bytes(meta.rss_min)}`),
		card("Errors", format.count(meta.errors_total), meta.errors_total ? null : "none recorded",
			meta.errors_total ? ".is-bad" : ""),
		card("Lost", format.count(meta.lost), meta.lost ? "calls not recorded" : "every call is here",
			meta.lost ? ".is-warn" : ""),
		card("Unfinished", format.count(meta.unfinished), incomplete(meta)));
}

function best(list, key, least = -Infinity) {
	let found = null;

	for (const item of list) {
		if (Number.isFinite(key(item)) && key(item) > least && (!found || key(item) > key(found)))
			found = item;
	}
	return found;
}

function finding(state, label, f, ...text) {
	return el("li", {}, el("span.finding-label", {}, label), el("span.finding-text", {},
		button(f.name, () => state.select(f.rank), { class: "link name", title: f.name }), " ", ...text));
}

function costs(model, state) {
	const self = model.knowsSelf;
	const f = best(model.functions, (g) => self ? g.self : g.sum);

	if (!f || model.functions.length < 2)
		return null;
	const share = self ? f.self / model.selfTotal : f.sum / (model.meta.total * 1e9);

	return finding(state, "Costs most", f, el("b", {}, format.percent(share)),
		self ? " of the time in calls is its own: " : " of all time: ",
		`${format.time(self ? f.self : f.sum)} in ${format.plural(f.count, "call")}.`);
}

function slowest(model, state) {
	let longest = -1;

	for (let i = 0; i < model.calls.count; i++) {
		if (longest < 0 || model.calls.duration[i] > model.calls.duration[longest])
			longest = i;
	}
	if (longest < 0)
		return null;
	const f = model.functions[model.calls.fn[longest]];
	const to = () => {
		showCall(model, state, longest);
		document.getElementById("timeline").scrollIntoView();
	};

	return finding(state, "Slowest call", f, "took ", el("b", {}, format.time(model.calls.duration[longest])), ", ",
		button(model.calls.start[longest] > 0 ? `${format.time(model.calls.start[longest])} into the run` : "at the run's start", to, { class: "link" }), ".");
}

// Moves the timeline to a call, with some room around it.
export function showCall(model, state, i) {
	const start = model.calls.start[i], length = Math.max(model.calls.span[i], 50);

	state.look(start - length * 0.5, start + length * 1.5);
}

function varies(model, state) {
	const f = best(model.functions, (g) => g.count >= 100 ? g.p99 / g.p50 : NaN, 3);

	if (!f)
		return null;
	return finding(state, "Varies most", f, "has a p99 of ", el("b", {}, format.time(f.p99)),
		`, ${format.count(f.p99 / f.p50)} times its median of ${format.time(f.p50)}.`);
}

function memory(model, state) {
	const f = best(model.functions, (g) => g.memorySum, 0);

	if (!f)
		return null;
	return finding(state, "Memory grows in", f, el("b", {}, format.change(f.memorySum)),
		` in all, ${format.change(f.memoryMean)} a call (of the whole process, while it ran).`);
}

function fails(model, state) {
	const f = best(model.functions, (g) => g.errors, 0);

	if (!f)
		return null;
	return finding(state, "Fails most", f, "with ", el("b", {}, format.plural(f.errors, "error")),
		f.count ? ` in ${format.plural(f.count, "call")}.` : ".");
}

export function findings(model, state) {
	const list = [costs, slowest, varies, memory, fails].map((find) => find(model, state)).filter(Boolean);

	if (list.length === 0)
		return null;
	const { element, body } = section("findings", "What stands out");
	replace(body, el("ul.findings", {}, ...list));
	return element;
}
