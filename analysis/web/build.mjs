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

// What is handed on in the page goes with its licenses.
const LICENSES = [
	["Apache ECharts", "echarts/NOTICE", "echarts/LICENSE"],
	["parts of d3 in it", "echarts/licenses/LICENSE-d3"],
	["zrender", "zrender/LICENSE"],
	["tslib", "tslib/LICENSE.txt"],
];

function notice() {
	const texts = LICENSES.flatMap(([name, ...files]) => [`==== ${name} ====`,
		...files.map((file) => readFileSync(join(packages, file), "utf8").replaceAll("\r", "").trim())]);
	return `/*!\n${texts.join("\n\n").replaceAll("*/", "* /")}\n*/`;
}

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

// What would end the element early, begin another state of the HTML parser in it, or be changed by
// the parser and so have another hash.
function refuseEnds(text, what) {
	if (/<\/(script|style)|<!--|<script|[\r\0]/i.test(text))
		throw new Error(`${what}: holds what cannot stand in its element`);
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
		banner: { js: notice() },
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
