// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Durations over time: a mark for each call, at most one a cell of the picture. Follows the timeline.
import { axis, calmly, drawing, gridAt, lineShape, rectsShape } from "./charts.js";
import { logTicks } from "./distribution.js";
import { hideTip, showTip } from "./dom.js";
import * as format from "./format.js";
import { colour, colourIndex, FUNCTION_COLOURS, ink } from "./palette.js";
import { Panel } from "./panel.js";

const HEIGHT = 330, LEAST = 1; // ns: what is shorter is drawn as that
const CELL = 4, CELL_FEW = 7, FEW = 1500; // pixels; larger for few calls

class Scatter extends Panel {
	constructor(model, state) {
		super(model, state, { id: "when", title: "Durations over time", label: "Durations of calls over time", height: HEIGHT });
		state.on("view", calmly(this.chart.draw));
	}

	range() {
		const f = this.model.functions[this.state.selected], { bins } = this.model.meta;
		const low = Math.max(LEAST, f?.count ? f.min : bins.low * 1e9), high = f?.count ? f.max : bins.high * 1e9;

		return high > low * 1.5 ? [low / 1.1, high * 1.1] : [low / 2, Math.max(high, low) * 2];
	}

	build(width) {
		this.cell = this.model.calls.count < FEW ? CELL_FEW : CELL;
		const [from, to] = this.state.view, [low, high] = this.range();
		const ticks = format.ticks(from, to, (width - 80) / 110);

		this.low = Math.log10(low);
		this.high = Math.log10(high);
		this.places = logTicks(low, high);
		this.parts.note.textContent = this.state.selected >= 0
			? `${this.model.functions[this.state.selected].name}${this.model.sampled ? ", a sample of its calls" : ""}, in the timeline's stretch of time.`
			: `${this.model.sampled ? "A sample of the calls" : "Every call"} in the timeline's stretch of time, coloured by function.`;
		return {
			grid: gridAt(58, 10, 16, 26),
			xAxis: axis(from, to, ticks.list, (t) => format.tickTime(t, ticks.step, to)),
			yAxis: axis(this.low, this.high, this.places, (power) => format.time(10 ** power).replace(/\.0+(?= )/, "")),
			series: [drawing((area) => this.draw(area, ticks.list))],
		};
	}

	// The slowest call of each cell.
	cells(area) {
		const { calls } = this.model, { selected } = this.state, [from, to] = this.state.view;
		const across = Math.ceil(area.width / this.cell), cells = new Map();

		for (let i = 0; i < calls.count; i++) {
			if (calls.start[i] < from || calls.start[i] > to || (selected >= 0 && calls.fn[i] !== selected))
				continue;
			const x = Math.floor((calls.start[i] - from) / (to - from) * area.width / this.cell);
			const height = (Math.log10(Math.max(LEAST, calls.duration[i])) - this.low) / (this.high - this.low);
			const y = Math.floor((1 - height) * area.height / this.cell);
			const cell = y * across + x, kept = cells.get(cell);

			if (kept === undefined || calls.duration[i] > calls.duration[kept])
				cells.set(cell, i);
		}
		return { cells, across };
	}

	draw(area, times) {
		const colours = ink(), { cells, across } = this.cells(area), { calls } = this.model;
		const batches = Array.from({ length: FUNCTION_COLOURS.length + 1 }, () => []);
		const [from, to] = this.state.view;

		Object.assign(this, { area, found: cells, across });
		for (const [cell, i] of cells)
			batches[colourIndex(calls.fn[i])].push(area.x + cell % across * this.cell, area.y + Math.floor(cell / across) * this.cell, this.cell - 0.6, this.cell - 0.6);
		const lines = [
			...this.places.map((power) => {
				const y = area.y + (1 - (power - this.low) / (this.high - this.low)) * area.height;
				return lineShape(area.x, y, area.x + area.width, y, colours.grid);
			}),
			...times.map((t) => {
				const x = area.x + (t - from) / (to - from) * area.width;
				return lineShape(x, area.y, x, area.y + area.height, colours.grid);
			}),
		];
		const marks = batches.map((rects, i) => rectsShape(rects, colour(i))).filter(({ shape }) => shape.rects.length);

		return [...lines, ...marks.reverse()];
	}

	// The nearest call within a few cells, -1: none.
	hit(event) {
		const at = this.canvas.getBoundingClientRect();
		const x = Math.floor((event.clientX - at.left - this.area.x) / this.cell);
		const y = Math.floor((event.clientY - at.top - this.area.y) / this.cell);
		let best = -1, nearest = 9;

		for (let dy = -2; dy <= 2; dy++) {
			for (let dx = -2; dx <= 2; dx++) {
				const i = this.found.get((y + dy) * this.across + x + dx);

				if (i !== undefined && x + dx >= 0 && x + dx < this.across && dx * dx + dy * dy < nearest) {
					best = i;
					nearest = dx * dx + dy * dy;
				}
			}
		}
		return best;
	}

	pointed(event) {
		const i = this.area ? this.hit(event) : -1;

		this.canvas.style.cursor = i >= 0 ? "pointer" : "";
		if (i >= 0)
			showTip(event.clientX, event.clientY, this.model.describe(i));
		else
			hideTip();
	}

	clicked(event) {
		const i = this.area ? this.hit(event) : -1;

		if (i >= 0)
			this.state.toggle(this.model.calls.fn[i]);
	}
}

export function scatter(model, state) {
	return new Scatter(model, state).parts.element;
}
