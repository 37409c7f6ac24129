// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The timeline: a row for each level of nesting on each thread, calls as bars, zoomed and moved with
// pointer, keys and buttons.
import { axis, chart, drawing, gridAt, HIDDEN_AXIS, hatchShape, lineShape, rectsShape, textShape } from "./charts.js";
import { cutText } from "./cut.js";
import { button, el, hideTip, section, showTip } from "./dom.js";
import * as format from "./format.js";
import { GUTTER, RIGHT } from "./layout.js";
import { callAt, visible } from "./lod.js";
import { timelineInput } from "./timeline_input.js";
import { overviewStrip } from "./overview_strip.js";
import { colour, colourIndex, FUNCTION_COLOURS, ink } from "./palette.js";

const AXIS = 22, ROOM = 480, LABEL_FROM = 34, LABELS_MAX = 600;
const HATCH_INK = "rgb(20 24 29 / 0.45)";
const INK_ON_COLOUR = "#14181d";
const OPEN_LEAST = 4; // pixels of a call that was open at the end

// A function that only has open calls shares the last colour.
function batchOf(rank) {
	return rank < 0 ? FUNCTION_COLOURS.length : colourIndex(rank);
}

class Timeline {
	constructor(model, state) {
		this.model = model;
		this.state = state;
		this.zero = `0 = ${format.clock(model.meta.base, 3)}`;
		const lanes = model.timeline.lanes.length;

		this.row = lanes <= 24 ? 18 : 14;
		this.height = AXIS + 4 + this.row * Math.min(lanes, Math.floor((ROOM - AXIS - 4) / this.row));
		this.parts = section("timeline", "Timeline", ...this.buttons());
		this.parts.note.textContent = "Drag to zoom, Ctrl + wheel too, Shift + drag to move. Click a call to choose its function. " +
			`Times count from ${format.clock(model.meta.base)}, the window's start.` + (model.open.length ? " Hatched: open at the end." : "");
		this.canvas = el("div.flame-canvas");
		this.canvas.style.height = `${this.height}px`;
		this.space = el("div.flame-space", {}, this.canvas);
		this.space.style.height = `${AXIS + lanes * this.row + 4}px`;
		this.scroller = el("div.flame.scroller", { tabindex: 0, role: "application", id: "flame",
			"aria-describedby": "timeline-keys" }, this.space);
		this.scroller.style.height = `${this.height}px`;
		this.brush = el("div.brush", { hidden: true });
		this.hover = el("div.hover", { hidden: true });
		this.keys = this.keyHelp();
		this.parts.body.append(overviewStrip(model, state), this.scroller, this.keys);
		this.chart = chart(this.canvas, (width) => this.build(width));
		this.canvas.append(this.brush, this.hover);
		this.scroller.addEventListener("scroll", () => this.redraw());
		for (const what of ["view", "select", "theme"])
			state.on(what, () => this.redraw());
		timelineInput(this);
		this.redraw();
	}

	buttons() {
		const { state } = this;

		return [
			button("−", () => state.zoom(2), { "aria-label": "Zoom out", title: "Zoom out (−)" }),
			button("+", () => state.zoom(0.5), { "aria-label": "Zoom in", title: "Zoom in (+)" }),
			button("◀", () => state.pan(-0.4), { "aria-label": "Earlier", title: "Earlier (←)" }),
			button("▶", () => state.pan(0.4), { "aria-label": "Later", title: "Later (→)" }),
			button("Whole run", () => state.look(0, state.end), { title: "Whole run (0)" }),
		];
	}

	keyHelp() {
		const key = (name) => el("kbd", {}, name);

		return el("p.keys", { id: "timeline-keys" }, "With the timeline focused: ", key("+"), " ", key("−"), " zoom, ",
			key("←"), " ", key("→"), " move, ", key("↑"), " ", key("↓"), " rows, ", key("0"), " whole run, ",
			key("N"), " ", key("P"), " next and previous call of the chosen function. Anywhere: ", key("/"), " search, ",
			key("Esc"), " all functions.");
	}

	redraw() {
		const [from, to] = this.state.view;

		this.scroller.setAttribute("aria-label",
			`Timeline of calls by thread, from ${format.time(from)} to ${format.time(to)} of the run`);
		hideTip();
		this.hover.hidden = true;
		this.chart.draw();
	}

	get width() {
		return Math.max(1, this.canvas.clientWidth - GUTTER - RIGHT);
	}

	timeAt(x) {
		const [from, to] = this.state.view;
		return from + (x - GUTTER) / this.width * (to - from);
	}

	// The call under a point of the canvas, -1: none.
	hit(x, y) {
		const lane = Math.floor((y - AXIS + this.scroller.scrollTop) / this.row);
		const [from, to] = this.state.view;

		if (x < GUTTER || x > GUTTER + this.width || y < AXIS || !this.model.timeline.lanes[lane])
			return -1;
		return callAt(this.model.timeline.lanes[lane], this.model.calls, this.timeAt(x), (to - from) / this.width * 1.5);
	}

	laneTop(lane) {
		return AXIS + lane * this.row - this.scroller.scrollTop;
	}

	// Outlines a call and tells of it.
	point(i, x, y) {
		const { calls, timeline } = this.model;
		const [from, to] = this.state.view, scale = this.width / (to - from);

		if (i < 0) {
			hideTip();
			this.hover.hidden = true;
			return;
		}
		const left = Math.max(0, (calls.start[i] - from) * scale);
		const right = Math.min(this.width, (calls.start[i] + calls.span[i] - from) * scale);

		this.hover.hidden = false;
		this.hover.style.left = `${GUTTER + left - 1}px`;
		this.hover.style.width = `${Math.max(3, right - left + 2)}px`;
		this.hover.style.top = `${this.laneTop(timeline.laneOf[i])}px`;
		this.hover.style.height = `${this.row - 1}px`;
		showTip(x, y, this.model.describe(i));
	}

