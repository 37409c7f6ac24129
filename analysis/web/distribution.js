// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How durations are spread: of the chosen function its histogram with percentiles, else the costliest
// functions under each other on one axis. Counted over all calls, sampled or not.
import { axis, drawing, gridAt, HIDDEN_AXIS, lineShape, rectsShape, textShape } from "./charts.js";
import { cutText } from "./cut.js";
import { hideTip, showTip } from "./dom.js";
import * as format from "./format.js";
import { colour, colourIndex, ink } from "./palette.js";
import { Panel } from "./panel.js";
import { describe, sharedPlace } from "./table_columns.js";

const TOP = 12, HEIGHT = 330, NAMES = 150;
const MARKS = [["p50", "median"], ["mean", "mean"], ["p90", "p90"], ["p99", "p99"]];

function smallFont() {
	return `11px ${getComputedStyle(document.body).fontFamily}`;
}

// Decades from low to high, with 2 and 5 between when there are few.
export function logTicks(low, high) {
	const list = [];
	const decades = Math.log10(high / low), parts = decades < 1.5 ? [1, 2, 3, 5] : decades < 2.5 ? [1, 3] : [1];
	const every = Math.max(1, Math.ceil(decades / 8));

	for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
		if (power % every)
			continue;
		for (const part of parts) {
			const value = part * 10 ** power;

			if (value >= low * 0.9999 && value <= high * 1.0001)
				list.push(Math.log10(value));
		}
	}
	return list;
}

const logLabel = (power) => format.time(10 ** power).replace(/\.0+(?= )/, "");

class Distribution extends Panel {
	constructor(model, state) {
		super(model, state, { id: "distribution", title: "Durations", label: "Distribution of durations", height: HEIGHT });
	}

	get selected() {
		const f = this.model.functions[this.state.selected];
		return f?.count && !f.others ? f : null;
	}

	build(width) {
		return this.selected ? this.buildOne(this.selected) : this.buildAll(width);
	}

	// All: a strip of shade for each function, with marks.
	buildAll(width) {
		const { bins } = this.model.meta;
		const low = Math.log10(bins.low * 1e9), high = Math.log10(bins.high * 1e9);
		const names = Math.min(NAMES + 110, width * 0.36);

		this.list = this.model.alone.filter((f) => f.count > 0).slice(0, TOP);
		this.parts.note.textContent = this.list.length < this.model.functions.length
			? `The ${this.list.length} functions with the most total time, one axis. Darker: more calls. ┃ median, ╵ p90, ◆ p99.`
			: "Each function on one axis. Darker: more calls. ┃ median, ╵ p90, ◆ p99.";
		return {
			grid: gridAt(names, 8, 16, 26),
			xAxis: axis(low, high, logTicks(bins.low * 1e9, bins.high * 1e9), logLabel),
			yAxis: HIDDEN_AXIS,
			series: [drawing((area) => this.drawAll(area, names))],
		};
	}

	rowHeight(area) {
		return Math.min(56, area.height / this.list.length);
	}

	drawAll(area, names) {
		const colours = ink(), row = this.rowHeight(area), shapes = [];

		this.area = area;
		for (const power of logTicks(this.model.meta.bins.low * 1e9, this.model.meta.bins.high * 1e9)) {
			const x = area.x + sharedPlace(this.model.meta.bins, 10 ** power) * area.width;
			shapes.push(lineShape(x, area.y, x, area.y + area.height, colours.grid));
		}
		this.list.forEach((f, i) => shapes.push(...this.strip(f, area, area.y + i * row, row, names, colours)));
		return shapes;
	}

	strip(f, area, top, row, names, colours) {
		const step = area.width / f.shared.length, most = Math.max(...f.shared);
		const height = row - 6, shapes = [];
		const place = (ns) => area.x + sharedPlace(this.model.meta.bins, ns) * area.width;

		f.shared.forEach((n, i) => {
			if (n > 0)
				shapes.push(rectsShape([area.x + i * step, top + 3, step + 0.3, height], colour(colourIndex(f.rank)),
					0.16 + 0.84 * Math.sqrt(n / most)));
		});
		shapes.push(rectsShape([place(f.p50) - 1.25, top + 1, 2.5, row - 2], colours.text));
		shapes.push(rectsShape([place(f.p90) - 0.75, top + 3, 1.5, height / 2], colours.text));
		shapes.push({ type: "polygon", silent: true, style: { fill: colours.text }, shape: { points: diamond(place(f.p99), top + row / 2) } });
		shapes.push(textShape(cutText(f.name, names - 12, smallFont()), area.x - 8, top + row / 2, { fill: colours.text,
			font: smallFont(), align: "right", verticalAlign: "middle" }));
		return shapes;
	}

