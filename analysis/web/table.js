// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The table of functions: sorted, searched, chosen from. Only the rows in sight are in the document,
// so that 5,000 functions cost no more than 20.
import { button, el, hideTip, replace, section, tip } from "./dom.js";
import * as format from "./format.js";
import { columns, describe } from "./table_columns.js";

const ROW = 29, ROWS_SEEN = 14, AROUND = 12, PRINTED = 60, NEVER_FIRST = 12;

// Unknown values last, whichever way.
function compare(a, b, column, descending) {
	const x = column.value(a), y = column.value(b);
	if (a.others || b.others)
		return a.others ? 1 : -1;
	const xKnown = typeof x === "string" || Number.isFinite(x), yKnown = typeof y === "string" || Number.isFinite(y);

	if (xKnown !== yKnown)
		return xKnown ? -1 : 1;
	const order = !xKnown || x === y ? 0 : x < y ? -1 : 1;
	return (descending ? -order : order) || a.rank - b.rank;
}

// What stands for rows out of sight.
function gap(rows) {
	if (rows <= 0)
		return null;
	const cell = el("td");

	cell.style.height = `${rows * ROW}px`;
	return el("tr.gap", { "aria-hidden": "true" }, cell);
}

function neverCalled({ meta }) {
	const { never, never_count: count } = meta, more = count - NEVER_FIRST;
	const list = (names, left) => names.join(", ") + (left > 0 ? ` … and ${format.count(left)} more` : "");

	if (!count)
		return null;
	if (more <= 0)
		return el("p.never", {}, el("b", {}, "Never called: "), list(never, 0));
	return el("details.never", {}, el("summary", {}, el("b", {}, "Never called: "), list(never.slice(0, NEVER_FIRST), more)),
		el("p", {}, list(never, count - never.length)));
}

class FunctionTable {
	constructor(model, state) {
		this.model = model;
		this.state = state;
		this.sort = { key: "sum", descending: true };
		this.words = [];
		this.focused = 0;
		this.everything = false; // for print
		this.columns = columns(model, state);
		this.search = el("input", { type: "search", id: "search", placeholder: "Search functions  /",
			"aria-label": "Search functions", spellcheck: "false", autocomplete: "off", oninput: () => this.find() });
		this.parts = section("functions", "Functions", this.search);
		this.build();
		this.order();
		state.on("select", () => this.fill());
		state.on("theme", () => this.fill());
	}

	build() {
		this.headers = this.columns.map((column) => el("th", { scope: "col", class: this.classOf(column) },
			button(column.title, () => this.sortBy(column), { tip: () => [[column.title], ["", column.help]] }),
			column.under ? el("span.under", {}, column.under) : null));
		this.rows = el("tbody");
		this.table = el("table.functions", {}, el("thead", {}, el("tr", {}, ...this.headers)), this.rows);
		this.scroller = el("div.scroller.table-box", { onscroll: () => this.fill() }, this.table);
		this.rows.addEventListener("click", (event) => this.clicked(event));
		this.rows.addEventListener("keydown", (event) => this.moved(event));
		this.parts.body.append(this.scroller, neverCalled(this.model) ?? "");
		addEventListener("beforeprint", () => this.print(true));
		addEventListener("afterprint", () => this.print(false));
	}

	classOf(column, f) {
		return [column.text ? "text" : "number", column.narrow ? "wide-only" : "", `col-${column.key}`,
			f && column.kind ? column.kind(f) : ""].filter(Boolean).join(" ");
	}

	print(on) {
		this.everything = on;
		this.fill();
	}

	sortBy(column) {
		const same = this.sort.key === column.key;

		this.sort = { key: column.key, descending: same ? !this.sort.descending : column.key !== "name" };
		this.order();
	}

	find() {
		this.words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
		this.order();
	}

	order() {
		const column = this.columns.find((c) => c.key === this.sort.key);
		const matches = (f) => f.others ? this.words.length === 0 : this.words.every((word) =>
			f.name.toLowerCase().includes(word) || (f.module ?? "").toLowerCase().includes(word));

		this.shown = this.model.functions.filter(matches).sort((a, b) => compare(a, b, column, this.sort.descending));
		this.columns.forEach((c, i) => {
			const sorted = c.key === this.sort.key;

			this.headers[i].setAttribute("aria-sort", !sorted ? "none" : this.sort.descending ? "descending" : "ascending");
		});
		this.focused = 0;
		this.scroller.scrollTop = 0;
		this.scroller.style.maxHeight = `${ROW * Math.min(this.shown.length, ROWS_SEEN) + 42}px`;
		this.parts.note.textContent = this.words.length
			? `${format.count(this.shown.length)} of ${this.ofAll()} match.`
			: "Choose one to see it alone in everything below." + (this.model.meta.others ? ` ${this.ofAll()}; the last row is the sum of the others.` : "");
		this.fill();
	}

	ofAll() {
		const { alone, meta } = this.model;

		return meta.others ? `The ${format.count(alone.length)} functions with the most total time have a row of ${format.count(alone.length + meta.others)}`
			: format.plural(alone.length, "function");
	}

	row(f, index) {
		const selected = f.rank === this.state.selected;
		const row = el("tr", { class: selected ? "selected" : null, "aria-rowindex": index + 2 },
			...this.columns.map((column) => el("td", { class: this.classOf(column, f) }, column.cell(f))));
		const name = row.querySelector("button.name");

		name.tabIndex = index === this.focused ? 0 : -1;
		tip(row.querySelector(".fn"), () => describe(f, this.model.errorsKnown));
		return row;
	}

	fill() {
		const hadFocus = this.rows.contains(document.activeElement);
		const first = this.everything ? 0 : Math.max(0, Math.floor(this.scroller.scrollTop / ROW) - AROUND);
		const last = this.everything ? PRINTED : first + ROWS_SEEN + 2 * AROUND;
		const seen = this.shown.slice(first, last);

		hideTip();
		this.table.setAttribute("aria-rowcount", this.shown.length + 1);
		if (!seen.some((f, i) => first + i === this.focused) && !hadFocus)
			this.focused = first;
		replace(this.rows, gap(first), ...seen.map((f, i) => this.row(f, first + i)),
			this.everything ? null : gap(this.shown.length - first - seen.length),
			this.shown.length ? null : el("tr", {}, el("td.empty", {},
				"No function matches.")));
		if (hadFocus)
			this.focus(this.focused);
	}

	focus(index) {
		this.rows.querySelector(`button[data-rank="${this.shown[index]?.rank}"]`)?.focus({ preventScroll: true });
	}

	clicked(event) {
		const row = event.target.closest("tr");
		const name = row?.querySelector("button.name");

		if (!name || String(getSelection()).length > 0)
			return;
		const rank = Number(name.dataset.rank);

		this.focused = this.shown.findIndex((f) => f.rank === rank);
		this.state.toggle(rank);
	}

	moved(event) {
		const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: ROWS_SEEN, PageUp: -ROWS_SEEN, Home: -Infinity, End: Infinity };
		const step = steps[event.key];

		if (step === undefined)
			return;
		event.preventDefault();
		this.focused = Math.max(0, Math.min(this.shown.length - 1, this.focused + step));
		const top = this.focused * ROW, seen = this.scroller.clientHeight - 42 - ROW;

		if (top < this.scroller.scrollTop)
			this.scroller.scrollTop = top;
		else if (top > this.scroller.scrollTop + seen)
			this.scroller.scrollTop = top - seen;
		this.fill();
		this.focus(this.focused);
	}
}

export function functionTable(model, state) {
	return new FunctionTable(model, state).parts.element;
}
