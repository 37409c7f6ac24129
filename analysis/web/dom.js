// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Elements, and the one tooltip. Text only ever goes in as text: nothing here parses HTML.

// el("p.note", { id: "x", onclick: f }, "text", child, …)
export function el(kind, attributes = {}, ...children) {
	const [tag, ...classes] = kind.split(".");
	const element = document.createElement(tag || "div");

	if (classes.length)
		element.className = classes.join(" ");
	setAttributes(element, attributes);
	element.append(...children.filter((child) => child !== null && child !== undefined));
	return element;
}

export function svg(tag, attributes = {}, ...children) {
	const element = document.createElementNS("http://www.w3.org/2000/svg", tag);

	setAttributes(element, attributes);
	element.append(...children);
	return element;
}

function setAttributes(element, attributes) {
	for (const [name, value] of Object.entries(attributes)) {
		if (name.startsWith("on"))
			element.addEventListener(name.slice(2), value);
		else if (name === "tip")
			tip(element, value);
		else if (value !== null && value !== undefined && value !== false)
			element.setAttribute(name, value === true ? "" : value);
	}
}

export function replace(element, ...children) {
	element.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

// A section with its heading; `note` is a line about what is shown, `tools` stand at the right.
export function section(id, title, ...tools) {
	const note = el("p.note");
	const head = el("div.head", {}, el("h2", { id: `${id}-title` }, title), note, el("div.tools", {}, ...tools));
	const body = el("div.body");
	const element = el("section", { id, "aria-labelledby": `${id}-title`, tabindex: -1 }, head, body);

	return { element, head, note, body };
}

export function button(text, onclick, attributes = {}) {
	return el("button", { type: "button", onclick, ...attributes }, text);
}

function box() {
	return document.getElementById("tip");
}

// rows: [title] or [label, value]
export function showTip(x, y, rows) {
	const tipBox = box();

	replace(tipBox, ...rows.map((row) => row.length === 1
		? el("div.tip-title", {}, row[0])
		: el("div.tip-row", {}, el("span", {}, row[0]), el("b", {}, row[1]))));
	tipBox.hidden = false;
	const { width, height } = tipBox.getBoundingClientRect();
	const left = x + 14 + width > innerWidth - 8 ? Math.max(8, x - 14 - width) : x + 14;
	const top = y + 16 + height > innerHeight - 8 ? Math.max(8, y - 12 - height) : y + 16;

	tipBox.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

export function hideTip() {
	box().hidden = true;
}

// rows(): what to show while the pointer is over the element or the keyboard is on it.
export function tip(element, rows) {
	element.addEventListener("pointermove", (event) => showTip(event.clientX, event.clientY, rows(event)));
	element.addEventListener("pointerleave", hideTip);
	element.addEventListener("focus", () => {
		if (!element.matches(":focus-visible"))
			return;
		const at = element.getBoundingClientRect();

		showTip(at.left, at.bottom - 10, rows());
	});
	element.addEventListener("blur", hideTip);
}
