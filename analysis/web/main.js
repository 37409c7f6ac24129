// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The order of things: read the data, build the page, listen to the keyboard.
import { comparisonTable } from "./comparison.js";
import { cutName } from "./cut.js";
import { decode } from "./decode.js";
import { distribution } from "./distribution.js";
import { button, el, hideTip, replace } from "./dom.js";
import { errorList } from "./errors.js";
import * as format from "./format.js";
import { memory, memoryByFunction } from "./memory.js";
import { Model } from "./model.js";
import { cards, findings, sampleNote, warnings } from "./overview.js";
import { openCalls } from "./open_calls.js";
import { scatter } from "./scatter.js";
import { slowestCalls } from "./slowest.js";
import { State } from "./state.js";
import { functionTable } from "./table.js";
import { startTheme } from "./theme.js";
import { timeline } from "./timeline.js";

function heading({ meta }) {
	const title = meta.subtitle ?? `${format.day(meta.start)} ${format.clock(meta.start, 3)} – ${format.clock(meta.end, 3)}`;
	const facts = [meta.logdir, meta.run_id ? `run ${meta.run_id}` : null].filter(Boolean);

	document.title = `${title} · maap-results`;
	replace(document.getElementById("subtitle"), el("b", {}, title), facts.length ? ` · ${facts.join(" · ")}` : "");
}

function selectionLine(model, state) {
	const line = document.getElementById("selection");

	state.on("select", () => {
		const f = model.functions[state.selected];

		replace(line, f ? el("span.chip", {}, "Only ", el("b.name", { title: f.name }, ...cutName(f.name)), " ",
			button("✕ all functions", () => state.select(-1), { class: "quiet", "aria-label": "Show all functions" })) : null);
	});
}

function keys(state) {
	addEventListener("keydown", (event) => {
		const typing = event.target.closest?.("input");

		if (event.key === "Escape") {
			hideTip();
			if (!typing || typing.value === "")
				state.select(-1);
		} else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
			event.preventDefault();
			document.getElementById("search").focus();
		}
	});
}

function footer({ meta }) {
	return el("footer", {}, el("p", {}, "Durations are what the calls took, without the cost of the probes where the log tells it. Memory in units of 10³ (kB), 10⁶ (MB). Times of day are those of the traced " +
		`machine. ${format.plural(meta.records, "record")} in the window. The tables are in results.csv and results_aggregate.csv beside this page. ` +
		"Charts by Apache ECharts, Apache License 2.0."));
}

function build(model, state) {
	const main = document.getElementById("main");

	heading(model);
	selectionLine(model, state);
	keys(state);
	replace(main, warnings(model), cards(model), sampleNote(model), findings(model, state), comparisonTable(model, state),
		openCalls(model, state), functionTable(model, state), timeline(model, state),
		el("div.pair", {}, distribution(model, state), scatter(model, state)),
		el("div.pair", {}, memory(model, state), memoryByFunction(model, state)),
		errorList(model, state), slowestCalls(model, state), footer(model));
}

async function start() {
	const data = document.getElementById("data");
	const model = new Model(await decode(data.textContent));
	const state = new State(model.end);

	data.remove(); // megabytes of text
	startTheme(state);
	build(model, state);
	document.documentElement.dataset.ready = "yes";
}

start().catch((error) => {
	const line = el("p.notice.bad", { role: "alert" }, `This page could not be shown: ${error.message}`);

	document.getElementById("main").replaceChildren(line);
	document.documentElement.dataset.ready = "failed";
});
