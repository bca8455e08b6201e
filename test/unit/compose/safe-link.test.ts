import { judgeLink } from "../../../src/core/notifications/compose/safe-link.ts";

const HOSTS = ["learn.microsoft.com", "aka.ms"];

describe("judgeLink", () => {
  it.each(["https://learn.microsoft.com/a?b=c#d", "https://aka.ms/x", "HTTPS://AKA.MS/x", " https://aka.ms/x "])(
    "allows %s",
    (url) => {
      expect(judgeLink(url, HOSTS)).toEqual({ kind: "allowed", url: new URL(url.trim()).href });
    },
  );

  it.each([
    ["javascript:alert(1)", "it is not an https: link"],
    ["http://learn.microsoft.com/", "it is not an https: link"],
    ["//learn.microsoft.com/", "it is not a web address"],
    ["/relative", "it is not a web address"],
    ["https:\\\\aka.ms", "it is not a web address"],
    ["https://aka.ms/\nx", "it is not a web address"],
    ["https://aka.ms\t.evil.com/", "it is not a web address"],
    ["https://aka.ms/\u202etxt", "it is not a web address"],
    ["https://user@aka.ms/", "it carries user information"],
    ["https://aka.ms:8443/", "it names a port"],
    ["https://www.aka.ms/", "its host www[.]aka[.]ms is not in LINK_HOSTS"],
    ["https://aka.ms.evil.com/?token=secret", "its host aka[.]ms[.]evil[.]com is not in LINK_HOSTS"],
    ["https://аka.ms/", "its host xn--ka-6kc[.]ms is not in LINK_HOSTS"],
  ])("refuses %j: %s", (url, reason) => {
    expect(judgeLink(url, HOSTS)).toEqual({ kind: "refused", reason });
  });
});
