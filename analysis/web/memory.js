// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Resident memory of each process over time, as calls saw it, and who changed it. Follows the timeline.
import { cutName, textWidth } from "./cut.js";
import { axis, calmly, chart, drawing, FONT, gridAt, lineShape, rectsShape } from "./charts.js";
import { el, hideTip, replace, section, showTip, tip } from "./dom.js";
import * as format from "./format.js";
import { colour, colourIndex, FUNCTION_COLOURS, ink } from "./palette.js";

const HEIGHT = 290, CHANGERS = 12, MARK = 4, PROCESSES = 24;

// Per process, what was read at the calls' starts and ends, by time: {pid, times, values, calls}.
function readings(model) {
	const { calls } = model, lists = new Map();
	const add = (i, time, value) => {
		const { pid } = model.threads[calls.thread[i]];

		if (!lists.has(pid))
			lists.set(pid, []);
		lists.get(pid).push({ time, value, i });
	};

	for (let i = 0; i < calls.count; i++) {
		if (Number.isNaN(calls.rss[i]))
			continue;
		add(i, calls.start[i], calls.rss[i]);
		if (!Number.isNaN(calls.memory[i]))
			add(i, calls.start[i] + calls.span[i], calls.rss[i] + calls.memory[i]);
	}
	return largest(lists).map(([pid, list]) => ({ pid, list: list.sort((a, b) => a.time - b.time || a.i - b.i) }))
		.sort((a, b) => a.pid - b.pid);
}

// More lines than that nobody tells apart.
function largest(lists) {
	const peak = (list) => list.reduce((most, { value }) => Math.max(most, value), 0);

	if (lists.size <= PROCESSES)
		return [...lists];
	return [...lists].map((entry) => ({ entry, peak: peak(entry[1]) })).sort((a, b) => b.peak - a.peak)
		.slice(0, PROCESSES).map(({ entry }) => entry);
}

// Of each pixel first, lowest, highest and last: what a line through all points would show.
function thinned(list, [from, to], width) {
	const points = [], scale = width / (to - from);
	let at = firstFrom(list, from), pixel = -1, bucket = null;
	const flush = () => {
		if (bucket)
			points.push(...[bucket.first, bucket.low, bucket.high, bucket.last].sort((a, b) => a.time - b.time)
				.filter((point, i, all) => i === 0 || point !== all[i - 1]));
	};

	if (at > 0)
		points.push({ ...list[at - 1], time: from });
	for (; at < list.length && list[at].time <= to; at++) {
		const point = list[at], x = Math.floor((point.time - from) * scale);

		if (x !== pixel) {
			flush();
			pixel = x;
			bucket = { first: point, low: point, high: point, last: point };
		} else {
			bucket.last = point;
			if (point.value < bucket.low.value)
				bucket.low = point;
			if (point.value > bucket.high.value)
				bucket.high = point;
		}
	}
	flush();
	return points;
}

