// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// From the base64 text in the page to columns of numbers; the form is told in payload.h, columns.h.

import { count, visible } from "./format.js";

const S = 1e9; // ns

const FUNCTION_NUMBERS = [
	"sum", "self", "mean", "min", "p50", "p90", "p99", "max", "std", "cpu", "memoryMean", "memorySum",
];

function fromBase64(text) {
	const binary = atob(text);
	const bytes = new Uint8Array(binary.length);

	for (let i = 0; i < binary.length; i++)
		bytes[i] = binary.charCodeAt(i);
	return bytes;
}

async function inflate(bytes) {
	if (typeof DecompressionStream === "undefined")
		throw new Error("This browser is too old for this page: it has no DecompressionStream " +
			"(Chrome or Edge 103, Firefox 113, Safari 16.4 and later do).");
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Reads numbers of 7-bit bytes one after the other. Beyond 32 bits, so without bit operators.
class Reader {
	constructor(bytes, at) {
		this.bytes = bytes;
		this.at = at;
	}

	next() {
		let byte = this.bytes[this.at++], value = byte & 127, scale = 128;

		while (byte & 128) {
			byte = this.bytes[this.at++];
			value += (byte & 127) * scale;
			scale *= 128;
		}
		return value;
	}

	// NaN: unknown. The sign is in the lowest bit, which a number of more than 53 bits has lost.
	nextSigned() {
		const positive = this.bytes[this.at] & 1, value = this.next();

		if (value === 0)
			return NaN;
		return positive ? (value - 1) / 2 : -value / 2;
	}
}

function readColumns(bytes, at, lengths) {
	const readers = {};

	for (const [name, length] of Object.entries(lengths)) {
		readers[name] = new Reader(bytes, at);
		at += length;
	}
	return readers;
}

function fill(array, next) {
	for (let i = 0; i < array.length; i++)
		array[i] = next();
	return array;
}

function readCalls(readers, count) {
	const signed = (name) => fill(new Float64Array(count), () => readers[name].nextSigned());
	const plain = (name) => fill(new Uint32Array(count), () => readers[name].next());
	let start = 0, rss = 0;
	const calls = {
		count,
		start: fill(new Float64Array(count), () => start += readers.start.nextSigned()),
		duration: signed("duration"),
		span: signed("probes"), // from entry to exit by the clock, as the timeline has it
		fn: plain("function"),
		thread: plain("thread"),
		depth: signed("depth"),
		outcome: plain("outcome"),
		self: signed("self"),
		cpu: signed("cpu"),
		rss: null,
		memory: signed("memory"),
	};

	calls.rss = fill(new Float64Array(count), () => {
		const change = readers.rss.nextSigned();

		if (Number.isNaN(change))
			return NaN;
		rss += change;
		return rss * 1024;
	});
	for (let i = 0; i < count; i++) {
		calls.memory[i] *= 1024;
		calls.span[i] = Math.max(0, (calls.duration[i] || 0) + (calls.span[i] || 0));
	}
	return calls;
}

function readFunctions(meta, readers) {
	return meta.functions.map((row, rank) => {
		const others = meta.others > 0 && rank === meta.functions.length - 1;
		const name = others ? `${count(meta.others)} other functions` : row[0] ?? "?";
		const f = { rank, name, others, module: row[1], count: row[2], errors: row[3], log: row[4] === 1 };

		FUNCTION_NUMBERS.forEach((key, i) => {
			const value = row[5 + i];

			f[key] = value === null ? NaN : key.startsWith("memory") ? value * 1e6 : value * S;
		});
		f.shared = fill(new Float64Array(meta.bins.shared), () => readers.shared_bins.next());
		f.own = fill(new Float64Array(meta.bins.own), () => readers.own_bins.next());
		return f;
	});
}

// Of all calls, in the page or not: {length, byThread, busy, memory: pid -> [{low, high} or null]}.
function readTimeBins({ time_bins: meta }, readers) {
	const list = (next) => Array.from({ length: meta.count }, next);
	const memory = new Map();

	for (const pid of meta.pids) {
		let last = 0;

		memory.set(pid, list(() => {
			const change = readers.rss_bins.nextSigned();

			if (Number.isNaN(change))
				return null;
			last += change;
			return { low: last * 1024, high: (last + readers.rss_bins.next()) * 1024 };
		}));
	}
	return { length: meta.length, byThread: meta.by_thread === 1, busy: list(() => readers.busy.next() / 1000), memory };
}

function readOpen([name, thread, start, seconds, depth, args, cut]) {
	return { name: name ?? "?", thread, start, duration: seconds === null ? NaN : seconds * S, depth: depth ?? NaN, args, cut: cut === 1 };
}

function readThreads(numbers) {
	const threads = [];

	for (let i = 0; i < numbers.length; i += 2)
		threads.push({ pid: numbers[i], tid: numbers[i + 1] });
	return threads;
}

// Everything that the page shows; times in ns, memory in bytes, NaN for what is not known.
export async function decode(text) {
	const bytes = await inflate(fromBase64(text));
	const length = new DataView(bytes.buffer).getUint32(0, true);
	const json = new TextDecoder().decode(bytes.subarray(4, 4 + length));
	const meta = JSON.parse(json, (key, value) => typeof value === "string" ? visible(value) : value);
	const readers = readColumns(bytes, 4 + length, meta.columns);
	const details = new Map(meta.details.map(([index, id, args, cut, name]) => [index, { id, args, cut: cut === 1, name }]));

	return {
		meta,
		details,
		calls: readCalls(readers, meta.shown),
		functions: readFunctions(meta, readers),
		threads: readThreads(meta.threads),
		timeBins: readTimeBins(meta, readers),
		open: meta.open.map(readOpen),
		errors: meta.errors,
		comparison: meta.comparison,
	};
}
