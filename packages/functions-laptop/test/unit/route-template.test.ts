import { compareTemplates, matchRoute, parseRouteTemplate } from "../../src/route-template.ts";

const match = (template: string, path: string) => matchRoute(parseRouteTemplate(template), path);

describe("matchRoute", () => {
  it("gives the parameters of a path", () => {
    expect(match("api/submissions/{submissionId}/resend", "/api/submissions/42/resend")).toEqual({
      submissionId: "42",
    });
  });

  it("does not split a segment at an escaped slash, and leaves that escape alone", () => {
    expect(match("api/submissions/{id}/resend", "/api/submissions/a%2Fb\\c#?/resend")).toEqual({
      id: "a%2Fb\\c#?",
    });
    expect(match("api/submissions/{id}", "/api/submissions/a/b")).toBeUndefined();
  });

  it("takes literals without regard to case, and a trailing slash", () => {
    expect(match("api/Health", "/API/health/")).toEqual({});
  });

  it.each([
    ["api/items/{id?}", "/api/items", {}],
    ["api/items/{id?}", "/api/items/7", { id: "7" }],
    ["api/items/{id=9}", "/api/items", { id: "9" }],
    ["api/items/{id}", "/api/items", undefined],
    ["api/items/{id}", "/api/items/", undefined],
    ["api/items/{id}", "/api/items//", undefined],
    ["api/items/{id:int}", "/api/items/12", { id: "12" }],
    ["api/items/{id:int}", "/api/items/x", undefined],
    ["api/items/{id:regex(^a)}", "/api/items/b", { id: "b" }],
    ["api/files/{*rest}", "/api/files/a/b c/d", { rest: "a/b c/d" }],
    ["api/files/{*rest}", "/api/files", {}],
    ["api/files/{name}.{ext}", "/api/files/mail.html", { name: "mail", ext: "html" }],
    ["api/files/{name}.{ext}", "/api/files/mail", undefined],
    ["", "/", {}],
    ["api/items", "/api/items/more", undefined],
  ])("matches %s with %s", (template, path, expected) => {
    expect(match(template, path)).toEqual(expected);
  });
});

describe("compareTemplates", () => {
  it("puts literals before parameters before the rest", () => {
    const templates = ["api/{*rest}", "api/{id}", "api/{id:int}", "api/special", "api/special/{x}"].map(
      parseRouteTemplate,
    );
    const sorted = templates.sort(compareTemplates).map(({ template }) => template);
    expect(sorted).toEqual(["api/special", "api/special/{x}", "api/{id:int}", "api/{id}", "api/{*rest}"]);
  });
});
