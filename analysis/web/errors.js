// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Errors: those that say the same together, each with where it happened, when and with what.
import { cutName } from "./cut.js";
import { button, el, replace, section } from "./dom.js";
import * as format from "./format.js";
import { clip } from "./model.js";

const GROUPS_FIRST = 12, GROUPS_MORE = 50, TIMES_FIRST = 10;
const KINDS = { exception: "exception", signal: "signal", exit: "exit", error_return: "error return" };

function frameKey(frames) {
	return (frames ?? []).map((frame) => `${frame[0]}+${frame[1]}`).join("\n");
}

// By function, kind, type, message and backtrace; the most frequent first.
function groups(errors) {
	const found = new Map();

	for (const error of errors) {
		const key = JSON.stringify([error.function, error.kind, error.type, error.message, frameKey(error.frames), error.traceback]);

		if (!found.has(key))
			found.set(key, { first: error, all: [] });
		found.get(key).all.push(error);
	}
	return [...found.values()].sort((a, b) => b.all.length - a.all.length);
}

function baseName(path) {
	return path.slice(path.lastIndexOf("/") + 1);
}

function frame([symbol, offset, module, file, line, pc], i) {
	const place = file ? `${file}${line ? `:${line}` : ""}` : null;

	return el("li", {}, el("span.frame-number", {}, `#${i}`), el("span.frame-name", {}, symbol ?? pc,
		symbol && offset ? el("span.muted", {}, `+0x${offset.toString(16)}`) : null),
	el("span.frame-place", { title: place ?? module }, place ?? (module ? baseName(module) : "")));
}

function backtrace(error) {
	if (error.traceback)
		return el("pre.traceback", { tabindex: 0 }, error.traceback);
	if (!error.frames?.length)
		return el("p.muted", {}, "No backtrace in the log.");
	const left = error.frame_count - error.frames.length;

	return el("ol.frames", { tabindex: 0, "aria-label": "Backtrace, innermost first" }, ...error.frames.map(frame),
		left > 0 ? el("li.muted", {}, `${format.plural(left, "more frame")} in the log`) : null);
}

function occurrence(model, error) {
	const thread = error.tid === undefined ? "" : model.threadLabel({ pid: error.pid ?? null, tid: error.tid });

	return el("tr", {}, el("td", { title: format.day(error.time) }, format.clock(error.time)), el("td", {}, thread),
		el("td.args", {}, error.arguments ? clip(format.callArguments(error.arguments), 500) : format.UNKNOWN),
		el("td.id", {}, error.uuid ?? format.UNKNOWN));
}

function occurrences(model, all) {
	const rows = el("tbody");
	const box = el("div.scroller", {}, el("table.plain", {}, el("thead", {}, el("tr", {},
		...["Time", "Thread", "Arguments", "Call"].map((title) => el("th", { scope: "col" }, title)))), rows));
	const fill = (n) => replace(rows, ...all.slice(0, n).map((error) => occurrence(model, error)));
	const more = all.length > TIMES_FIRST ? button(`Show all ${format.count(all.length)}`, () => {
		fill(all.length);
		more.remove();
	}) : null;

	fill(TIMES_FIRST);
	return [box, more];
}

function details(model, state, { first, all }) {
	const rank = model.byName.get(first.function);
	const facts = [["Kind", KINDS[first.kind] ?? first.kind], ["Type", first.type],
		["Caught in", first.kind === "exception" ? first.caught_in ?? "nowhere: uncaught" : first.caught_in]]
		.filter(([, value]) => value);

	return [
		el("p.message", {}, first.message ?? ""),
		el("dl.facts", {}, ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
		rank === undefined ? null : button("Show this function alone", () => state.select(rank)),
		el("h3", {}, all.length > 1 ? "Backtrace of the first" : "Backtrace"), backtrace(first),
		el("h3", {}, all.length > 1 ? `${format.count(all.length)} times` : "When and with what"),
		...occurrences(model, all),
	];
}

// What tells two backtraces apart, mostly.
function callers({ frames }) {
	const names = (frames ?? []).slice(1, 4).map(([symbol]) => symbol).filter(Boolean);

	return names.length ? `  ← ${names.map((name) => clip(name, 60)).join(" ← ")}` : "";
}

function group(model, state, item) {
	const { first, all } = item;
	const element = el("details.error", {}, el("summary", {},
		el("span.times", {}, all.length > 1 ? `${format.count(all.length)}×` : ""),
		el("span.kind", {}, KINDS[first.kind] ?? first.kind ?? "error"),
		el("span.error-function", { title: first.function }, ...cutName(first.function ?? format.UNKNOWN)),
		el("span.error-what", {}, first.type ? el("b", {}, first.type) : null, " ", first.message ?? "",
			el("span.muted", {}, callers(first)))));

	// Made when it is looked at: 1,000 backtraces are a lot of elements.
	element.addEventListener("toggle", () => {
		if (element.open && element.children.length === 1)
			element.append(el("div.error-body", {}, ...details(model, state, item).filter(Boolean)));
	});
	return element;
}

function describe(f, chosen, list, { errors, meta }) {
	const total = format.plural(meta.errors_total, "error");

	return (f ? `${f.name}: ${format.count(chosen.length)} of ${total}.` : total + (list.length < meta.errors_total ? `, ${format.count(list.length)} different.` : ".")) +
		(meta.errors_total > errors.length ? ` The first ${format.count(errors.length)} are here; error.log has all.` : "") +
		" Each traced call that an error left counts.";
}

export function errorList(model, state) {
	const { element, note, body } = section("errors", "Errors");
	const { errors, meta } = model;
	let limit = GROUPS_FIRST;

	const fill = () => {
		const f = model.functions[state.selected];
		const chosen = f ? errors.filter((error) => error.function === f.name) : errors;
		const list = groups(chosen);
		const left = list.length - limit;

		note.textContent = meta.errors_total ? describe(f, chosen, list, model) : "";
		replace(body, ...list.slice(0, limit).map((item) => group(model, state, item)),
			left > 0 ? button(`Show ${format.count(Math.min(left, GROUPS_MORE))} more of ${format.count(left)}`, () => {
				limit += GROUPS_MORE;
				fill();
			}) : null,
			chosen.length ? null : el("p.empty", {}, meta.errors_total ? "None in this function."
				: model.errorsKnown ? "No error was recorded in this run." : "No error.log was read: whether there were errors is not known."));
	};

	fill();
	state.on("select", () => {
		limit = GROUPS_FIRST;
		fill();
	});
	return element;
}
