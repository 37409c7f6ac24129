// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The top of the page: warnings, cards with the run's numbers, and what stands out in words.
import { cutName } from "./cut.js";
import { button, el, replace, section } from "./dom.js";
import * as format from "./format.js";

const LONG_SHARE = 0.05; // of the run

function card(label, value, note, kind = "") {
	return el(`div.card${kind}`, {},
		el("div.card-label", {}, label), el("div.card-value", { title: value }, value), note ? el("div.card-note", {}, note) : null);
}

function cutText({ meta }) {
	const some = `${format.count(meta.calls_in_log)} of ${format.plural(meta.calls_expected, "call")} in the log: the others were rotated away`;

	if (!meta.calls_expected)
		return "The first lines of this recording have rotated away.";
	if (meta.rows_serve)
		return `${some}, and their rows in timing_results.csv serve instead.`;
	return `${some} and are not on this page; maap-results --run-id ${meta.run_id ? `${meta.run_id} ` : ""}takes them from timing_results.csv.`;
}

function loneText({ lone_starts: starts, lone_ends: ends }) {
	const parts = [starts && `${format.plural(starts, "start")} without an end`, ends && `${format.plural(ends, "end")} without a start`].filter(Boolean);

	return `${parts.join(" and ")}: ${starts + ends === 1 ? "this call is" : "these calls are"} not shown.`;
}

// What the page lacks, as sentences.
function lacks(model) {
	const { meta } = model;
	const one = (n) => n === 1;

	return [
		meta.lost > 0 && `${format.plural(meta.lost, "call")} could not be recorded: the tables and charts lack ${one(meta.lost) ? "it" : "them"}.`,
		meta.cut && cutText(model),
		meta.lone_starts + meta.lone_ends > 0 && loneText(meta),
		meta.straddling > 0 && `${format.plural(meta.straddling, "call")} ${one(meta.straddling) ? "reaches" : "reach"} over the window's edges and ${one(meta.straddling) ? "is" : "are"} not shown.`,
		meta.bad_lines > 0 && `${format.plural(meta.bad_lines, "line")} of the log could not be read and ` +
			`${one(meta.bad_lines) ? "was" : "were"} skipped; README.txt says why.`,
		meta.errors_bad_lines > 0 && `${format.plural(meta.errors_bad_lines, "line")} of the error log could not be read.`,
	].filter(Boolean);
}

