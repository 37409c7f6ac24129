// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Apache ECharts, the parts that are used, and what our charts have in common.
import * as echarts from "echarts/core";
import { CustomChart, LineChart } from "echarts/charts";
import { DataZoomSliderComponent, GridComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
import { ink } from "./palette.js";

const HATCH = 7; // pixels between two diagonals

echarts.use([CustomChart, LineChart, DataZoomSliderComponent, GridComponent, CanvasRenderer]);

// Many rectangles of one colour as one path: x, y, width, height, x, y …
echarts.graphic.registerShape("rects", echarts.graphic.extendShape({
	shape: { rects: [] },
	buildPath(path, { rects }) {
		for (let i = 0; i < rects.length; i += 4)
			path.rect(rects[i], rects[i + 1], rects[i + 2], rects[i + 3]);
	},
}));

// The same with diagonals, for what has no end.
echarts.graphic.registerShape("hatch", echarts.graphic.extendShape({
	shape: { rects: [] },
	buildPath(path, { rects }) {
		for (let i = 0; i < rects.length; i += 4)
			hatch(path, rects[i], rects[i + 1], rects[i + 2], rects[i + 3]);
	},
}));

function hatch(path, x, y, width, height) {
	for (let at = x - height + HATCH / 2; at < x + width; at += HATCH) {
		const skipped = Math.max(0, x - at), left = Math.max(0, at + height - x - width);

		path.moveTo(at + skipped, y + height - skipped);
		path.lineTo(at + height - left, y + left);
	}
}

export function hatchShape(rects, stroke) {
	return { type: "hatch", shape: { rects }, style: { fill: null, stroke, lineWidth: 1.2 }, silent: true };
}

export function rectsShape(rects, fill, opacity = 1) {
	return { type: "rects", shape: { rects }, style: { fill, opacity }, silent: true };
}

export function textShape(text, x, y, style) {
	return { type: "text", x, y, style: { text, ...style }, silent: true };
}

export function lineShape(x1, y1, x2, y2, stroke, lineWidth = 1, lineDash = null) {
	return { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth, lineDash }, silent: true };
}

// A series that is one drawing: draw(area) gives its shapes, area being the grid's rectangle.
export function drawing(draw) {
	return {
		type: "custom",
		data: [[0, 0]],
		animation: false,
		silent: true,
		renderItem: (params) => ({ type: "group", $mergeChildren: false, children: draw(params.coordSys) }),
	};
}

// An axis that runs exactly from low to high, labelled at the given places.
export function axis(low, high, places, label, more = {}) {
	const colours = ink();
	const { axisLabel, ...rest } = more;

	return {
		type: "value",
		min: low,
		max: high,
		axisLine: { show: false },
		axisTick: { show: false, customValues: places },
		splitLine: { show: false },
		axisLabel: {
			customValues: places, formatter: label, color: colours.muted, fontSize: 11,
			hideOverlap: true, ...axisLabel,
		},
		...rest,
	};
}

export const HIDDEN_AXIS = { type: "value", min: 0, max: 1, show: false };

export const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';

// A chart in `element` whose option build(width, height) gives; drawn again with the same when the
// element's size changes. Returns a function that draws.
export function chart(element, build) {
	const instance = echarts.init(element, null, { renderer: "canvas" });
	let waiting = 0;
	const draw = () => {
		waiting = 0;
		if (element.clientWidth === 0 || element.clientHeight === 0)
			return;
		instance.resize();
		instance.setOption({
			animation: false,
			textStyle: { fontFamily: FONT },
			...build(element.clientWidth, element.clientHeight),
		}, { notMerge: true, lazyUpdate: false });
	};
	const request = () => waiting ||= requestAnimationFrame(draw);

	new ResizeObserver(request).observe(element);
	addEventListener("beforeprint", draw);
	return { draw: request, instance };
}

// Runs once there has been no other call for a moment: what follows the timeline while it is moved.
export function calmly(draw) {
	let timer = 0;

	return () => {
		clearTimeout(timer);
		timer = setTimeout(draw, 70);
	};
}

export function gridAt(left, top, right, bottom) {
	return { left, top, right, bottom, outerBoundsMode: "none", containLabel: false };
}
