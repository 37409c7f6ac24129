// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Level of detail of the timeline: what of a row's calls can be told apart at this zoom.

// The first call of the lane that ends after `from`; in a lane no call is within another.
export function firstAfter(lane, calls, from) {
	let low = 0, high = lane.length;

	while (low < high) {
		const middle = (low + high) >> 1, i = lane[middle];

		if (calls.start[i] + calls.span[i] < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

// Calls wider than a pixel one by one; narrower ones as one mark for each pixel, for the longest of
// them, or the longest of the selected function. emit(call, x, width) in order of time.
export function visible(lane, calls, [from, to], width, selected, emit) {
	const scale = width / (to - from);
	let column = -1, kept = -1;
	const flush = () => {
		if (kept >= 0)
			emit(kept, column, 1);
		kept = -1;
	};
	const better = (i) => {
		if (i >= calls.count || kept >= calls.count) // open at the end: what one looks for
			return kept < calls.count;
		if (selected >= 0 && (calls.fn[i] === selected) !== (calls.fn[kept] === selected))
			return calls.fn[i] === selected;
		return calls.span[i] > calls.span[kept];
	};

	for (let at = firstAfter(lane, calls, from); at < lane.length; at++) {
		const i = lane[at];

		if (calls.start[i] > to)
			break;
		const left = Math.max(-2, (calls.start[i] - from) * scale);
		const right = Math.min(width + 2, (calls.start[i] + calls.span[i] - from) * scale);
		if (right - left >= 1) {
			flush();
			emit(i, left, right - left);
			continue;
		}
		const pixel = Math.floor(left);
		if (pixel !== column || kept < 0) {
			flush();
			column = pixel;
			kept = i;
		} else if (better(i)) {
			kept = i;
		}
	}
	flush();
}

// The longest call of the lane within a pixel of a time, -1: none.
export function callAt(lane, calls, time, slack) {
	let found = -1;

	for (let at = firstAfter(lane, calls, time - slack); at < lane.length; at++) {
		const i = lane[at];

		if (calls.start[i] > time + slack)
			break;
		if (found < 0 || calls.span[i] > calls.span[found])
			found = i;
	}
	return found;
}
