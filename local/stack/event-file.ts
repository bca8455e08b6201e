import { WrongUse } from "./wrong-use.ts";

/** One event of a file, with the text it was written as, so that nothing is changed on the way to the queue. */
export interface FileEvent {
  readonly event: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const tryParse = (text: string): { value: unknown } | { error: SyntaxError } => {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error as SyntaxError };
  }
};

const lineAt = (text: string, position: number): number => text.slice(0, position).split("\n").length;

/** The line a parse error points at; the last one when the text ends too early. */
const errorLine = (text: string, { message }: SyntaxError): number => {
  const position = /at position (\d+)/.exec(message)?.[1];
  return lineAt(text.trimEnd(), position === undefined ? text.length : Number(position));
};

const reason = ({ message }: SyntaxError): string =>
  message.replace(/ in JSON at position.*$| \(line \d+ column \d+\)$/, "");

const wrong = (name: string, line: number, problem: string): WrongUse =>
  new WrongUse([`${name}:${line}: ${problem}`, "(--raw publishes the bytes of a file as they are)"]);

const parseLines = (text: string, name: string): FileEvent[] =>
  text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = tryParse(line);
    if ("error" in parsed) throw wrong(name, index + 1, `not JSON: ${reason(parsed.error)}`);
    if (!isObject(parsed.value)) throw wrong(name, index + 1, "an event is a JSON object");
    return [{ event: parsed.value, text: line.trim() }];
  });

/** Reads a file of events: one JSON object, an array of them, or one on each line. Throws `WrongUse` with file and line for anything else. */
export const parseEventFile = (content: string, name: string): readonly FileEvent[] => {
  const text = content.replace(/^\uFEFF/, "");
  const whole = tryParse(text);
  if ("value" in whole) {
    const { value } = whole;
    if (isObject(value)) return [{ event: value, text: text.trim() }];
    if (!Array.isArray(value) || !value.every(isObject))
      throw wrong(name, 1, "expected an event, or an array of events: JSON objects");
    return value.map((event) => ({ event, text: JSON.stringify(event) }));
  }
  const [first = "", ...rest] = text.split("\n").filter((line) => line.trim() !== "");
  if (rest.length > 0 && "value" in tryParse(first)) return parseLines(text, name);
  throw wrong(name, errorLine(text, whole.error), `not JSON: ${reason(whole.error)}`);
};
