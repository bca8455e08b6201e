import { parseJson, readBody } from "../../../src/http/read-body.ts";

describe("readBody", () => {
  it("gives the bytes of a body", async () => {
    const request = new Request("http://localhost/", { method: "POST", body: "ü" });
    expect([...(await readBody(request))]).toEqual([0xc3, 0xbc]);
  });

  it("does not wait for a body without end", async () => {
    const arrayBuffer = () => new Promise<ArrayBuffer>(() => {});
    await expect(readBody({ arrayBuffer }, 20)).rejects.toMatchObject({ code: "REQUEST_TOO_SLOW" });
  });
});

describe("parseJson", () => {
  it("leaves what is no JSON for the check of the request", () => {
    const bodies = ['{"a":1}', "{", ""].map((body) => Buffer.from(body));
    expect(bodies.map(parseJson)).toEqual([{ a: 1 }, undefined, undefined]);
  });
});