	// One: its own histogram.
	buildOne(f) {
		const log = f.log, flat = f.max <= f.min;
		const to = (ns) => log ? Math.log10(ns) : ns;
		const pad = flat ? Math.max(1, Math.abs(f.min) * 0.5) : 0;

		this.low = to(f.min) - pad;
		this.high = to(f.max) + pad;
		this.place = (ns) => (to(ns) - this.low) / (this.high - this.low);
		this.parts.note.textContent = `${f.name}: n = ${format.count(f.count)}, mean ${format.time(f.mean)}` +
			`${Number.isFinite(f.std) ? ` ± ${format.time(f.std)}` : ""}${log ? ", logarithmic axis" : ""}.`;
		const linear = format.ticks(this.low, this.high, 6);
		const places = log ? logTicks(f.min, f.max) : linear.list;
		const most = this.most = flat ? f.count : Math.max(...f.own);

		return {
			grid: gridAt(52, 70, 18, 26),
			xAxis: axis(this.low, this.high, places, log ? logLabel : (t) => format.tickTime(t, linear.step, this.high)),
			yAxis: axis(0, most, format.ticks(0, most, 4).list.filter(Number.isInteger), format.count),
			series: [drawing((area) => this.drawOne(f, area))],
		};
	}

	drawOne(f, area) {
		const colours = ink(), shapes = [], rects = [], flat = f.max <= f.min;

		this.area = area;
		for (const n of format.ticks(0, this.most, 4).list) {
			const y = area.y + area.height * (1 - n / this.most);
			shapes.push(lineShape(area.x, y, area.x + area.width, y, colours.grid));
		}
		if (flat)
			rects.push(area.x + area.width / 2 - 8, area.y, 16, area.height);
		else
			this.bars(f, area, rects);
		shapes.push(rectsShape(rects, colour(colourIndex(f.rank))));
		return [...shapes, ...this.marks(f, area, colours)];
	}

	bars(f, area, rects) {
		const step = area.width / f.own.length;

		f.own.forEach((n, i) => {
			const height = n > 0 ? Math.max(1.5, n / this.most * area.height) : 0;

			if (height)
				rects.push(area.x + i * step + 0.4, area.y + area.height - height, Math.max(1, step - 0.8), height);
		});
	}

	// Labels on lines of their own and above all lines, so that close ones can be read.
	marks(f, area, colours) {
		const lines = [], labels = [];

		MARKS.forEach(([key, name], i) => {
			const x = area.x + this.place(f[key]) * area.width, y = 9 + i * 16;
			const right = x > area.x + area.width * 0.7, dash = key === "mean" ? [3, 3] : null;

			lines.push(lineShape(x, y - 6, x, area.y + area.height, colours.text, key === "p50" ? 2 : 1, dash));
			labels.push(textShape(`${name} ${format.time(f[key])}`, right ? x - 3 : x + 3, y, { fill: colours.text,
				font: smallFont(), align: right ? "right" : "left", verticalAlign: "middle",
				backgroundColor: colours.panel, padding: [1, 3] }));
		});
		return [...lines, ...labels];
	}

	under(event) {
		const at = this.canvas.getBoundingClientRect();

		return { x: (event.clientX - at.left - this.area.x) / this.area.width,
			y: event.clientY - at.top - this.area.y };
	}

	functionUnder(event) {
		return this.selected ? null : this.list[Math.floor(this.under(event).y / this.rowHeight(this.area))] ?? null;
	}

	pointed(event) {
		if (!this.area)
			return;
		const f = this.functionUnder(event);

		if (f)
			showTip(event.clientX, event.clientY, describe(f));
		else if (this.selected && this.under(event).x >= 0 && this.under(event).x < 1)
			showTip(event.clientX, event.clientY, this.binRows(this.selected, this.under(event).x));
		else
			hideTip();
	}

	binRows(f, x) {
		const bin = Math.floor(x * f.own.length);
		const back = (share) => {
			const value = this.low + (this.high - this.low) * share;
			return format.time(f.log ? 10 ** value : value);
		};

		if (f.max <= f.min)
			return [[f.name], ["Every call took", format.time(f.min)], ["Calls", format.count(f.count)]];
		const below = f.own.subarray(0, bin + 1).reduce((sum, n) => sum + n, 0);
		return [[`${back(bin / f.own.length)} – ${back((bin + 1) / f.own.length)}`],
			["Calls", `${format.count(f.own[bin])} of ${format.count(f.count)}`],
			["No longer than that", format.percent(below / f.count)]];
	}

	clicked(event) {
		const f = this.area && this.functionUnder(event);

		if (f)
			this.state.select(f.rank);
	}
}

function diamond(x, y) {
	return [[x, y - 4.5], [x + 4.5, y], [x, y + 4.5], [x - 4.5, y]];
}

export function distribution(model, state) {
	return new Distribution(model, state).parts.element;
}
