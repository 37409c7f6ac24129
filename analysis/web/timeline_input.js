// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Pointer, wheel and keys on the timeline.
import { hideTip } from "./dom.js";
import { GUTTER } from "./layout.js";

const DRAG_FROM = 4; // pixels; less is a click

function place(timeline, event) {
	const at = timeline.canvas.getBoundingClientRect();
	return { x: event.clientX - at.left, y: event.clientY - at.top };
}

function showBrush(timeline, from, to) {
	timeline.brush.hidden = false;
	timeline.brush.style.left = `${Math.max(GUTTER, Math.min(from, to))}px`;
	timeline.brush.style.width = `${Math.abs(to - from)}px`;
}

function pointer(timeline) {
	const { canvas, state } = timeline;
	let drag = null;

	canvas.addEventListener("pointerdown", (event) => {
		const { x } = place(timeline, event);

		if (event.button !== 0 || x < GUTTER)
			return;
		drag = { x, last: x, moves: event.shiftKey, far: false };
		canvas.setPointerCapture(event.pointerId);
	});
	canvas.addEventListener("pointermove", (event) => {
		const { x, y } = place(timeline, event);

		if (!drag) {
			timeline.point(timeline.hit(x, y), event.clientX, event.clientY);
			return;
		}
		drag.far ||= Math.abs(x - drag.x) >= DRAG_FROM;
		if (drag.moves)
			state.pan((drag.last - x) / timeline.width);
		else if (drag.far)
			showBrush(timeline, drag.x, x);
		drag.last = x;
	});
	canvas.addEventListener("pointerup", (event) => {
		const { x, y } = place(timeline, event);
		const done = drag;

		drag = null;
		timeline.brush.hidden = true;
		if (!done || done.moves)
			return;
		if (done.far) {
			const ends = [timeline.timeAt(done.x), timeline.timeAt(Math.max(GUTTER, x))].sort((a, b) => a - b);

			state.look(ends[0], ends[1]);
			return;
		}
		const call = timeline.hit(x, y);

		if (call >= 0 && timeline.model.calls.fn[call] >= 0)
			state.toggle(timeline.model.calls.fn[call]);
	});
	canvas.addEventListener("pointercancel", () => {
		drag = null;
		timeline.brush.hidden = true;
	});
	canvas.addEventListener("pointerleave", () => timeline.point(-1));
	canvas.addEventListener("dblclick", () => state.look(0, state.end));
}

// A plain wheel is the page's own.
function wheel(timeline) {
	timeline.canvas.addEventListener("wheel", (event) => {
		const { x } = place(timeline, event);

		if (event.ctrlKey || event.metaKey) {
			event.preventDefault();
			timeline.state.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.012), timeline.timeAt(x));
		} else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
			event.preventDefault();
			timeline.state.pan((event.deltaX || event.deltaY) / timeline.width);
		}
	}, { passive: false });
}

// The next call (step 1) or the one before (-1) of the chosen function, or of any.
function stepTo(timeline, step) {
	const { model, state } = timeline;
	const { calls } = model, { selected } = state;
	let i = timeline.current ?? (step > 0 ? -1 : calls.count);

	do
		i += step;
	while (i >= 0 && i < calls.count && selected >= 0 && calls.fn[i] !== selected);
	if (i < 0 || i >= calls.count)
		return;
	timeline.current = i;
	const [from, to] = state.view, middle = calls.start[i] + calls.span[i] / 2;
	const span = Math.max(Math.min(to - from, calls.span[i] * 40), calls.span[i] * 1.4);

	state.look(middle - span / 2, middle + span / 2);
	timeline.reveal(i);
	requestAnimationFrame(() => requestAnimationFrame(() => pointAt(timeline, i)));
}

function pointAt(timeline, i) {
	const at = timeline.canvas.getBoundingClientRect();
	const [from, to] = timeline.state.view;
	const x = at.left + GUTTER + (timeline.model.calls.start[i] - from) / (to - from) * timeline.width;

	timeline.point(i, Math.max(x, at.left + GUTTER), at.top + timeline.laneTop(timeline.model.timeline.laneOf[i]) + 8);
}

function keys(timeline) {
	const { state, scroller } = timeline;
	const actions = {
		"+": () => state.zoom(0.5), "=": () => state.zoom(0.5), w: () => state.zoom(0.5),
		"-": () => state.zoom(2), "_": () => state.zoom(2), s: () => state.zoom(2),
		ArrowLeft: () => state.pan(-0.2), a: () => state.pan(-0.2),
		ArrowRight: () => state.pan(0.2), d: () => state.pan(0.2),
		ArrowUp: () => scroller.scrollTop -= 3 * timeline.row,
		ArrowDown: () => scroller.scrollTop += 3 * timeline.row,
		0: () => state.look(0, state.end), Home: () => state.look(0, state.end),
		n: () => stepTo(timeline, 1), p: () => stepTo(timeline, -1),
	};

	scroller.addEventListener("keydown", (event) => {
		const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];

		if (!action || event.ctrlKey || event.metaKey || event.altKey)
			return;
		event.preventDefault();
		action();
	});
	scroller.addEventListener("blur", hideTip);
}

export function timelineInput(timeline) {
	pointer(timeline);
	wheel(timeline);
	keys(timeline);
}
