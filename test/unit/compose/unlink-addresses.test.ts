import { unlinkAddresses } from "../../../src/core/notifications/compose/unlink-addresses.ts";

const isAllowed = (url: string): boolean => URL.canParse(url) && new URL(url).hostname === "learn.microsoft.com";

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
    ["Node.js", "Node[.]js"],
    ["manifest.json", "manifest[.]json"],
    ["Microsoft.Compute/virtualMachines", "Microsoft[.]Compute/virtualMachines"],
    ["partner-microsoft.help/login", "partner-microsoft[.]help/login"],
    ["почта.рф", "почта[.]рф"],
    ["i❤.ws", "i❤[.]ws"],
    ["evil\u200d.download", "evil\u200d[.]download"],
    ["evil.xn--p1ai", "evil[.]xn--p1ai"],
    ["evil.com.1", "evil[.]com[.]1"],
    ["me@163.com", "me[@]163[.]com"],
    ["learn.microsoft.com.evil", "learn[.]microsoft[.]com[.]evil"],
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
    "See learn.microsoft.com/azure, or learn.microsoft.com.",
    "e.g. this, i.e. that, a.k.a. 1.2.3, v1.2, 10.5€, 1.5× and 2.0rc1; the U.S. version of .NET",
    "終了しました。次へ進みます。Azureの設定",
    "He said “stop.” Then… nothing.",
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
      "ab:",
      "a:b",
      "a.1",
      "é.",
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
