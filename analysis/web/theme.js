// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Light or dark: as the system has it until the person chooses.
import { isDark, setDark } from "./palette.js";

const KEY = "maap-results-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

// Storage may be forbidden for files.
function remembered() {
	try {
		return localStorage.getItem(KEY);
	} catch {
		return null;
	}
}

function remember(choice) {
	try {
		localStorage.setItem(KEY, choice);
	} catch {
		return;
	}
}

export function startTheme(state) {
	const toggle = document.getElementById("theme");
	let chosen = remembered(), printing = false;
	const apply = () => {
		const dark = !printing && (chosen ? chosen === "dark" : system.matches);

		setDark(dark);
		document.documentElement.dataset.theme = dark ? "dark" : "light";
		toggle.textContent = dark ? "☀ Light" : "☾ Dark";
		toggle.setAttribute("aria-label", dark ? "Switch to light colours" : "Switch to dark colours");
		state.tell("theme");
	};

	toggle.addEventListener("click", () => {
		chosen = isDark() ? "light" : "dark";
		remember(chosen);
		apply();
	});
	system.addEventListener("change", apply);
	for (const [event, on] of [["beforeprint", true], ["afterprint", false]]) {
		addEventListener(event, () => {
			printing = on; // on white paper
			apply();
		});
	}
	apply();
}
