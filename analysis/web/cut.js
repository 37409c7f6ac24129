// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Names that are too long lose their middle: what tells them apart stands at both ends.
import { el } from "./dom.js";

const TAILS = [16, 24, 32]; // characters; the style sheet has them too
const WIDE = /[\u1100-\u11ff\u2e80-\uffdc\u{1f000}-\u{3ffff}]/u;

// How long the end has to be for the last part of ns::Class::function(parameters) to be in it.
function wantedTail(name) {
	const parameters = name.indexOf("(", 1), last = name.lastIndexOf("::", parameters < 0 ? Infinity : parameters);

	return last < 0 ? TAILS[0] : name.length - last - 2;
}

// The style shortens the first element as there is room.
export function cutName(name) {
	const tail = TAILS.find((size) => size >= wantedTail(name)) ?? TAILS.at(-1);
	const characters = name.length > tail + 8 ? Array.from(name) : [];
	let from = characters.length, width = 0;

	if (characters.length <= tail + 8)
		return [name];
	for (;;) {
		width += WIDE.test(characters[from - 1]) ? 2 : 1;
		if (width > tail)
			break;
		from--;
	}
	return [el(`span.cut-head.before-${tail}`, {}, characters.slice(0, from).join("")),
		el("span.cut-tail", {}, characters.slice(from).join(""))];
}

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

export function textWidth(text, font) {
	const key = `${font} ${text}`;

	if (!widths.has(key)) {
		if (widths.size > 20000)
			widths.clear();
		pen.font = font;
		widths.set(key, pen.measureText(text).width);
	}
	return widths.get(key);
}

// For what is drawn: at most `width` pixels, "" when not even a character has room.
export function cutText(text, width, font) {
	const whole = textWidth(text, font);

	if (whole <= width)
		return text;
	const characters = Array.from(text), wanted = wantedTail(text);
	pen.font = font;
	for (let kept = Math.min(characters.length - 1, Math.ceil(characters.length * width / whole)); kept > 0; kept--) {
		const head = kept - Math.floor(Math.max(kept / 2, Math.min(wanted, kept * 0.75)));
		const cut = characters.slice(0, head).join("") + "…" + characters.slice(characters.length - (kept - head)).join("");

		if (pen.measureText(cut).width <= width)
			return cut;
	}
	return "";
}
