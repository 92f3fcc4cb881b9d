// Run a Python program in Pyodide (CPython on WebAssembly) with the packages of a folder and nothing else.
// usage: node pyodide_run.mjs PACKAGES PROGRAM
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [packages, program] = process.argv.slice(2);
const pyodide = await loadPyodide();
pyodide.mountNodeFS("/packages", packages);
pyodide.runPython("import sys; sys.path.insert(0, '/packages')");
try {
  await pyodide.runPythonAsync(readFileSync(program, "utf8"));
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
