import { parseEventFile } from "../../../local/stack/event-file.ts";

describe("parseEventFile", () => {
  const textsOf = (content: string): string[] => parseEventFile(content, "f.json").map(({ text }) => text);

  it("keeps the text of a single event as it was written", () => {
    expect(textsOf('\uFEFF{ "id": "a",\n  "n": 9007199254740993 }\n')).toEqual([
      '{ "id": "a",\n  "n": 9007199254740993 }',
    ]);
  });

  it("reads an array, and one event a line with blank lines between", () => {
    expect(textsOf('[{"id":"a"},{"id":"b"}]')).toEqual(['{"id":"a"}', '{"id":"b"}']);
    expect(textsOf('{"id":"a"}\r\n\n{"id":"b"}\n')).toEqual(['{"id":"a"}', '{"id":"b"}']);
  });

  it.each([
    ['{\n"a": 1,\n"b" 2\n}', "f.json:3: not JSON"],
    ['{\n"a": 1,\n', "f.json:2: not JSON"],
    ["", "f.json:1: not JSON"],
    ['{"a":1}\n{"b":2}\n{"c"', "f.json:3: not JSON"],
    ['{"a":1}\n7', "f.json:2: an event is a JSON object"],
    ["[1]", "f.json:1: expected an event"],
    ['"text"', "f.json:1: expected an event"],
  ])("names file and line of what is wrong in %j", (content, problem) => {
    expect(() => parseEventFile(content, "f.json")).toThrow(problem);
  });
});
