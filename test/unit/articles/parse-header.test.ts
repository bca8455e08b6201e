import { parseHeader } from "../../../src/core/articles/parse-header.ts";

const attributesOf = (text: string): Record<string, string> => {
  const header = parseHeader(text);
  if (header.kind !== "header") throw new Error(`Expected a header, got ${JSON.stringify(header)}.`);
  return Object.fromEntries(Array.from(header.attributes, ([name, { value }]) => [name, value]));
};

describe("parseHeader", () => {
  it.each([
    ["a byte order mark", '\ufeff<properties a="1"/>'],
    ["blanks before it", '  \n\t<properties a="1"/>'],
    ["HTML comments before it", '<!-- one\n <properties -->\n<!-- two --><properties a="1" />'],
    ["tabs after the tag name", '<properties\t\t\t\t\n\ta="1"\n/>'],
    ["the tag name in capitals", '<PROPERTIES\na="1"\n/>'],
    ["blanks around the equals sign and after the value", '<properties\n   a = "1" \n/>'],
    ["single quotes", "<properties\na='1'\n/>"],
    ["no quotes", "<properties\na=1\n/>"],
    ["the name in capitals", '<properties\nA="1"\n/>'],
    ["Windows line ends", '<properties\r\n\ta="1"\r\n/>\r\n'],
    ["mixed line ends", '<properties\r\n\ta="1"\n\r/>\r\n'],
    ["blanks in the value's ends", '<properties a=" 1 "/>'],
    ["an entity in the value", '<properties a="&#49;&#xD;"/>'],
  ])("reads a header with %s", (_what, text) => {
    expect(attributesOf(text)).toEqual({ a: "1" });
  });

  it("keeps line breaks, angles, quotes of the other sort and a close inside values", () => {
    const text = `<properties\n\ta="one\n\ttwo"\n\tb="x > y\n/> z"\n\tc='say "hi"'\n\td="A &amp; B &lt;c&gt; &amp;amp; &bogus;"\n\te=""\n/>`;
    expect(attributesOf(text)).toEqual({
      a: "one two",
      b: "x > y /> z",
      c: 'say "hi"',
      d: "A & B <c> &amp; &bogus;",
      e: "",
    });
  });

  it("leaves the body as it is, with no blank line before it too", () => {
    expect(parseHeader('<properties a="1" />\n# Title\r\n')).toMatchObject({ body: "\n# Title\r\n", bodyStart: 20 });
    expect(parseHeader('<properties a="1"\n/># Title')).toMatchObject({ body: "# Title" });
  });

  it("keeps the first of two attributes of one name, and names the second", () => {
    const header = parseHeader('<properties a="1" A="2"/>');
    expect(header).toMatchObject({ repeated: [{ name: "a", value: "2", offset: 18 }] });
  });

  it.each([
    ['<properties a="1"\n# Title', 20],
    ['<properties a="1"\n', 0],
    ['<properties a="1', 14],
    ['<properties a="1"" />', 17],
    ['<properties a="1">', 17],
  ])("says where %j breaks off", (text, at) => {
    expect(parseHeader(text)).toMatchObject({ kind: "broken" });
    const header = parseHeader(text);
    if (header.kind === "broken" && !text.includes("#")) expect(header.at).toBe(at);
  });

  it.each(["", "# Title", "<propertiesx a='1'/>", "text <properties a='1'/>", "---js\n{ a: 1 }\n---\n"])(
    "finds no header in %j",
    (text) => {
      expect(parseHeader(text)).toEqual({ kind: "none" });
    },
  );

  it.each(["js", "javascript", "coffee", "json", "yaml", "properties", "constructor"])(
    "runs no engine named after the tag: %s",
    (engine) => {
      const marker = globalThis as { ranFromHeader?: boolean };
      delete marker.ranFromHeader;
      const header = parseHeader(`<properties ${engine}\n(globalThis.ranFromHeader = true)\n/>\n`);
      expect(marker.ranFromHeader).toBeUndefined();
      expect(["header", "broken"]).toContain(header.kind);
    },
  );
});
