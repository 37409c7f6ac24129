// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The whole run above the timeline: how many threads were inside traced calls (or how many calls were
// open, when the log does not tell threads), and a slider that is
// the part of it in sight.
import { chart, drawing, gridAt, HIDDEN_AXIS, rectsShape, textShape } from "./charts.js";
import { el } from "./dom.js";
import * as format from "./format.js";
import { ink } from "./palette.js";
import { GUTTER, RIGHT } from "./layout.js";

const HEIGHT = 40;

// Of all calls, in the page or not.
function draw(area, { bins, title, most, share }, colours) {
	const rects = [], width = area.width * share / bins.length;

	bins.forEach((value, i) => {
		const height = value > 0 ? Math.max(1, value / most * (area.height - 2)) : 0;

		if (height)
			rects.push(area.x + i * width, area.y + area.height - height, width + 0.3, height);
	});
	return [rectsShape(rects, colours.fill),
		textShape(title, 2, area.y + 12, { fill: colours.muted, fontSize: 11, verticalAlign: "middle" }),
		textShape(upTo(most), 2, area.y + 27, { fill: colours.muted, fontSize: 11, verticalAlign: "middle" })];
}

function upTo(most) {
	return `up to ${most >= 9.95 ? format.count(most) : most.toFixed(1)}`;
}

function slider(state, colours) {
	return {
		type: "slider",
		xAxisIndex: 0,
		left: GUTTER,
		right: RIGHT,
		top: 2,
		height: HEIGHT - 4,
		startValue: state.view[0],
		endValue: state.view[1],
		showDataShadow: false,
		showDetail: false,
		brushSelect: false,
		filterMode: "none",
		backgroundColor: "transparent",
		borderColor: colours.line,
		fillerColor: colours.accent + "22",
		handleStyle: { color: colours.panel, borderColor: colours.accent },
		moveHandleSize: 6,
		moveHandleStyle: { color: colours.accent, opacity: 0.5 },
		emphasis: { moveHandleStyle: { color: colours.accent } },
	};
}

export function overviewStrip(model, state) {
	const { busy: bins, byThread, length } = model.timeBins;
	const shown = { bins, title: byThread ? "Threads busy" : "Calls open", most: Math.max(1e-9, ...bins), share: length / model.end };
	const element = el("div.strip", { "aria-hidden": "true", title: `${shown.title}, ${upTo(shown.most)} at a time` });

	element.style.height = `${HEIGHT}px`;
	const strip = chart(element, () => {
		const colours = ink();

		return {
			grid: gridAt(GUTTER, 2, RIGHT, 2),
			xAxis: { type: "value", min: 0, max: model.end, show: false },
			yAxis: HIDDEN_AXIS,
			dataZoom: [slider(state, colours)],
			series: [{ ...drawing((area) => draw(area, shown, colours)), data: [[model.end / 2, 0.5]] }],
		};
	});

	strip.instance.on("datazoom", () => {
		const { startValue, endValue } = strip.instance.getOption().dataZoom[0];

		state.look(startValue, endValue);
	});
	state.on("view", () => strip.instance.dispatchAction({ type: "dataZoom", dataZoomIndex: 0,
		startValue: state.view[0], endValue: state.view[1] }, { silent: true }));
	state.on("theme", strip.draw);
	return element;
}
