// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// node build.mjs FOLDER: makes page.head and page.tail there, from what lies beside this file and
// the packages in FOLDER/node_modules. The program writes the data between the two.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2]);
const packages = join(out, "node_modules");
const esbuild = createRequire(join(packages, "x.js"))("esbuild");

const NOTICE = `/*!
 * Includes Apache ECharts, Copyright 2017-2026 The Apache Software Foundation, Apache License 2.0
 * (https://www.apache.org/licenses/LICENSE-2.0), zrender, Copyright (c) 2017, Baidu Inc., BSD 3-Clause
 * License, and tslib, Copyright (c) Microsoft Corporation, 0BSD License.
 */`;

function bundle(entry, options) {
	const result = esbuild.buildSync({
		entryPoints: [join(here, entry)],
		bundle: true,
		minify: true,
		write: false,
		legalComments: "none",
		charset: "utf8",
		nodePaths: [packages],
		logLevel: "warning",
		...options,
	});
	return result.outputFiles[0].text.trim();
}

// What would end the element early, or begin another state of the HTML parser in it.
function refuseEnds(text, what) {
	if (/<\/(script|style)|<!--|<script/i.test(text))
		throw new Error(`${what}: must not hold the end of its element`);
	return text;
}

function hash(text) {
	return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}

// Both names are read once the whole file is there.
function write(name, text) {
	writeFileSync(join(out, name + ".new"), text);
	renameSync(join(out, name + ".new"), join(out, name));
}

const script = refuseEnds(
	bundle("main.js", {
		format: "iife",
		target: ["chrome103", "firefox113", "safari16.4"],
		banner: { js: NOTICE },
		define: { "process.env.NODE_ENV": '"production"' },
	}),
	"script",
);
const style = refuseEnds(bundle("style.css", {}), "style");
const template = readFileSync(join(here, "template.html"), "utf8")
	.replace(/<!-- SPDX.*?-->\n/, "")
	.replace("@SCRIPT_HASH@", () => hash(script))
	.replace("@STYLE_HASH@", () => hash(style))
	.replace("@STYLE@", () => style)
	.replace("@SCRIPT@", () => script);
const [head, tail] = template.split("@DATA@");

write("page.tail", tail);
write("page.head", head);
