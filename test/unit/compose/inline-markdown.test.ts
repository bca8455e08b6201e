import { parseInline } from "../../../src/core/notifications/compose/inline-markdown.ts";

const allow = (url: string): string | null => (url.startsWith("https://aka.ms/") ? url : null);

describe("parseInline", () => {
  it("keeps strong words, code and allowed links as runs, and gives plain text with addresses", () => {
    expect(parseInline("Open **the `x` page** at [our *help*](https://aka.ms/h).", allow)).toEqual({
      runs: [
        { text: "Open ", url: null, strong: false, code: false },
        { text: "the ", url: null, strong: true, code: false },
        { text: "x", url: null, strong: true, code: true },
        { text: " page", url: null, strong: true, code: false },
        { text: " at ", url: null, strong: false, code: false },
        { text: "our help", url: "https://aka.ms/h", strong: false, code: false },
        { text: ".", url: null, strong: false, code: false },
      ],
      text: "Open the x page at our help (https://aka.ms/h).",
    });
  });

  it("keeps the address of a link that is not allowed as text", () => {
    const inline = parseInline("Ask [there](https://stackoverflow.com/q) or [here](javascript:alert(1)).", allow);
    expect(inline.text).toBe("Ask there (https://stackoverflow.com/q) or here.");
    expect(inline.runs.map(({ url }) => url)).toEqual([null, null, null, null, null]);
  });

  it("keeps raw HTML, images and nested blocks as text", () => {
    expect(parseInline('A <b onclick="x">b</b> ![alt](https://x/y.png)\n\n- one\n- two', allow).text).toBe(
      'A <b onclick="x">b</b> alt one two',
    );
  });

  it("says an address once when it is its own text", () => {
    expect(parseInline("<https://aka.ms/h>", allow).text).toBe("https://aka.ms/h");
  });
});
