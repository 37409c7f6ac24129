// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The columns of the table of functions.
import { cutName } from "./cut.js";
import { el, svg } from "./dom.js";
import * as format from "./format.js";
import { colour, colourIndex } from "./palette.js";

const HISTOGRAM_WIDTH = 132, HISTOGRAM_HEIGHT = 20;

// Share as a bar behind the number.
function bar(share, text, note) {
	const part = Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 0;

	return el("div.share", {},
		svg("svg", { class: "share-bar", viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" },
			svg("rect", { width: (part * 100).toFixed(2), height: 1 })),
		el("span", {}, text), el("span.share-part", {}, note));
}

// The place of a duration on the shared axis, 0 to 1.
export function sharedPlace(bins, ns) {
	const at = Math.log(Math.max(ns, 1) / 1e9 / bins.low) / Math.log(bins.high / bins.low);
	return Math.min(1, Math.max(0, at));
}

// Heights by square root, so that a tail of single calls can be seen beside thousands.
function histogram(f, bins) {
	const step = HISTOGRAM_WIDTH / f.shared.length, most = Math.max(...f.shared);
	let path = "";

	f.shared.forEach((n, i) => {
		if (n === 0)
			return;
		const height = Math.max(1.5, Math.sqrt(n / most) * (HISTOGRAM_HEIGHT - 2));

		path += `M${(i * step).toFixed(1)} ${HISTOGRAM_HEIGHT}v${(-height).toFixed(1)}h${(step - 0.4).toFixed(2)}V${HISTOGRAM_HEIGHT}z`;
	});
	const mark = (ns, kind) => svg("line", {
		class: kind, x1: (sharedPlace(bins, ns) * HISTOGRAM_WIDTH).toFixed(1), y1: 0,
		x2: (sharedPlace(bins, ns) * HISTOGRAM_WIDTH).toFixed(1), y2: HISTOGRAM_HEIGHT,
	});
	return svg("svg", { class: "histogram", viewBox: `0 0 ${HISTOGRAM_WIDTH} ${HISTOGRAM_HEIGHT}`, height: HISTOGRAM_HEIGHT,
		preserveAspectRatio: "none", role: "img",
		"aria-label": `Durations from ${format.time(f.min)} to ${format.time(f.max)}, median ${format.time(f.p50)}` },
	svg("path", { d: path }), ...(Number.isFinite(f.p50) ? [mark(f.p50, "mark-p50"), mark(f.p99, "mark-p99")] : []));
}

function nameCell(f, model, state) {
	const swatch = svg("svg", { class: "swatch", width: 9, height: 9, "aria-hidden": "true" },
		svg("rect", { width: 9, height: 9, rx: 2, fill: colour(colourIndex(f.rank)) }));
	const pressed = f.rank === state.selected;
	const name = el("button.name", { type: "button", "aria-pressed": String(pressed), "data-rank": f.rank,
		tabindex: -1 }, ...cutName(f.name));

	return el("div.fn", {}, swatch, name, f.module ? el("span.module", {}, f.module) : null);
}

function text(key, title, help, value, show, more = {}) {
	return { key, title, help, value, cell: (f) => show(value(f)), ...more };
}

export function columns(model, state) {
	const total = model.meta.total * 1e9, self = model.selfTotal, { bins } = model.meta;
	const errorsKnown = model.errorsKnown;

	return [
		{ key: "name", title: "Function", help: "By name", value: (f) => f.name.toLowerCase(),
			cell: (f) => nameCell(f, model, state), text: true },
		text("count", "Calls", "Complete calls in the run", (f) => f.count, format.count),
		text("errors", "Errors", "Errors that left this function", (f) => errorsKnown ? f.errors : NaN, format.count,
			{ kind: (f) => f.errors ? "bad" : "zero" }),
		{ key: "sum", title: "Total", help: "Time of all calls, with what they call; share of the sum over functions",
			value: (f) => f.sum, cell: (f) => bar(f.sum / total, format.time(f.sum), format.percent(f.sum / total)) },
		{ key: "self", title: "Self", help: "Total less the traced calls directly inside; share of all self time",
			value: (f) => f.self, cell: (f) => bar(f.self / self, format.time(f.self), format.percent(f.self / self)) },
		text("mean", "Mean", "Mean duration", (f) => f.mean, format.time, { narrow: true }),
		text("p50", "p50", "Median: half of the calls take no longer", (f) => f.p50, format.time),
		text("p90", "p90", "Nine of ten calls take no longer", (f) => f.p90, format.time, { narrow: true }),
		text("p99", "p99", "99 of 100 calls take no longer", (f) => f.p99, format.time),
		text("max", "Max", "The slowest call", (f) => f.max, format.time),
		text("cpu", "CPU", "CPU time of the calling threads, all calls", (f) => f.cpu, format.time, { narrow: true }),
		text("memory", "Memory", "Change of the process's resident memory while the calls ran, sum of all calls",
			(f) => f.memorySum, format.change),
		{ key: "spread", title: "Durations", help: "All calls on one logarithmic axis, height by square root; lines: " +
			"median, p99. Sorted by p99 / p50", value: (f) => f.p99 / f.p50,
			cell: (f) => f.count ? histogram(f, bins) : format.UNKNOWN,
			under: `${format.time(bins.low * 1e9)} – ${format.time(bins.high * 1e9)}`, text: true, descending: true },
	];
}

export function describe(f, errorsKnown = true) {
	return [
		[f.name],
		["Module", f.module ?? format.UNKNOWN],
		["Calls", format.count(f.count)],
		["Errors", format.count(errorsKnown ? f.errors : NaN)],
		["Total", format.time(f.sum)],
		["Self", format.time(f.self)],
		["Mean ± standard deviation", `${format.time(f.mean)} ± ${format.time(f.std)}`],
		["Fastest", format.time(f.min)],
		["p50 · p90 · p99", `${format.time(f.p50)} · ${format.time(f.p90)} · ${format.time(f.p99)}`],
		["Slowest", format.time(f.max)],
		["Thread CPU", format.time(f.cpu)],
		["Memory, all · each", `${format.change(f.memorySum)} · ${format.change(f.memoryMean)}`],
	];
}
