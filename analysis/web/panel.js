// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A part of the page that is one chart to point at and to choose from: build(), pointed() and clicked()
// are what it is about.
import { chart } from "./charts.js";
import { el, hideTip, section } from "./dom.js";

export class Panel {
	constructor(model, state, { id, title, label, height }) {
		this.model = model;
		this.state = state;
		this.parts = section(id, title);
		this.canvas = el("div.chart", { role: "img", "aria-label": label });
		this.canvas.style.minHeight = `${height}px`;
		this.parts.body.append(this.canvas);
		this.chart = chart(this.canvas, (width) => this.build(width));
		this.canvas.addEventListener("pointermove", (event) => this.pointed(event));
		this.canvas.addEventListener("pointerleave", hideTip);
		this.canvas.addEventListener("click", (event) => this.clicked(event));
		for (const what of ["select", "theme"])
			state.on(what, this.chart.draw);
	}
}