	// Brings a call's row into sight.
	reveal(i) {
		const top = this.model.timeline.laneOf[i] * this.row;

		if (top < this.scroller.scrollTop || top > this.scroller.scrollTop + this.height - AXIS - 2 * this.row)
			this.scroller.scrollTop = Math.max(0, top - this.height / 3);
	}

	lanesInSight() {
		const first = Math.floor(this.scroller.scrollTop / this.row);
		const last = Math.ceil((this.scroller.scrollTop + this.height - AXIS) / this.row);

		return [first, Math.min(last, this.model.timeline.lanes.length)];
	}

	// The bars by colour: one path each, however many there are.
	bars(area) {
		const { model, state } = this, { selected } = state;
		const batches = Array.from({ length: FUNCTION_COLOURS.length + 2 }, () => []);
		const faded = FUNCTION_COLOURS.length + 1;
		const labels = [], open = [];
		const [first, last] = this.lanesInSight();

		for (let lane = first; lane < last; lane++) {
			const top = this.laneTop(lane);

			visible(model.timeline.lanes[lane], model.calls, state.view, area.width, selected, (i, x, width) => {
				const rank = model.calls.fn[i];
				const batch = selected >= 0 && rank !== selected ? faded : batchOf(rank);
				const right = Math.min(area.width, x + width);
				const left = Math.max(0, i < model.calls.count ? x : Math.min(x, right - OPEN_LEAST));
				const gap = right - left > 3 ? 0.6 : 0;

				if (i >= model.calls.count)
					open.push(area.x + left, top, Math.max(1, right - left), this.row - 1.5);
				batches[batch].push(area.x + left, top, Math.max(1, right - left - gap), this.row - 1.5);
				if (right - left >= LABEL_FROM && labels.length < LABELS_MAX)
					labels.push({ i, x: area.x + left, top, width: right - left, faded: batch === faded });
			});
		}
		return { batches, labels, open };
	}

	draw(area) {
		const colours = ink();
		const { batches, labels, open } = this.bars(area);
		const shapes = this.frame(area, colours);

		batches.forEach((rects, i) => {
			if (rects.length)
				shapes.push(rectsShape(rects, i > FUNCTION_COLOURS.length ? colours.faded : colour(i)));
		});
		if (open.length)
			shapes.push(hatchShape(open, HATCH_INK));
		for (const label of labels)
			shapes.push(this.label(label, colours));
		return [...shapes, ...this.gutter(area, colours)];
	}

	frame(area, colours) {
		const [from, to] = this.state.view;

		return this.ticks(area.width).list.map((t) => {
			const x = area.x + (t - from) / (to - from) * area.width;
			return lineShape(x, AXIS - 2, x, this.height, colours.grid);
		});
	}

	label({ i, x, top, width, faded }, colours) {
		const font = `11px ${this.font}`, open = i >= this.model.calls.count;
		const text = cutText(this.model.nameOf(i) + (open ? ": open at the end" : ""), width - 8, font);

		return textShape(text, x + 4, top + (this.row - 1.5) / 2, {
			fill: faded ? colours.muted : INK_ON_COLOUR, font, verticalAlign: "middle",
			...(open && text ? { backgroundColor: faded ? colours.faded : colour(batchOf(this.model.calls.fn[i])), padding: [1, 3] } : {}),
		});
	}

	gutter(area, colours) {
		const [first, last] = this.lanesInSight();
		const shapes = [rectsShape([0, 0, area.x - 4, this.height], colours.panel)];

		for (const thread of this.model.timeline.threads) {
			const end = thread.first + thread.depth;

			if (end <= first || thread.first >= last)
				continue;
			const top = Math.max(AXIS, this.laneTop(thread.first));

			shapes.push(lineShape(0, top - 1, area.x + area.width, top - 1, colours.line));
			if (this.laneTop(end) - top >= 10)
				shapes.push(textShape(thread.tid ?? thread.pid ? this.model.threadLabel(thread) : "All calls", 2, top + this.row / 2, { fill: colours.text,
					font: `11px ${this.font}`, verticalAlign: "middle", width: area.x - 10, overflow: "truncate" }));
		}
		shapes.push(rectsShape([0, 0, area.x + area.width + RIGHT, AXIS - 1], colours.panel));
		shapes.push(textShape(this.zero, 2, AXIS / 2 - 1, { fill: colours.muted, font: `11px ${this.font}`, verticalAlign: "middle" }));
		return shapes;
	}

	ticks(width) {
		return format.ticks(this.state.view[0], this.state.view[1], width / 110);
	}

	build(width) {
		const [from, to] = this.state.view;
		const ticks = this.ticks(width - GUTTER - RIGHT);

		this.font = getComputedStyle(document.body).fontFamily;
		return {
			grid: gridAt(GUTTER, AXIS, RIGHT, 0),
			xAxis: axis(from, to, ticks.list, (t) => format.tickTime(t, ticks.step, to), { position: "top", z: 10 }),
			yAxis: HIDDEN_AXIS,
			series: [drawing((area) => this.draw(area))],
		};
	}
}

export function timeline(model, state) {
	return new Timeline(model, state).parts.element;
}
