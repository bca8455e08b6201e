import { unlinkAddresses } from "../../../src/core/notifications/compose/unlink-addresses.ts";

const isAllowed = (url: string): boolean => new URL(url).hostname === "learn.microsoft.com";

describe("unlinkAddresses", () => {
  it.each([
    ["http://evil.com/x?y=1", "http[:]//evil[.]com/x?y=1"],
    ["HTTPS://EVIL.COM", "HTTPS[:]//EVIL[.]COM"],
    ["x_https://evil.com", "x_https[:]//evil[.]com"],
    ["https:\\\\evil.com", "https[:]\\\\evil[.]com"],
    ["http://127.0.0.1/", "http[:]//127[.]0[.]0[.]1/"],
    ["//evil.com/p", "//evil[.]com/p"],
    ["www.evil.example", "www[.]evil[.]example"],
    ["evil.com.", "evil[.]com."],
    ["sub.evil.co.uk/path", "sub[.]evil[.]co[.]uk/path"],
    ["пример.com", "пример[.]com"],
    ["evil。com", "evil[.]com"],
    ["README.md", "README[.]md"],
    ["me@evil.example", "me[@]evil[.]example"],
    ["mailto:me@evil.com", "mailto[:]me[@]evil[.]com"],
    ["javascript:alert(1)", "javascript[:]alert(1)"],
    ["\\\\server\\share", "[\\\\]server\\share"],
    ["https://learn.microsoft.com@evil.com/", "https[:]//learn[.]microsoft[.]com[@]evil[.]com/"],
    ["https://learn.microsoft.com.evil.com/", "https[:]//learn[.]microsoft[.]com[.]evil[.]com/"],
    ["http://learn.microsoft.com/azure", "http[:]//learn[.]microsoft[.]com/azure"],
  ])("puts brackets into %s", (text, expected) => {
    expect(unlinkAddresses(text, isAllowed)).toBe(expected);
    expect(unlinkAddresses(`See ${text}`, isAllowed)).toBe(`See ${expected}`);
  });

  it.each([
    "Policy 200.3.3 was checked at 10:30; the disk has 1.5 GiB.",
    "mainTemplate.json, System.Text and Microsoft.Compute/virtualMachines",
    "Use pkg@1.2.3: it works.",
    "See https://learn.microsoft.com/azure/x?view=y#z, please.",
    "(https://learn.microsoft.com/a).",
    "C:\\Windows\\System32",
  ])("leaves alone: %s", (text) => {
    expect(unlinkAddresses(text, isAllowed)).toBe(text);
  });

  it("takes no more than linear time for any text", () => {
    const units = [
      "a.",
      "a@",
      "@a.",
      "://",
      "\\",
      "/",
      ":/",
      "[:]",
      "www.",
      "mailto:",
      "https://",
      "a-",
      "。",
      "https://learn.microsoft.com/",
    ];
    const start = performance.now();
    for (const unit of units) unlinkAddresses(`:${unit.repeat(100_000 / unit.length)}é`, isAllowed);
    // Quadratic time would be minutes.
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
