// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the person is looking at: a function or all (-1), a stretch of time. Views listen to it.

export class State {
	constructor(end) {
		this.end = end; // ns after the zero of all times, which is the window's start
		this.selected = -1;
		this.view = [0, end];
		this.listeners = { select: [], view: [], theme: [] };
	}

	on(what, listener) {
		this.listeners[what].push(listener);
	}

	tell(what) {
		for (const listener of this.listeners[what])
			listener();
	}

	select(rank) {
		if (rank === this.selected)
			return;
		this.selected = rank;
		this.tell("select");
	}

	toggle(rank) {
		this.select(rank === this.selected ? -1 : rank);
	}

	// Clamped: not outside the run, and not less than 20 ns.
	look(from, to) {
		const span = Math.min(Math.max(to - from, Math.min(20, this.end)), this.end);
		const start = Math.min(Math.max(0, (from + to - span) / 2), this.end - span);

		if (start === this.view[0] && start + span === this.view[1])
			return;
		this.view = [start, start + span];
		this.tell("view");
	}

	// By a factor, with the place `at` staying where it is.
	zoom(factor, at = (this.view[0] + this.view[1]) / 2) {
		this.look(at - (at - this.view[0]) * factor, at + (this.view[1] - at) * factor);
	}

	// By a share of what is seen.
	pan(share) {
		const span = this.view[1] - this.view[0];
		const start = Math.min(Math.max(0, this.view[0] + share * span), this.end - span);

		this.look(start, start + span);
	}
}
