// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What is worked out once from the decoded data: the rows of the timeline, labels, who is who.
import * as format from "./format.js";

const OUTCOMES = ["", "returned", "unwound by an exception or longjmp", "left by a tail call", "unfinished"];

// Starts that the log's time stamps cannot tell apart: how many ns.
function resolution(calls) {
	let step = 1e6;

	for (let i = 1; i < calls.count && step > 1; i++) {
		while (step > 1 && (calls.start[i] - calls.start[0]) % step !== 0)
			step /= 1000;
	}
	return step === 1 ? 0 : step;
}

// By start; of equal ones the longer first, since it is around the other. Calls that were open at
// the end stand behind all others, the rest is nearly sorted.
function nestingOrder(calls) {
	const { start, span } = calls;

	return Uint32Array.from(start.keys()).sort((a, b) => start[a] - start[b] || span[b] - span[a] || a - b);
}

// The row under its thread for each call: its depth if that is known and free, else the first free
// one; for properly nested calls both are the same.
function rowsOfThreads(calls, threadCount) {
	const slack = resolution(calls);
	const ends = Array.from({ length: threadCount }, () => []);
	const rows = new Uint32Array(calls.start.length);
	const order = nestingOrder(calls);

	for (const i of order) {
		const open = ends[calls.thread[i]], start = calls.start[i];
		let row = Number.isNaN(calls.depth[i]) ? 0 : calls.depth[i];

		while (row < open.length && open[row] !== undefined && open[row] - slack > start)
			row++;
		while (open.length < row)
			open.push(undefined);
		open[row] = start + calls.span[i];
		rows[i] = row;
	}
	return { rows, order, depths: ends.map((open) => open.length) };
}

function compareThreads(a, b) {
	return (a.pid ?? -1) - (b.pid ?? -1) || (b.tid === b.pid) - (a.tid === a.pid) || a.index - b.index;
}

// lanes: per row of the timeline, its calls by start.
function makeLanes(data) {
	const { calls, threads } = data;
	const { rows, order, depths } = rowsOfThreads(calls, threads.length);
	const shown = threads.map((thread, index) => ({ ...thread, index, depth: depths[index] }))
		.filter((thread) => thread.depth > 0).sort(compareThreads);
	const first = new Uint32Array(threads.length);
	const lanes = [];

	for (const thread of shown) {
		first[thread.index] = lanes.length;
		thread.first = lanes.length;
		for (let row = 0; row < thread.depth; row++)
			lanes.push([]);
	}
	const laneOf = new Uint32Array(calls.start.length);
	for (const i of order) {
		laneOf[i] = first[calls.thread[i]] + rows[i];
		lanes[laneOf[i]].push(i);
	}
	return { threads: shown, lanes: lanes.map((list) => Uint32Array.from(list)), laneOf };
}

// The arrays that the timeline goes by, with the calls that were open at the end behind the others,
// which last until its right edge. Their place is calls.count and more; function -1: not in the table.
function addOpen(calls, open, end) {
	const longer = (list, of) => {
		const array = new list.constructor(list.length + open.length);

		array.set(list);
		array.set(open.map(of), list.length);
		return array;
	};

	calls.start = longer(calls.start, (o) => o.start);
	calls.span = longer(calls.span, (o) => Math.max(0, end - o.start));
	calls.depth = longer(calls.depth, (o) => o.depth);
	calls.thread = longer(calls.thread, (o) => o.thread);
	calls.fn = longer(Int32Array.from(calls.fn), (o) => o.rank);
}

export class Model {
	constructor(data) {
		Object.assign(this, data);
		this.errorsKnown = data.meta.errors_known === 1 || data.meta.errors_total > 0;
		this.sampled = data.meta.shown < data.meta.calls;
		this.alone = data.functions.filter((f) => !f.others);
		this.byName = new Map(this.alone.map((f) => [f.name, f.rank]));
		this.processes = new Set(data.threads.map((thread) => thread.pid));
		this.end = Math.max(1, data.timeBins.length);
		for (let i = 0; i < data.calls.count; i++)
			this.end = Math.max(this.end, data.calls.start[i] + data.calls.span[i]);
		data.open.forEach((open, i) => {
			open.place = data.calls.count + i;
			open.rank = this.byName.get(open.name) ?? -1;
			this.end = Math.max(this.end, open.start + (open.duration || 0));
		});
		addOpen(data.calls, data.open, this.end);
		this.timeline = makeLanes(data);
		this.selfTotal = this.functions.reduce((sum, f) => sum + (f.self || 0), 0);
		this.knowsSelf = this.functions.some((f) => Number.isFinite(f.self));
	}

	threadLabel(thread) {
		const { pid, tid } = thread;

		if (tid === null && pid === null)
			return format.UNKNOWN;
		if (tid === null)
			return `Process ${pid}`;
		return this.processes.size > 1 ? `${pid} / ${tid}` : `Thread ${tid}`;
	}

	// The place in the calls of those of a function, by start.
	callsOf(rank) {
		const list = [];

		for (let i = 0; i < this.calls.count; i++) {
			if (this.calls.fn[i] === rank)
				list.push(i);
		}
		return list;
	}

	// Of a call, also of one whose function has no row of its own.
	nameOf(i) {
		const f = this.functions[this.calls.fn[i]];

		if (i >= this.calls.count)
			return this.open[i - this.calls.count].name;
		return f.others ? this.details.get(i)?.name ?? f.name : f.name;
	}

	when(ns) {
		return format.clock(format.later(this.meta.base, ns));
	}

	describeOpen({ name, start, duration, thread, depth, args }) {
		const rows = [
			[name],
			["Open for at least", format.time(duration)],
			["Began", `+${format.time(start)}, at ${this.when(start)}`],
			["Ended", "not before the recording did"],
			["Thread", this.threadLabel(this.threads[thread])],
			["Depth", format.count(depth)],
		];

		if (args)
			rows.push(["Arguments", clip(format.callArguments(args), 300)]);
		return rows.filter((row) => row[1] !== format.UNKNOWN);
	}

	// For a tooltip: everything that is known of a call.
	describe(i) {
		const { calls } = this;
		if (i >= calls.count)
			return this.describeOpen(this.open[i - calls.count]);
		const details = this.details.get(i);
		const rows = [
			[this.nameOf(i)],
			["Duration", format.time(calls.duration[i])],
			["With the probes' cost", calls.span[i] > calls.duration[i] * 1.02 ? format.time(calls.span[i]) : format.UNKNOWN],
			["Self time", format.time(calls.self[i])],
			["Thread CPU", format.time(calls.cpu[i])],
			["Memory change", format.change(calls.memory[i])],
			["Began", `+${format.time(calls.start[i])}, at ${this.when(calls.start[i])}`],
			["Thread", this.threadLabel(this.threads[calls.thread[i]])],
		].filter((row) => row.length === 1 || row[1] !== format.UNKNOWN);

		if (calls.outcome[i] > 1)
			rows.push(["Outcome", OUTCOMES[calls.outcome[i]]]);
		if (details?.args)
			rows.push(["Arguments", clip(format.callArguments(details.args), 300)]);
		return rows;
	}
}

export function clip(text, length) {
	return text.length > length ? text.slice(0, length) + "…" : text;
}

export function outcomeText(outcome) {
	return OUTCOMES[outcome] ?? "";
}
