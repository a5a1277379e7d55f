// Prints the path of the Chromium that `npm run test:browser` drives: CHROMIUM_PATH, or one that is installed. Exit 1 without one.
import { accessSync, constants } from "node:fs";
import path from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns the path, or `undefined` when none is installed. @throws Error when CHROMIUM_PATH is no program */
function findChromium({ CHROMIUM_PATH: given, PATH = "" }) {
  if (given !== undefined && given !== "") {
    if (isProgram(given)) return given;
    throw new Error(
      `CHROMIUM_PATH is "${given}", which is no program; set it to that of Chromium or Chrome.`,
    );
  }
  const folders = ["/usr/bin", ...PATH.split(path.delimiter).filter(path.isAbsolute)];
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
}

try {
  const found = findChromium(process.env);
  if (found === undefined) {
    throw new Error("No Chromium was found; install it (apt-get install chromium) or set CHROMIUM_PATH.");
  }
  console.log(found);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