function firstFrom(list, time) {
	let low = 0, high = list.length;

	while (low < high) {
		const middle = (low + high) >> 1;

		if (list[middle].time < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

class Memory {
	constructor(model, state) {
		this.model = model;
		this.state = state;
		this.processes = readings(model);
		this.parts = section("memory", "Memory over time");
		if (this.processes.length === 0) {
			this.parts.body.append(el("p.empty", {}, "This log has no memory readings."));
			return;
		}
		this.canvas = el("div.chart", { role: "img", "aria-label": "Resident memory over time" });
		this.canvas.style.minHeight = `${HEIGHT}px`;
		this.legend = el("div.legend");
		this.parts.body.append(this.canvas, this.legend);
		this.chart = chart(this.canvas, (width) => this.build(width));
		this.canvas.addEventListener("pointermove", (event) => this.pointed(event));
		this.canvas.addEventListener("pointerleave", hideTip);
		state.on("view", calmly(this.chart.draw));
		for (const what of ["select", "theme"])
			state.on(what, this.chart.draw);
	}

	build(width) {
		const [from, to] = this.state.view, inner = width - 76;
		const lines = this.processes.map(({ pid, list }) => ({ pid, points: thinned(list, this.state.view, inner) }));
		const bands = lines.map(({ pid }) => this.band(pid));
		const values = [...lines.flatMap(({ points }) => points.map(({ value }) => value)),
			...bands.flatMap((band) => band.flatMap(({ low, high }) => [low, high]))];
		const low = values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
		const high = values.reduce((most, value) => Math.max(most, value), values[0] ?? 1);
		const pad = Math.max((high - low) * 0.08, high * 0.005, 4096);
		const times = format.ticks(from, to, inner / 110), sizes = format.ticks(low - pad, high + pad, 5);

		const label = (value) => format.tickBytes(value, sizes.step, this.high);

		this.low = low - pad;
		this.high = high + pad;
		this.note();
		const gutter = Math.max(62, ...sizes.list.map((size) => 14 + textWidth(label(size), `11px ${FONT}`)));
		return {
			grid: gridAt(Math.min(gutter, 140), 10, 14, 26),
			xAxis: axis(from, to, times.list, (t) => format.tickTime(t, times.step, to)),
			yAxis: axis(this.low, this.high, sizes.list, label),
			series: [
				drawing((area) => this.frame(area, times.list, sizes.list)),
				drawing((area) => bands.map((band, i) => this.bandShape(band, i, area))),
				...lines.map(({ points }, i) => this.line(points, i)),
				drawing((area) => this.changes(area)),
			],
		};
	}

	// Of a sample: the stretches of time in sight with the lowest and highest reading of all calls.
	band(pid) {
		const { timeBins, sampled } = this.model, [from, to] = this.state.view;
		const width = timeBins.length / timeBins.busy.length;

		if (!sampled)
			return [];
		return (timeBins.memory.get(pid) ?? []).map((bin, i) => bin && { ...bin, from: i * width, to: (i + 1) * width })
			.filter((bin) => bin && bin.to >= from && bin.from <= to);
	}

	bandShape(band, i, area) {
		const [from, to] = this.state.view;
		const x = (time) => area.x + Math.min(1, Math.max(0, (time - from) / (to - from))) * area.width;
		const y = (size) => area.y + (1 - (size - this.low) / (this.high - this.low)) * area.height;

		return rectsShape(band.flatMap((bin) => [x(bin.from), y(bin.high), x(bin.to) - x(bin.from) + 0.3, Math.max(1, y(bin.low) - y(bin.high))]),
			this.colour(i), 0.3);
	}

	note() {
		const f = this.model.functions[this.state.selected];
		const one = this.processes.length === 1;
		const which = one ? "process" : this.processes.length < this.model.processes.size
			? `${PROCESSES} largest of ${this.model.processes.size} processes` : "processes";

		this.parts.note.textContent = `Resident memory of the ${which}, read at each call's start and end.` +
			(this.model.sampled ? " Line: the calls on this page; shade: lowest and highest of all calls." : "") +
			(f ? ` Marked: calls of ${f.name} that changed it, ▲ grew, ▼ shrank.` : "");
		replace(this.legend, ...(one ? [] : this.processes.map(({ pid }, i) => {
			const line = el("span.legend-line");

			line.style.background = this.colour(i);
			return el("span.legend-item", {}, line, `Process ${pid}`);
		})));
	}

	colour(i) {
		return this.processes.length === 1 ? ink().accent : colour(i % FUNCTION_COLOURS.length);
	}

	line(points, i) {
		return {
			type: "line",
			step: "end",
			showSymbol: false,
			silent: true,
			data: points.map(({ time, value }) => [time, value]),
			lineStyle: { width: 1.5, color: this.colour(i), type: Math.floor(i / FUNCTION_COLOURS.length) % 2 ? "dashed" : "solid" },
		};
	}

	frame(area, times, sizes) {
		const colours = ink(), [from, to] = this.state.view;

		this.area = area;
		return [
			...times.map((t) => {
				const x = area.x + (t - from) / (to - from) * area.width;
				return lineShape(x, area.y, x, area.y + area.height, colours.grid);
			}),
			...sizes.map((size) => {
				const y = area.y + (1 - (size - this.low) / (this.high - this.low)) * area.height;
				return lineShape(area.x, y, area.x + area.width, y, colours.grid);
			}),
		];
	}

	// Triangles where the chosen function's calls changed memory; at most one a few pixels.
	changes(area) {
		const { calls } = this.model, { selected } = this.state, [from, to] = this.state.view;
		const taken = new Set(), shapes = [], colours = ink();

		if (selected < 0)
			return [];
		for (let i = 0; i < calls.count; i++) {
			const end = calls.start[i] + calls.span[i];

			if (calls.fn[i] !== selected || !(Math.abs(calls.memory[i]) > 0) || end < from || end > to)
				continue;
			const x = area.x + (end - from) / (to - from) * area.width;
			const y = area.y + (1 - (calls.rss[i] + calls.memory[i] - this.low) / (this.high - this.low)) * area.height;
			const cell = `${Math.round(x / MARK)} ${Math.round(y / MARK)}`;

			if (taken.has(cell) || y < area.y || y > area.y + area.height)
				continue;
			taken.add(cell);
			const up = calls.memory[i] > 0 ? -1 : 1;
			shapes.push({ type: "polygon", silent: true, style: { fill: colour(colourIndex(selected)), stroke: colours.text, lineWidth: 0.7 },
				shape: { points: [[x, y + up * 5], [x + 4, y - up * 3], [x - 4, y - up * 3]] } });
		}
		return shapes;
	}

	pointed(event) {
		const at = this.canvas.getBoundingClientRect(), [from, to] = this.state.view;

		if (!this.area)
			return;
		const share = (event.clientX - at.left - this.area.x) / this.area.width;
		if (share < 0 || share > 1) {
			hideTip();
			return;
		}
		const time = from + share * (to - from);
		const rows = this.processes.slice(0, 12).map(({ pid, list }) => {
			const point = list[Math.max(0, firstFrom(list, time) - 1)];
			return { pid, point };
		});
		const nearest = rows.reduce((a, b) => Math.abs(b.point.time - time) < Math.abs(a.point.time - time) ? b : a).point;

		showTip(event.clientX, event.clientY, [
			[`+${format.time(time)}, at ${this.model.when(time)}`],
			...rows.map(({ pid, point }) => [pid === null ? "Resident memory" : `Process ${pid}`, format.bytes(point.value)]),
			["Read by", this.model.nameOf(nearest.i)],
		]);
	}
}

export function memory(model, state) {
	return new Memory(model, state).parts.element;
}

// Bars to the left and right of zero.
function changerRow(f, most, state) {
	const share = Math.abs(f.memorySum) / most * 50;
	const bar = el(`div.delta-bar.${f.memorySum < 0 ? "down" : "up"}`);
	const swatch = el("span.dot");

	swatch.style.background = colour(colourIndex(f.rank));
	bar.style.width = `${share}%`;
	bar.style[f.memorySum < 0 ? "right" : "left"] = "50%";
	const row = el("button.delta", { type: "button", onclick: () => state.toggle(f.rank), "aria-pressed": String(f.rank === state.selected) },
		el("span.delta-name", {}, swatch, el("span.name", {}, ...cutName(f.name))), el("span.delta-track", {}, bar), el("span.delta-value", {}, format.change(f.memorySum)),
		el("span.delta-value.muted", {}, format.change(f.memoryMean)));

	tip(row, () => [[f.name], ["All calls", format.change(f.memorySum)], ["Mean of a call", format.change(f.memoryMean)],
		["Calls", format.count(f.count)]]);
	return row;
}

export function memoryByFunction(model, state) {
	const { element, note, body } = section("memory-functions", "Memory by function");
	const list = model.alone.filter((f) => Number.isFinite(f.memorySum) && f.memorySum !== 0)
		.sort((a, b) => Math.abs(b.memorySum) - Math.abs(a.memorySum)).slice(0, CHANGERS);
	const most = Math.max(...list.map((f) => Math.abs(f.memorySum)));
	const fill = () => replace(body, ...(list.length === 0
		? [el("p.empty", {}, "No call changed the process's memory, or this log does not tell.")]
		: [el("div.delta-head", {}, el("span", {}, "Function"), el("span", {}, "0"), el("span", {}, "All calls"), el("span", {}, "Mean")),
			...list.map((f) => changerRow(f, most, state))]));

	note.textContent = "Change of the whole process's memory while its calls ran, other threads' and nested calls' included.";
	fill();
	state.on("select", fill);
	state.on("theme", fill);
	return element;
}
