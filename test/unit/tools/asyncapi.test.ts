import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Parser } from "@asyncapi/parser";
import { noticeSchema, noticeSchemas } from "../../../src/core/notices/notice-schema.ts";
import { renderAsyncapi } from "../../../tools/asyncapi/render-asyncapi.ts";

const ROOT = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("docs/asyncapi.json", () => {
  it("is what the schemas say", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    expect(read("docs/asyncapi.json")).toBe(renderAsyncapi(version));
  });

  it("is a document without a fault to the parser of AsyncAPI, which finds every event that we can publish in it", async () => {
    const { document, diagnostics } = await new Parser().parse(read("docs/asyncapi.json"));
    expect(diagnostics.filter(({ severity }) => severity < 2)).toEqual([]);
    const types = Object.values(noticeSchemas).map(({ shape }) => shape.type.value);
    expect(
      document
        ?.messages()
        .all()
        .map((message) => message.name()),
    ).toEqual(types);
    expect(noticeSchema.options.map(({ shape }) => shape.type.value)).toEqual(types);
  });
});

describe("docs/events-out.md", () => {
  const page = read("docs/events-out.md");

  it("names every event", () => {
    const types = Object.values(noticeSchemas).map(({ shape }) => shape.type.value);
    expect(types.filter((type) => !page.includes(`| \`${type}\` |`))).toEqual([]);
  });

  it("shows events as they are", () => {
    const shown = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => JSON.parse(text) as unknown);
    expect(shown.length).toBeGreaterThan(2);
    for (const event of shown) expect(noticeSchema.safeParse(event).error).toBeUndefined();
  });
});
