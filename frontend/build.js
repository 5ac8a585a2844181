// Compiles src/app.scss with its mirror, src/insights.scss and src/curate.scss into toolkit/static, and stops if
// any of them grows too large.
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import postcss from "postcss";
import rtlcss from "rtlcss";
import * as sass from "sass";

const LIMIT = 10_000; // bytes, gzipped
const STATIC = new URL("../toolkit/static/", import.meta.url);

// Charts read the same file, so a module has one colour everywhere.
const colours = JSON.parse(readFileSync(new URL("modules.json", STATIC), "utf8"));
const moduleColours = new sass.SassMap(
  Object.entries(colours).reduce(
    (map, [id, hex]) => map.set(new sass.SassString(id), rgb(hex)),
    new sass.SassMap().contents,
  ),
);

// What the components bring along and no page of ours uses.
const UNUSED_SELECTOR = new RegExp(
  [
    "govuk-(radios|checkboxes)(--small|__conditional)",
    "govuk-(summary-card|file-upload-button|file-upload-wrapper|drop-zone|frontend-supported)",
    "govuk-(label|fieldset__legend)--xl",
    "govuk-tag--(grey|green|turquoise|teal|blue|purple|magenta|pink|red|orange|yellow)",
    "-moz-any-link",
  ].join("|"),
);
const UNUSED_DECLARATION = /smoothing$/;
const UNUSED_CONDITION = /caret-color|text-wrap: balance|[^\x20-\x7e]/; // browsers long gone
const CONTROLS = /input|select|textarea|file-upload/; // do not inherit the family by themselves

const lean = compiled("app");
write("app.css", lean.replace(/\/\*!rtl:.*?\*\//g, ""));
write("app.rtl.css", rtlcss.process(lean));
write("insights.css", compiled("insights"));
write("curate.css", compiled("curate"));

function compiled(name) {
  const { css } = sass.compile(new URL(`src/${name}.scss`, import.meta.url).pathname, {
    style: "compressed",
    charset: false,
    loadPaths: [new URL("node_modules/govuk-frontend/dist/govuk", import.meta.url).pathname],
    quietDeps: true,
    functions: { "module-colours()": () => moduleColours },
  });
  return trim(css);
}

function trim(text) {
  const root = postcss.parse(text);
  root.walk((node) => {
    if (isUnused(node)) node.remove();
    else if (node.type === "rule") {
      node.selectors = node.selectors.filter((selector) => !UNUSED_SELECTOR.test(selector));
      if (!node.selector) node.remove();
    } else if (node.type === "decl") {
      // Our colours are fixed when the sheet is built, so only the fallback is ever used.
      node.value = node.value.replace(/var\(--govuk-[a-z-]+, (#[0-9a-f]+)\)/g, "$1");
    }
  });
  for (const kind of ["rule", "atrule"]) {
    root.walk((node) => {
      if (node.type === kind && node.nodes?.length === 0) node.remove();
    });
  }
  return root.toString();
}

function isUnused(node) {
  if (node.type === "atrule") return UNUSED_CONDITION.test(node.params);
  if (node.type !== "decl") return false;
  const isInherited = node.prop === "font-family" && node.value === "inherit";
  return UNUSED_DECLARATION.test(node.prop) || (isInherited && !CONTROLS.test(node.parent.selector));
}

function rgb(hex) {
  const [red, green, blue] = hex.match(/[0-9a-f]{2}/g).map((pair) => parseInt(pair, 16));
  return new sass.SassColor({ space: "rgb", red, green, blue });
}

function write(name, text) {
  const size = gzipSync(text, { level: 9 }).length;
  console.log(`${name}: ${text.length} bytes, ${size} gzipped`);
  if (size > LIMIT) throw new Error(`${name} may have at most ${LIMIT} bytes gzipped`);
  writeFileSync(new URL(name, STATIC), `${text.trim()}\n`);
}
