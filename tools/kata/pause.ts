/**
 * Finds out where a process is that does not answer: it is paused by way of its inspector.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { isLearners } from "./fault.ts";
import type { Spot } from "./protocol.ts";
import { originalPlace } from "./source_map.ts";

/** A frame of a paused process, as the inspector describes it. */
interface Frame {
  location: { scriptId: string; lineNumber: number; columnNumber: number };
}

/** A script, as the inspector describes it. */
interface Script {
  url: string;
  sourceMapURL?: string;
}

/**
 * Pauses a process, and looks for the innermost line of the learner's.
 *
 * @param inspector the URL of its inspector
 * @param folder the URL of the folder that the learner's files are in
 * @param patience how long to wait for the process to be paused, in milliseconds: one that is not busy
 * never is
 * @returns whether the process was busy, and the place, if it is in the learner's files
 */
export function whereBusy(
  inspector: string,
  folder: string,
  patience = 1000,
): Promise<{ busy: boolean; at?: Spot }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(inspector);
    const scripts = new Map<string, Script>();
    const end = (answer: { busy: boolean; at?: Spot }) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end({ busy: false }), patience);
    socket.onerror = () => end({ busy: false });
    socket.onopen = () => {
      socket.send(JSON.stringify({ id: 1, method: "Debugger.enable" }));
      socket.send(JSON.stringify({ id: 2, method: "Debugger.pause" }));
    };
    socket.onmessage = ({ data }) => {
      const { method, params } = JSON.parse(data);
      if (method === "Debugger.scriptParsed") scripts.set(params.scriptId, params);
      if (method !== "Debugger.paused") return;
      end({ busy: true, ...spotOf(params.callFrames, scripts, folder) });
    };
  });
}

function spotOf(frames: Frame[], scripts: Map<string, Script>, folder: string): { at?: Spot } {
  for (const { location: { scriptId, lineNumber, columnNumber } } of frames) {
    const { url, sourceMapURL } = scripts.get(scriptId) ?? { url: "" };
    if (!isLearners(url, folder)) continue;
    const place = originalPlace(sourceMapURL ?? "", lineNumber, columnNumber) ??
      { line: lineNumber, column: columnNumber };
    return { at: { file: fileURLToPath(url), line: place.line + 1, column: place.column + 1 } };
  }
  return {};
}
