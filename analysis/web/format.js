// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Numbers for people. What is not known is an en dash.

export const UNKNOWN = "–";
const MINUS = "−";

function known(value) {
	return typeof value === "number" && Number.isFinite(value);
}

// 3.2×10⁹: what a log may make up, in little room.
function scientific(value) {
	const [number, power] = value.toExponential(1).split("e+");

	return `${number}×10${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
}

// Three digits that mean something, never as 1e+3.
function digits(value) {
	const size = Math.abs(value);

	if (size >= 999999.5)
		return scientific(value);
	if (size >= 99.95)
		return Math.round(value).toLocaleString("en-US");
	return value.toFixed(size >= 9.995 ? 1 : 2);
}

function scaled(value, units) {
	const size = Math.abs(value);
	let unit = units[0];

	// 999.7 µs is 1.00 ms, not 1,000 µs.
	for (const next of units) {
		if (size >= next.size * 0.9995)
			unit = next;
	}
	return { number: value / unit.size, unit };
}

const DAY = 86400e9, YEAR = 365.25 * DAY;
const TIME_UNITS = [
	{ size: 1, name: "ns" },
	{ size: 1e3, name: "µs" },
	{ size: 1e6, name: "ms" },
	{ size: 1e9, name: "s" },
	{ size: 600e9, name: "min", divide: 60e9 },
	{ size: 2 * 3600e9, name: "h", divide: 3600e9 },
	{ size: 3 * DAY, name: "d", divide: DAY },
	{ size: 2 * YEAR, name: "y", divide: YEAR },
];

export function time(ns) {
	if (!known(ns))
		return UNKNOWN;
	const { unit } = scaled(ns, TIME_UNITS);
	const value = ns / (unit.divide ?? unit.size);
	const text = unit.size === 1 && Number.isInteger(ns) ? String(ns) : digits(value);
	return `${text.replace("-", MINUS)} ${unit.name}`;
}

const BYTE_UNITS = [
	{ size: 1, name: "B" },
	{ size: 1e3, name: "kB" },
	{ size: 1e6, name: "MB" },
	{ size: 1e9, name: "GB" },
	{ size: 1e12, name: "TB" },
	{ size: 1e15, name: "PB" },
	{ size: 1e18, name: "EB" },
];

export function bytes(value) {
	if (!known(value))
		return UNKNOWN;
	const { number, unit } = scaled(value, BYTE_UNITS);
	return `${(unit.size === 1 ? String(Math.round(number)) : digits(number)).replace("-", MINUS)} ${unit.name}`;
}

// A place on an axis of bytes, as exact as its ticks are apart.
export function tickBytes(value, step, high) {
	const { unit } = scaled(Math.max(Math.abs(high), step), BYTE_UNITS);
	const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / unit.size) - 1e-9)));

	return `${(value / unit.size).toFixed(decimals).replace("-", MINUS)} ${unit.name}`;
}

// With its sign, as a change.
export function change(value) {
	return known(value) && value > 0 ? "+" + bytes(value) : bytes(value);
}

export function count(value) {
	if (!known(value))
		return UNKNOWN;
	return Math.abs(value) < 1e12 ? Math.round(value).toLocaleString("en-US") : scientific(value);
}

export function percent(share) {
	if (!known(share))
		return UNKNOWN;
	const value = share * 100;
	if (value !== 0 && Math.abs(value) < 0.1)
		return "<0.1 %";
	return `${Math.abs(value) >= 999.5 ? digits(value) : value.toFixed(Math.abs(value) >= 9.95 ? 0 : 1)} %`;
}

export function percentChange(value) {
	if (!known(value))
		return UNKNOWN;
	const size = Math.abs(value);
	return `${value > 0 ? "+" : value < 0 ? MINUS : ""}${size >= 1000 ? count(size) : size.toFixed(size >= 99.5 ? 0 : 1)} %`;
}

export function plural(n, one, many = one + "s") {
	return `${count(n)} ${n === 1 ? one : many}`;
}

// Local time of the traced machine: [s, ns] since 1970 there, so UTC's getters tell it.
const LAST_S = 8.64e12; // of Date

function date(seconds) {
	const { year, rest } = /^(?<year>.*?)(?<rest>-\d\d-.*)$/.exec(new Date(Math.max(-LAST_S, Math.min(LAST_S, seconds)) * 1000).toISOString()).groups;

	return { day: year + rest.slice(0, 6), time: rest.slice(7, 15) };
}

export function day(stamp) {
	return date(stamp[0]).day;
}

export function clock(stamp, decimals = 6) {
	const fraction = String(stamp[1]).padStart(9, "0").slice(0, decimals);
	return date(stamp[0]).time + (decimals ? "." + fraction : "");
}

// `ns` after the stamp.
export function later(stamp, ns) {
	const total = stamp[1] + Math.floor(ns);
	const seconds = Math.floor(total / 1e9);
	return [stamp[0] + seconds, total - seconds * 1e9];
}

// Round numbers from low to high, about `wanted` of them.
export function ticks(low, high, wanted) {
	const raw = (high - low) / Math.max(1, wanted);
	const power = 10 ** Math.floor(Math.log10(raw));
	const step = [1, 2, 5, 10].find((m) => m * power >= raw * 0.999) * power;
	const list = [];

	if (!(high > low) || !Number.isFinite(step))
		return { step: 1, list };
	for (let i = Math.ceil(low / step); i * step <= high; i++)
		list.push(i * step);
	return { step, list };
}

// A place on a time axis, as exact as its ticks are apart.
export function tickTime(ns, step, high) {
	const { unit } = scaled(Math.max(Math.abs(high), step), TIME_UNITS);
	const size = unit.divide ?? unit.size;
	const decimals = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));

	if (ns === 0)
		return "0";
	return `${(ns / size).toFixed(Math.min(decimals, 9)).replace("-", MINUS)} ${unit.name}`;
}

// Characters that are not seen, or turn round the text behind them, by their numbers.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function visible(text) {
	return text.replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// {"args":[1,"x"],"kwargs":{"n":2}} as: 1, "x", n=2
export function callArguments(text) {
	let parsed;

	try {
		parsed = JSON.parse(text);
	} catch {
		return text;
	}
	if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed))
		return text;
	const word = (value) => visible(typeof value === "string" ? value : JSON.stringify(value));
	const positional = Array.isArray(parsed.args) ? parsed.args.map(word) : [];
	const named = Object.entries(parsed.kwargs ?? {}).map(([name, value]) => `${visible(name)}=${word(value)}`);
	return [...positional, ...named].join(", ");
}
