// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Colours. Functions: Paul Tol's "light" scheme, which people with any colour vision tell apart and
// black text stands out on; the costliest get one each, the others share the last.

export const FUNCTION_COLOURS = [
	"#77aadd", "#ee8866", "#44bb99", "#eedd88", "#ffaabb", "#99ddff", "#bbcc33", "#aaaa00",
];
const OTHERS = { light: "#c4c8ce", dark: "#7b828c" };

let dark = false;

export function isDark() {
	return dark;
}

export function setDark(on) {
	dark = on;
}

export function colourIndex(rank) {
	return Math.min(rank, FUNCTION_COLOURS.length);
}

export function colour(index) {
	return FUNCTION_COLOURS[index] ?? (dark ? OTHERS.dark : OTHERS.light);
}

// The style sheet's own colours, for what is drawn on canvas.
export function ink() {
	const style = getComputedStyle(document.documentElement);
	const of = (name) => style.getPropertyValue(name).trim();

	return {
		text: of("--text"), muted: of("--muted"), line: of("--line"), accent: of("--accent"),
		faded: of("--faded"), panel: of("--panel"), bad: of("--bad"), grid: of("--grid"), fill: of("--fill"),
	};
}
