import { makeUntrustedText } from "../../../src/core/notifications/compose/untrusted-text.ts";

const make = (): ReturnType<typeof makeUntrustedText> => makeUntrustedText(["aka.ms"]);

describe("makeUntrustedText", () => {
  it("makes one line of a name and notes what it took out", () => {
    const untrusted = make();
    expect(untrusted.line(" Contoso\r\nBcc: x\u202e\u0007 \t VM ", "the offer's name")).toBe("Contoso Bcc: x VM");
    expect(untrusted.removed()).toEqual([
      "Line breaks were removed from the offer's name.",
      "Characters that turn the direction of text were removed from the offer's name.",
    ]);
  });

  it("keeps the lines of a message, and single blank lines between them", () => {
    expect(make().lines("\n\na\r\n\r\n\r\n\r\nb\u2028c\n", "a message")).toEqual(["a", "", "b", "c"]);
  });

  it("keeps emoji and joined letters whole", () => {
    const untrusted = make();
    expect(untrusted.line("👩‍💻 می‌خواهم ü", "a name")).toBe("👩‍💻 می‌خواهم ü");
    expect(untrusted.removed()).toEqual([]);
  });

  it("drops half of a surrogate pair", () => {
    expect(make().line("a\ud83db", "a name")).toBe("ab");
  });

  it("brackets addresses in the body, not in the subject", () => {
    const untrusted = make();
    expect(untrusted.hasBrackets()).toBe(false);
    expect(untrusted.subject("Monday.com", "a name")).toBe("Monday.com");
    expect(untrusted.line("Monday.com", "a name")).toBe("Monday[.]com");
    expect(untrusted.hasBrackets()).toBe(true);
    expect(untrusted.removed()).toEqual(["An address in a name was written with brackets, so that it is no link."]);
  });

  it("leaves out a link that is not allowed, with the reason", () => {
    const untrusted = make();
    expect(untrusted.link("https://evil.example/?token=secret", "a finding")).toBeNull();
    expect(untrusted.link(undefined, "a finding")).toBeNull();
    expect(untrusted.removed()).toEqual([
      "The link of a finding was left out: its host evil[.]example is not in LINK_HOSTS.",
    ]);
  });

  it("counts notes beyond the fortieth instead of listing them", () => {
    const untrusted = make();
    for (let index = 0; index < 50; index += 1) untrusted.link(`https://h${index}.example/`, "a finding");
    expect(untrusted.removed()).toHaveLength(41);
    expect(untrusted.removed().at(-1)).toBe("10 more of the kind.");
  });
});