export function warnings(model) {
	const jump = Math.abs(model.meta.clock_jump), list = lacks(model);
	const title = list.length ? "⚠ Not everything is here" : "⚠ The clock was set";

	if (jump > 0)
		list.push(`The time stamps jump by ${format.time(jump)} against the clock during this run (daylight saving, or the clock was set): ` +
			"times of day and the order of calls are theirs.");
	if (list.length === 0)
		return null;
	return el("div.notice.warn", { role: "note", id: "warnings" },
		el("strong", {}, title), el("ul", {}, ...list.map((text) => el("li", {}, text))));
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
	const { threads_total: known, processes_total: processes } = model.meta;

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

// That nothing is missing is said only when it is known.
function lostCard({ meta }) {
	if (meta.lost > 0)
		return card("Lost", format.count(meta.lost), "calls not recorded", ".is-warn");
	if (!meta.ours)
		return card("Lost", format.UNKNOWN, "not told by this log");
	const complete = !meta.cut && meta.lone_starts + meta.lone_ends + meta.straddling + meta.bad_lines === 0;
	return card("Lost", "0", complete ? "every call is here" : "none reported lost");
}

function errorsCard({ meta, errorsKnown }) {
	if (!errorsKnown)
		return card("Errors", format.UNKNOWN, "no error.log was read");
	return card("Errors", format.count(meta.errors_total), meta.errors_total ? null : "none recorded", meta.errors_total ? ".is-bad" : "");
}

export function cards(model) {
	const { meta } = model;
	const window = (meta.end[0] - meta.start[0]) * 1e9 + meta.end[1] - meta.start[1];
	const rss = meta.rss_max;

	return el("div.cards", { id: "cards" },
		card("Calls", format.count(meta.calls), model.sampled ? `${format.count(meta.shown)} in the charts` : null),
		card("Functions", format.count(meta.functions_called)),
		card("Window", format.time(window), `${format.clock(meta.start, 3)} – ${format.clock(meta.end, 3)}`),
		timeInCalls(model),
		threadsCard(model),
		card("Peak memory", format.bytes(rss ?? NaN), rss === null ? "not in this log" :
			`resident, from ${format.bytes(meta.rss_min)}`),
		errorsCard(model),
		lostCard(model),
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

function nameOf(state, f) {
	const name = f.rank >= 0 ? button("", () => state.select(f.rank), { class: "link name", title: f.name }) : el("span.name", { title: f.name });

	name.append(...cutName(f.name));
	return name;
}

function finding(state, label, f, ...text) {
	return el("li", {}, el("span.finding-label", {}, label), el("span.finding-text", {},
		nameOf(state, f), " ", ...text));
}

function costs(model, state) {
	const self = model.knowsSelf;
	const f = best(model.alone, (g) => self ? g.self : g.sum);

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
	const f = { name: model.nameOf(longest), rank: model.calls.fn[longest] };

	return finding(state, "Slowest call", f, "took ", el("b", {}, format.time(model.calls.duration[longest])), ", ",
		whenLink(model, state, longest), ".");
}

function whenLink(model, state, i) {
	const start = model.calls.start[i];
	const to = () => {
		showCall(model, state, i);
		document.getElementById("timeline").scrollIntoView();
	};

	return button(start > 0 ? `${format.time(start)} into the run` : "at the run's start", to, { class: "link" });
}

// Open for a good part of the run, or longer than any complete call of the function by far. Those
// around it on its thread wait for it, so only the innermost is told.
function hangs(model, state) {
	const innermost = new Map();

	for (const open of model.open) {
		const slowest = model.functions[open.rank]?.max ?? Infinity;

		if (!(open.duration >= model.end * LONG_SHARE) && !(open.duration > slowest * 3 && open.duration > 1e9))
			continue;
		const last = innermost.get(open.thread);
		if (!last || (open.depth || 0) > (last.depth || 0) || (open.depth === last.depth && open.start > last.start))
			innermost.set(open.thread, open);
	}
	const [open, ...others] = [...innermost.values()].sort((a, b) => b.duration - a.duration);

	if (!open)
		return null;
	return finding(state, "Open at the end", open, "had been open for at least ", el("b", {}, format.time(open.duration)), ", since ",
		whenLink(model, state, open.place), others.length ? `; ${format.plural(others.length, "other thread")} had such a call too.` : ".");
}

// Moves the timeline to a call, with some room around it.
export function showCall(model, state, i) {
	const start = model.calls.start[i], length = Math.max(model.calls.span[i], 50);

	if (i >= model.calls.count) // until the right edge
		state.look(start - length * 0.05, model.end);
	else
		state.look(start - length * 0.5, start + length * 1.5);
}

function varies(model, state) {
	const f = best(model.alone, (g) => g.count >= 100 ? g.p99 / g.p50 : NaN, 3);

	if (!f)
		return null;
	return finding(state, "Varies most", f, "has a p99 of ", el("b", {}, format.time(f.p99)),
		`, ${format.count(f.p99 / f.p50)} times its median of ${format.time(f.p50)}.`);
}

function memory(model, state) {
	const f = best(model.alone, (g) => g.memorySum, 0);

	if (!f)
		return null;
	return finding(state, "Memory grows in", f, el("b", {}, format.change(f.memorySum)),
		` in all, ${format.change(f.memoryMean)} a call (of the whole process, while it ran).`);
}

function fails(model, state) {
	const f = best(model.alone, (g) => g.errors, 0);

	if (!f)
		return null;
	return finding(state, "Fails most", f, "with ", el("b", {}, format.plural(f.errors, "error")),
		f.count ? ` in ${format.plural(f.count, "call")}.` : ".");
}

export function findings(model, state) {
	const list = [hangs, costs, slowest, varies, memory, fails].map((find) => find(model, state)).filter(Boolean);

	if (list.length === 0)
		return null;
	const { element, body } = section("findings", "What stands out");
	replace(body, el("ul.findings", {}, ...list));
	return element;
}
