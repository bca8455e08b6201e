import { toSetCookie } from "../../src/http-response.ts";

describe("toSetCookie", () => {
  it("writes every attribute, and escapes name and value", () => {
    const line = toSetCookie({
      name: "a",
      value: "b; c",
      domain: { value: "x.example" },
      path: { value: "/p" },
      expires: { value: { seconds: 1_795_219_200 } },
      secure: { value: true },
      httpOnly: { value: true },
      sameSite: "strict",
      maxAge: { value: 0 },
    });
    expect(line).toBe(
      "a=b%3B%20c; Expires=Sat, 21 Nov 2026 00:00:00 GMT; Max-Age=0; Domain=x.example; Path=/p; SameSite=Strict; Secure; HttpOnly",
    );
  });
});
