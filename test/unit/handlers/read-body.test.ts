import { readBody, readJson } from "../../../src/handlers/read-body.ts";

describe("readBody", () => {
  it("gives the bytes of a body", async () => {
    const request = new Request("http://localhost/", { method: "POST", body: "ü" });
    expect([...(await readBody(request))]).toEqual([0xc3, 0xbc]);
  });

  it("does not wait for a body without end", async () => {
    const arrayBuffer = () => new Promise<ArrayBuffer>(() => {});
    await expect(readBody({ arrayBuffer }, 20)).rejects.toMatchObject({ code: "REQUEST_TOO_SLOW" });
  });

  it("leaves what is no JSON for the check of the request", async () => {
    const bodies = ['{"a":1}', "{", ""].map((body) => new Request("http://localhost/", { method: "POST", body }));
    expect(await Promise.all(bodies.map(readJson))).toEqual([{ a: 1 }, undefined, undefined]);
  });
});
