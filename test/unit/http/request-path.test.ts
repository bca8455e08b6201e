import { createHash } from "node:crypto";
import fc from "fast-check";
import { toRequestPath } from "functions-laptop/request-path";
import { partitionOfNamed, reviewPartition } from "../../../src/core/certification/review-id.ts";
import { pathParameters } from "../../../src/http/path-parameters.ts";
import { showReview } from "../../../src/http/routes/show-review.ts";

/** What a handler finds behind the real host when a client asks for this path. */
const foundBehindHost = (path: string): string =>
  pathParameters(showReview, `http://127.0.0.1:7071${toRequestPath(path)?.encoded}`)["submissionId"] ?? "";
const pathOf = (id: string) => `/api/submissions/${encodeURIComponent(id)}`;

describe("toRequestPath", () => {
  // Each as ASP.NET's Kestrel and PathString write it.
  it.each([
    ["/a/b", "/a/b", "/a/b"],
    ["/a%20b", "/a b", "/a%20b"],
    ["/caf%c3%a9", "/café", "/caf%C3%A9"],
    ["/a%2Fb%2fc", "/a%2Fb%2fc", "/a%2Fb%2fc"],
    ["/a%25b", "/a%b", "/a%25b"],
    ["/a%25", "/a%", "/a%25"],
    ["/a%2541", "/a%41", "/a%41"],
    ["/a%252Fb", "/a%2Fb", "/a%2Fb"],
    ["/a%25%2541", "/a%%41", "/a%25%41"],
    ["/a%23%3F%5C%7C", "/a#?\\|", "/a%23%3F%5C%7C"],
    ["/a;b=c+d(e)!~", "/a;b=c+d(e)!~", "/a;b=c+d(e)!~"],
    ["/a%FFb%zz", "/a%FFb%zz", "/a%FFb%25zz"],
    ["/a%C3%28", "/a%C3(", "/a%C3("],
    ["/a/./b/../c", "/a/c", "/a/c"],
    ["/a/b/%2e%2E", "/a/", "/a/"],
    ["/a/.", "/a/", "/a/"],
    ["/../../a", "/a", "/a"],
    ["/a/%252e%252e", "/a/%2e%2e", "/a/%2e%2e"],
    ["/a/...", "/a/...", "/a/..."],
    ["/%F0%9F%98%80", "/😀", "/%F0%9F%98%80"],
  ])("rewrites %s", (raw, path, encoded) => {
    expect(toRequestPath(raw)).toEqual({ path, encoded });
  });

  it("refuses a NUL, and what is no ASCII", () => {
    expect(toRequestPath("/a%00")).toBeUndefined();
    expect(toRequestPath("/é")).toBeUndefined();
  });

  it("lets every id through whose % is followed by no two hex digits, and that is no dot segment", () => {
    const id = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .filter((text) => text.isWellFormed() && !/\0|%[0-9a-f]{2}/i.test(text) && text !== "." && text !== "..");
    fc.assert(fc.property(id, (text) => expect(foundBehindHost(pathOf(text))).toBe(text)));
  });

  it.each(["a%41", "%2F", "100%25", ".", "..", "%2e%2e"])("loses the id %s, whose hash travels", (id) => {
    const hash = createHash("sha256").update(id).digest("hex");
    expect(foundBehindHost(pathOf(id))).not.toBe(id);
    expect(partitionOfNamed(foundBehindHost(`/api/submissions/sha256:${hash}`))).toBe(reviewPartition(id));
    expect(partitionOfNamed(foundBehindHost(pathOf(`sha256:${hash.toUpperCase()}`)))).toBe(reviewPartition(id));
  });
});
